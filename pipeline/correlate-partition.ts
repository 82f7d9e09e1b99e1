// One partition of the correlations of a cluster: reads what collectors saw, keeps the windows, raises what fires. Its
// state is a snapshot with its place in the log, written under the fence of the term in which it was made; whoever takes
// the partition over goes on from there and reads again what came since, so that nothing is missed. What fires again
// has the same ids, and alerts that are known are passed over.

import { setTimeout as sleep } from 'node:timers/promises'
import { deserialize, serialize } from 'node:v8'
import type { Term } from '#/cluster/leader-lock.ts'
import type { SharedLogEntry, SharedLogs } from '#/cluster/redis-logs.ts'
import type { SnapshotStore } from '#/cluster/snapshot-store.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { Sighting } from '#/correlation/windows/arrival.ts'
import { createPartitioning } from '#/correlation/windows/partitioning.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { createCollectorClocks, type CollectorState } from './collector-clocks.ts'
import { AWAY_MS, type Correlated } from './correlation-stage.ts'
import { sightingsLog } from './forwarding-stage.ts'
import { marksOf, unpackSightings } from './sighting-batch.ts'

export interface PartitionOptions {
  readonly partitions: number
  readonly logs: SharedLogs
  readonly snapshots: SnapshotStore
  /** The rules in force; another object when they have changed. */
  readonly rules: () => Correlated
  readonly latenessMs: number
  /** For so long a silent collector is waited for. */
  readonly waitMs: number
  /** Names of the collectors that are known. */
  readonly collectors: () => Promise<readonly string[]>
  /** Hands on what fired; resolves when it is durable. */
  readonly raise: (firings: readonly Firing[], signal: AbortSignal) => Promise<void>
  readonly clock: Clock
  readonly report: ReportProblem
}

interface PartitionSnapshot {
  readonly format: typeof FORMAT
  readonly collectors: readonly CollectorState[]
  readonly windows: unknown
}

const FORMAT = 1
const ENTRIES_AT_ONCE = 200
const SNAPSHOT_MS = 30_000
const SNAPSHOT_ENTRIES = 20_000
const IDLE_MS = 100

/** Works until the term's signal fires; ends with a snapshot when it may still write one. */
export async function correlatePartition(
  partition: number,
  term: Term,
  options: PartitionOptions,
): Promise<void> {
  const { logs, snapshots, clock, raise } = options
  const { signal, fence } = term
  const log = sightingsLog(partition)
  const saved = await snapshots.takeOver(log, fence)
  const windows = openWindows(partition, options, saved?.data, await options.collectors())
  let position = saved?.position ?? null
  let written = { position, at: clock.now() }
  let entries = 0
  /** False while entries are in the windows of which the firings are not handed on. */
  let isWhole = true

  async function write(): Promise<void> {
    if (position === null || position === written.position) return
    await snapshots.write(log, { fence, position, data: windows.save() })
    written = { position, at: clock.now() }
    entries = 0
    await logs.trim(log, position)
  }

  try {
    while (!signal.aborted) {
      const found = await logs.read(log, position, ENTRIES_AT_ONCE)
      isWhole = false
      for (const entry of found) windows.take(entry)
      const firings = windows.fired()
      if (firings.length > 0) await raise(firings, signal)
      position = found.at(-1)?.id ?? position
      isWhole = true
      entries += found.length
      if (entries >= SNAPSHOT_ENTRIES || clock.now() - written.at >= SNAPSHOT_MS) await write()
      if (found.length === 0) await sleep(IDLE_MS, undefined, { signal }).catch(() => {})
    }
  } finally {
    // So that whoever comes next has less to read again; one who was overtaken may write no more, and need not.
    if (isWhole)
      await write().catch((error: unknown) => {
        if (!(error instanceof Permanent && error.code === 'snapshot.fenced') && !signal.aborted) throw error
      })
  }
}

interface PartitionWindows {
  take(entry: SharedLogEntry): void
  fired(): readonly Firing[]
  save(): Buffer
}

function openWindows(
  partition: number,
  { rules, partitions, latenessMs, waitMs, report }: PartitionOptions,
  saved: Buffer | undefined,
  expected: readonly string[],
): PartitionWindows {
  const where = sightingsLog(partition)
  let correlated = rules()
  let places = new Map<string, number>()
  const open = (): Correlator => {
    const correlations = createPartitioning(correlated.correlations, partitions).correlationsOf(partition)
    places = new Map(marksOf(correlations).map((mark, place) => [mark, place]))
    return new Correlator({ correlations, silenced: correlated.silenced, latenessMs, report })
  }
  const snapshot = saved === undefined ? undefined : readSnapshot(saved)
  const collectors = createCollectorClocks({
    waitMs,
    expected,
    ...(typeof snapshot === 'object' ? { saved: snapshot.collectors } : {}),
  })
  let correlator = open()
  const refused = typeof snapshot === 'object' ? correlator.load(snapshot.windows) : snapshot
  if (refused !== undefined) report({ code: 'correlation.state-lost', where, detail: refused })
  let firings: Firing[] = []

  function useRules(): void {
    const now = rules()
    if (now === correlated) return
    firings.push(...correlator.takeFirings())
    correlated = now
    const before = correlator.save()
    correlator = open()
    correlator.load(before)
  }

  /** Under the places of the correlations here; without those that are not in force here. */
  function placed(sighting: Sighting, marks: readonly string[]): Sighting {
    const observations = sighting.observations.flatMap(observation => {
      const correlation = places.get(marks[observation.correlation]!)
      return correlation === undefined ? [] : [{ ...observation, correlation }]
    })
    const strange = sighting.observations.length - observations.length
    if (strange > 0)
      report({
        code: 'correlation.other-rules',
        where,
        detail: `${strange} observations of ${sighting.source} were made under other rules`,
      })
    return { ...sighting, observations }
  }

  function advance(): void {
    const now = collectors.now()
    if (now === -Infinity) return
    const wasAway = correlator.clock > 0 && now - correlator.clock > AWAY_MS
    if (wasAway) correlator.resume(now)
    correlator.advance(now)
  }

  return {
    take({ id, data }) {
      useRules()
      const batch = unpackSightings(data)
      if (typeof batch === 'string')
        return report({ code: 'correlation.other-rules', where: `${where} ${id}`, detail: batch })
      const taken = collectors.through(batch.node)
      for (const sighting of batch.sightings)
        if (sighting.sequence > taken) correlator.seeSighting(placed(sighting, batch.correlations))
      collectors.tell(batch.node, batch.clock, batch.through)
      advance()
      return undefined
    },
    fired() {
      const taken = [...firings, ...correlator.takeFirings()]
      firings = []
      return taken
    },
    save: () => serialize({ format: FORMAT, collectors: collectors.save(), windows: correlator.save() }),
  }
}

function readSnapshot(data: Buffer): PartitionSnapshot | string {
  const snapshot = deserialize(data) as PartitionSnapshot
  return snapshot.format === FORMAT ? snapshot : `the snapshot is of format ${String(snapshot.format)}`
}
