// `npm run -s bench -- parse [--verbose] [--only NAME]`: how much of the public samples the formats understand, field
// by field, and how many lines a second they read on one core. What is counted, and why, stands in parse-score.ts.

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
  const formats = new Map<string, Group>()
  const packages = new Map<string, Group>()
  const notes: string[] = []
  for (const sample of chosen) {
    if (sample.cases.length === 0) continue
    const groups = [groupOf(formats, formatOf(sample)), groupOf(packages, sample.module)]
    for (const group of groups) group.samples.push(sample)
    for (const parseCase of sample.cases) {
      const { event } = parseRecord(recordOf(parseCase), { zoneOffsetMinutes: parseCase.zoneOffsetMinutes })
      for (const group of groups) {
        group.readBy.add(String(event['thapcanh.format']))
        scoreCase(event, parseCase, ecs, group.score)
      }
    }
    notes.push(...sample.notes.map(note => `${sample.name}: ${note}`), ...droppedNote(sample))
  }
  const verbose = args.includes('--verbose')
  return {
    bench: 'parse',
    formats: Object.fromEntries([...formats].map(([name, group]) => [name, report(group, verbose)])),
    packages: Object.fromEntries([...packages].map(([name, group]) => [name, figures(group.score)])),
    notes: [...notes, ...KNOWN_DIFFERENCES],
  }
}

interface Group {
  readonly score: Score
  readonly samples: ParseSample[]
  readonly readBy: Set<string>
}

/** Where the samples' documents and ours differ on purpose; such fields are scored as wrong all the same. */
const KNOWN_DIFFERENCES = [
  'system.syslog: for "launchd[1] (label[23]): text" the samples take all before the colon as process.name; we take launchd, its pid, and the label as service.name',
  'fortinet_fortigate: the samples make the far end of a dial-in VPN its destination; we make it the source, where the user comes from',
  'fortinet_fortigate: a log without tz is read as UTC by the samples; we take the zone from the difference between date, time and eventtime',
  'cef: the samples write protocol numbers into network.transport; we write tcp and keep the number in network.iana_number',
  'all: the samples were made in 2024, so dates without a year are compared without it where their settings say so',
] as const

/** Both sources of a format together; the many channels of Windows are one format. */
function formatOf(sample: ParseSample): string {
  return sample.module === 'windows' ? 'windows' : sample.dataset
}

function groupOf(groups: Map<string, Group>, name: string): Group {
  const known = groups.get(name)
  if (known !== undefined) return known
  const group: Group = { score: newScore(), samples: [], readBy: new Set() }
  groups.set(name, group)
  return group
}

function report(group: Group, verbose: boolean): Record<string, unknown> {
  const cases = group.samples.flatMap(sample => sample.cases)
  return {
    ...figures(group.score),
    events: cases.length,
    linesPerSecond: speed(cases),
    readBy: [...group.readBy],
    ...(verbose ? { faults: mostFrequent(group.score) } : {}),
  }
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

function speed(cases: readonly ParseCase[]): number {
  const work = cases.map(parseCase => ({
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
