// What correlations know across a start: the snapshot on disk, and what is told when it, or the raw log after it,
// is not what it should be.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import { silencedBy } from '#/correlation/link-correlations.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Alert } from '#/kernel/alert.ts'
import { catchUpCorrelation, type CatchUpContext } from '#/pipeline/catch-up-correlation.ts'
import { packSnapshot, readSnapshotFile, writeSnapshot } from '#/pipeline/correlation-file.ts'
import { createCorrelationStage } from '#/pipeline/correlation-stage.ts'
import { readBatch } from '#/pipeline/read-batch.ts'

const directory = mkdtempSync(join(tmpdir(), 'correlation-catch-up-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const NOW = Date.UTC(2026, 10, 29, 10)
const RULES = `title: Failed
name: failed
id: f1
level: low
logsource: {product: linux, service: sshd}
detection: {words: ['Failed password'], condition: words}
---
title: Many
id: f2
level: high
correlation: {type: event_count, rules: [failed], group-by: [source.ip], timespan: 5m, condition: {gte: 3}}
`

function recordOf(sequence: number): RawRecord {
  const time = new Date(NOW + sequence * 1000).toISOString()
  const text = `<86>1 ${time} web-01 sshd ${sequence} - - Failed password for root from 203.0.113.9 port 4122 ssh2`
  return {
    bytes: Buffer.from(text),
    envelope: 'syslog',
    receivedMs: NOW + sequence * 1000,
    listener: 'syslog-tcp',
    peer: '192.0.2.7',
    sequence,
  }
}

/** A pipeline whose raw log holds these records; what it tells and keeps is written down. */
function contextOf(file: string, records: readonly RawRecord[]) {
  const { rules, correlations } = loadRules([{ path: 'r.yml', text: RULES }])
  const told: string[] = []
  const alerts: Alert[] = []
  const context = {
    store: { get: async () => undefined },
    reader: { read: async (after: number) => records.filter(({ sequence }) => sequence > after) },
    stages: {
      matcher: createMatcher(rules),
      matchIndicators: () => [],
      exceptions: () => ({ hiding: () => [] }),
      onEvent: () => {},
      onHit: () => {},
      assignSystem: () => undefined,
      readings: new Map(),
      correlation: createCorrelationStage({ correlations, silenced: silencedBy(correlations) }, 10_000),
    },
    correlationFile: file,
    clock: { now: () => NOW },
    keepAlerts: async (kept: readonly Alert[]) => void alerts.push(...kept),
    tell: (message: {
      kind: string
      problems?: readonly (readonly [{ code: string; detail: string }, number])[]
    }) => void told.push(...(message.problems ?? []).map(([{ code, detail }]) => `${code}: ${detail}`)),
    signal: new AbortController().signal,
  } as unknown as CatchUpContext
  return { context, told, alerts }
}

const progress = { durable: () => 100, changed: async () => {} }
const [one, two, three] = [1, 2, 3].map(recordOf) as [RawRecord, RawRecord, RawRecord]

/** A snapshot of what the first records made correlations count. */
async function snapshotAfter(file: string, records: readonly RawRecord[], position: number): Promise<void> {
  const { context } = contextOf(file, [])
  readBatch(records, context.stages, NOW)
  await writeSnapshot(file, packSnapshot({ position, data: context.stages.correlation.save() }))
}

test('the log after the snapshot is read again, and what was counted goes on', async () => {
  const file = join(directory, 'whole')
  await snapshotAfter(file, [one], 1)
  const { context, told, alerts } = contextOf(file, [one, two, three])
  await catchUpCorrelation(context, 3, progress)
  context.stages.correlation.quiet(NOW + 60_000)
  expect(context.stages.correlation.take().firings.map(({ events }) => events.length)).toEqual([3])
  expect([told, alerts]).toEqual([[], []])
})

test('records that are gone are counted', async () => {
  const file = join(directory, 'gap')
  await snapshotAfter(file, [one], 1)
  const { context, told } = contextOf(file, [three])
  await catchUpCorrelation(context, 3, progress)
  expect(told).toEqual(['correlation.state-lost: 1 records of the raw log between 1 and 3 are gone'])
})

test.each([
  ['no snapshot', () => {}, 'there is no snapshot; correlations begin with record 4'],
  ['a damaged one', damage, 'is damaged; correlations begin with record 4'],
  [
    'one of another version',
    (file: string) => writeFileSync(file, '{"format":"x"}\n'),
    'is of another version',
  ],
  [
    'one that knows more than the store',
    (file: string) => writeFileSync(file, packSnapshot({ position: 9, data: {} })),
    'the snapshot has seen records up to 9, the store only those up to 3',
  ],
] as const)('%s is told', async (name, prepare, expected) => {
  const file = join(directory, name)
  await prepare(file)
  const { context, told } = contextOf(file, [])
  await catchUpCorrelation(context, 3, progress)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('correlation.state-lost: ')
  expect(told[0]).toContain(expected)
})

test('a first start is nothing to tell', async () => {
  const { context, told } = contextOf(join(directory, 'none'), [])
  await catchUpCorrelation(context, 0, progress)
  expect(told).toEqual([])
  expect(await readSnapshotFile(join(directory, 'none'))).toBeUndefined()
})

async function damage(file: string): Promise<void> {
  await snapshotAfter(file, [one], 1)
  const bytes = readFileSync(file)
  bytes[bytes.length - 3]! ^= 0xff
  writeFileSync(file, bytes)
}
