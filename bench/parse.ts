// `npm run -s bench -- parse [--verbose] [--only NAME]`: how much of the public samples the formats understand, field by
// field, and how many lines a second they read on one core. What is counted, and why, stands in parse-score.ts.

import { join } from 'node:path'
import { parseRecord } from '#/collectors/formats/parse-record.ts'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import type { ParseCase, ParseSample } from './parse-corpus.ts'
import { loadSamples } from './parse-corpus.ts'
import type { Score } from './parse-score.ts'
import { loadEcsFields, newScore, precision, recall, scoreCase } from './parse-score.ts'

/** Day of the samples, for dates without a year. */
const RECEIVED_MS = Date.UTC(2024, 11, 31)
const TIMING_MS = 250

/** Figures by sample; `{skipped}` when the samples are not beside the repository. */
export async function parseBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const root = join(import.meta.dirname, '../../shared/ingest')
  const samples = loadSamples(root)
  if (samples === undefined) return { bench: 'parse', skipped: 'no samples in ../shared/ingest' }
  const ecs = loadEcsFields(join(root, '_ecs/ecs-9.4.0-fields.csv'))
  const only = args[args.indexOf('--only') + 1]
  const chosen = args.includes('--only')
    ? samples.filter(sample => sample.name.includes(only ?? ''))
    : samples
  const formats: Record<string, unknown> = {}
  const faults: Record<string, readonly string[]> = {}
  const notes: string[] = []
  for (const sample of chosen) {
    if (sample.cases.length === 0) continue
    const score = newScore()
    const formatNames = new Set<string>()
    for (const parseCase of sample.cases) {
      const { event } = parseRecord(recordOf(parseCase), { zoneOffsetMinutes: parseCase.zoneOffsetMinutes })
      formatNames.add(String(event['thapcanh.format']))
      scoreCase(event, parseCase, ecs, score)
    }
    formats[sample.name] = {
      ...figures(score),
      events: sample.cases.length,
      linesPerSecond: speed(sample),
      readBy: [...formatNames],
    }
    notes.push(...sample.notes.map(note => `${sample.name}: ${note}`), ...droppedNote(sample))
    faults[sample.name] = mostFrequent(score)
  }
  const verbose = args.includes('--verbose') ? { faults } : {}
  return { bench: 'parse', formats, notes, ...verbose }
}

function figures(score: Score): Record<string, number> {
  return {
    precision: precision(score.fair),
    recall: recall(score.fair),
    strictPrecision: precision(score.strict),
    strictRecall: recall(score.strict),
  }
}

function recordOf(parseCase: ParseCase): RawRecord {
  const { text, envelope } = parseCase
  return {
    bytes: Buffer.from(text),
    envelope,
    receivedMs: RECEIVED_MS,
    listener: 'bench',
    peer: 'sample',
    sequence: 1,
  }
}

function speed(sample: ParseSample): number {
  const work = sample.cases.map(parseCase => ({
    record: recordOf(parseCase),
    zone: parseCase.zoneOffsetMinutes,
  }))
  let lines = 0
  const start = performance.now()
  while (performance.now() - start < TIMING_MS) {
    for (const { record, zone } of work) parseRecord(record, { zoneOffsetMinutes: zone })
    lines += work.length
  }
  return Math.round((lines / (performance.now() - start)) * 1000)
}

function droppedNote(sample: ParseSample): string[] {
  const dropped = sample.cases.filter(parseCase => parseCase.expected === undefined).length
  return dropped === 0
    ? []
    : [`${sample.name}: ${dropped} lines that the sample drops are kept here and cost precision`]
}

function mostFrequent(score: Score): readonly string[] {
  return [...score.faults]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 25)
    .map(([fault, count]) => `${count} × ${fault}`)
}
