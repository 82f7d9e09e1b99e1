// Correlations that are divided among partitions, and fed by several collectors that are not equally quick, fire as
// those that see everything in one place: on generated streams, for every kind of correlation, with partitions that are
// taken over in between.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SharedLogs, SharedLogEntry } from '#/cluster/redis-logs.ts'
import type { Snapshot, SnapshotStore } from '#/cluster/snapshot-store.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import { silencedBy } from '#/correlation/link-correlations.ts'
import { createPartitioning } from '#/correlation/windows/partitioning.ts'
import type { RawRecord } from '#/collectors/raw-log/record.ts'
import { firstSequenceOfLog } from '#/kernel/ids.ts'
import type { Problem } from '#/kernel/problem.ts'
import { correlatePartition } from '#/pipeline/correlate-partition.ts'
import { createForwardingStage } from '#/pipeline/forwarding-stage.ts'
import {
  correlationText,
  eventOf,
  loadAll,
  NOON,
  runArriving,
  streams,
} from '../correlation/windows-streams.ts'
import type { Given, Loaded } from '../correlation/windows-streams.ts'

const SEED = 20261130
const PARTITIONS = 3
const LATENESS_MS = 10_000

const alone = (type: string, more: string): string =>
  `type: ${type}\nrules: [a, b]\ngroup-by: [host.name]\ntimespan: 10s\n${more}`

const ROWS: readonly (readonly [string, readonly string[]])[] = [
  ['event_count', [alone('event_count', 'condition: {gte: 3}')]],
  ['what did not happen', [alone('event_count', 'condition: {lt: 3}')]],
  ['value_count', [alone('value_count', 'condition: {gte: 2, field: user.name}')]],
  ['value_sum', [alone('value_sum', 'condition: {gt: 12.5, field: bytes}')]],
  ['value_median', [alone('value_median', 'condition: {gte: 6, field: bytes}')]],
  ['temporal', [alone('temporal', '')]],
  [
    'temporal with not',
    ['type: temporal\nrules: [a, b]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: a and not b'],
  ],
  ['temporal_ordered', [alone('temporal_ordered', '')]],
  ['without groups', ['type: event_count\nrules: [a]\ntimespan: 10s\ncondition: {gte: 2}']],
  [
    'without groups, of what did not happen',
    ['type: event_count\nrules: [c]\ntimespan: 10s\ncondition: {lt: 1}'],
  ],
  [
    'one that builds on another, and one that is alone',
    [
      alone('event_count', 'condition: {gte: 2}'),
      `type: event_count\nrules: [00000000-0000-4000-9000-000000000001]\ntimespan: 20s\ncondition: {gte: 2}`,
      alone('value_count', 'condition: {gte: 2, field: user.name}'),
    ],
  ],
]

/** Logs and snapshots of one cluster, in memory; both are held to Redis' ways in tests/cluster. */
function sharedMemory() {
  const logs = new Map<string, SharedLogEntry[]>()
  const kept = new Map<string, Snapshot>()
  let last = 0
  const shared: SharedLogs = {
    async append(entries) {
      for (const { log, data } of entries)
        logs.set(log, [...(logs.get(log) ?? []), { id: `${String(++last).padStart(9, '0')}-0`, data }])
    },
    read: async (log, after, limit) =>
      (logs.get(log) ?? []).filter(({ id }) => after === null || id > after).slice(0, limit),
    async trim(log, through) {
      logs.set(
        log,
        (logs.get(log) ?? []).filter(({ id }) => id > through),
      )
    },
    length: async log => logs.get(log)?.length ?? 0,
  }
  const snapshots: SnapshotStore = {
    write: async (name, snapshot) => void kept.set(name, snapshot),
    takeOver: async name => kept.get(name),
  }
  return { shared, snapshots, lengths: () => [...logs.values()].reduce((sum, log) => sum + log.length, 0) }
}

interface Plan {
  readonly events: readonly Given[]
  /** The collector of each event. */
  readonly collectors: readonly number[]
  /** After so many events a batch ends. */
  readonly batch: number
  /** After so many batches the partitions are worked on, and then change hands. */
  readonly turns: number
}

const plans = (): fc.Arbitrary<Plan> =>
  streams(30).chain(events =>
    fc.record({
      events: fc.constant(events),
      collectors: fc.array(fc.integer({ min: 0, max: 2 }), {
        minLength: events.length,
        maxLength: events.length,
      }),
      batch: fc.integer({ min: 1, max: 8 }),
      turns: fc.integer({ min: 1, max: 4 }),
    }),
  )

/** What fires when three collectors feed three partitions; every batch of the second is sent twice, as after a crash. */
async function runDivided(
  loaded: Loaded,
  plan: Plan,
): Promise<{ firings: readonly Firing[]; problems: Problem[] }> {
  const { shared, snapshots, lengths } = sharedMemory()
  const correlated = { correlations: loaded.correlations, silenced: silencedBy(loaded.correlations) }
  const stages = [0, 1, 2].map(nth =>
    createForwardingStage(correlated, {
      latenessMs: LATENESS_MS,
      partitions: PARTITIONS,
      node: `c${nth}`,
      collects: true,
    }),
  )
  const firings: Firing[] = []
  const problems: Problem[] = []
  let fence = 0

  async function workOnAll(): Promise<void> {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const ending = new AbortController()
      const term = { name: '', fence: ++fence, signal: ending.signal, isHeld: () => true }
      await correlatePartition(partition, term, {
        partitions: PARTITIONS,
        logs: {
          ...shared,
          async read(...asked) {
            const found = await shared.read(...asked)
            if (found.length === 0) ending.abort()
            return found
          },
        },
        snapshots,
        rules: () => correlated,
        latenessMs: LATENESS_MS,
        waitMs: 600_000,
        collectors: async () => ['c0', 'c1', 'c2'],
        raise: async fired => void firings.push(...fired),
        clock: { now: () => 0 },
        report: problem => problems.push(problem),
      })
    }
  }

  const times = plan.events.map(({ time }) => NOON + time)
  const begin = Math.min(...times) + LATENESS_MS
  const send = async (nth: number): Promise<void> => {
    const { outgoing } = stages[nth]!.take()
    await shared.append(outgoing)
    if (nth === 1) await shared.append(outgoing)
  }
  for (const [nth, stage] of stages.entries()) {
    stage.quiet(begin + 2000)
    await send(nth)
  }
  let inBatch = 0
  let batches = 0
  for (const given of arrivingOf(plan)) {
    const nth = plan.collectors[given.place]!
    const event = eventOf(given)
    const receivedMs = NOON + given.time + given.delay
    const { sequence, group: peer } = given
    // Whoever receives nothing says so; how soon the partitions hear it is another matter.
    for (const stage of stages) stage.quiet(receivedMs - 1 + 2000)
    const record = { sequence, receivedMs, listener: 'l', peer } as RawRecord
    stages[nth]!.see(event, loaded.matcher.match(event), record)
    if (++inBatch < plan.batch) continue
    inBatch = 0
    await send(batches % 3)
    if (++batches % plan.turns === 0) await workOnAll()
  }
  for (const [nth, stage] of stages.entries()) {
    await send(nth)
    // All that happened is past, whatever the slowest clock, and the next beat is due.
    stage.quiet(Math.max(...times) + LATENESS_MS + 5000)
    await send(nth)
  }
  await workOnAll()
  expect(lengths()).toBe(0)
  return { firings, problems }
}

const told = (firing: Firing): string =>
  JSON.stringify([
    firing.correlation.summary.id,
    firing.at,
    firing.groupKey,
    firing.total,
    firing.value,
    firing.absence,
    firing.events.map(({ receivedMs }) => receivedMs),
  ])

/** In the order of arrival, numbered as the collectors' raw logs do; `place` is that in the plan. */
function arrivingOf({ events, collectors }: Plan): readonly (Given & { readonly place: number })[] {
  return events
    .map((given, place) => ({ ...given, place }))
    .sort((x, y) => x.time + x.delay - (y.time + y.delay) || x.place - y.place)
    .map((given, arrived) => ({
      ...given,
      sequence: firstSequenceOfLog(collectors[given.place]! + 1) + arrived + 1,
    }))
}

describe.each(ROWS)('%s', (_, texts) => {
  test('fires divided as in one place', { timeout: 300_000 }, async () => {
    const loaded = loadAll(...texts.map((text, place) => correlationText(text, '', place + 1)))
    expect(loaded.problems).toEqual([])
    expect(loaded.correlations).toHaveLength(texts.length)
    let fired = 0
    await fc.assert(
      fc.asyncProperty(plans(), async plan => {
        // What is still open at the end is judged in one place only.
        const end = Math.max(...plan.events.map(({ time }) => NOON + time))
        const isClosed = ({ at }: Firing): boolean => at <= end
        const whole = runArriving(loaded, arrivingOf(plan)).filter(isClosed).map(told).sort()
        const divided = await runDivided(loaded, plan)
        expect(divided.problems).toEqual([])
        expect(divided.firings.filter(isClosed).map(told).sort()).toEqual(whole)
        fired += whole.length
      }),
      { numRuns: 40, seed: SEED, endOnFailure: true },
    )
    expect(fired).toBeGreaterThan(10)
  })
})

test('groups are spread over all partitions, families stay together', () => {
  const { correlations } = loadAll(
    ...ROWS.at(-1)![1].map((text, place) => correlationText(text, '', place + 1)),
  )
  const partitioning = createPartitioning(correlations, 8)
  const placeOf = (number: number): number =>
    correlations.findIndex(({ summary }) => summary.id.endsWith(String(number)))
  const keys = Array.from({ length: 200 }, (_, nth) => `web-${nth}`)
  const of = (number: number): ReadonlySet<number> =>
    new Set(keys.map(key => partitioning.partitionOf({ correlation: placeOf(number), key })))
  expect(of(3).size).toBe(8)
  expect(of(1).size).toBe(1)
  expect(of(1)).toEqual(of(2))
  const home = [...of(1)][0]!
  for (let partition = 0; partition < 8; partition++)
    expect(partitioning.correlationsOf(partition)).toHaveLength(partition === home ? 3 : 1)
})
