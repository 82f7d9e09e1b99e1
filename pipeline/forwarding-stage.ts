// Correlations in a collector of a cluster: events are looked at here, and what windows need of them goes to the
// processes that keep the windows, by partition. Each partition also hears every second how far this collector has come,
// since windows wait for the slowest.

import { raisesAlerts } from '#/correlation/link-correlations.ts'
import type { Sighting } from '#/correlation/windows/arrival.ts'
import { createObserver, type Observer } from '#/correlation/windows/observer.ts'
import { createPartitioning, type Partitioning } from '#/correlation/windows/partitioning.ts'
import type { Problem } from '#/kernel/problem.ts'
import { arrivalOf, ON_ITS_WAY_MS, type Correlated, type CorrelationStage } from './correlation-stage.ts'
import { marksOf, packSightings } from './sighting-batch.ts'

export interface ForwardingOptions {
  readonly latenessMs: number
  readonly partitions: number
  /** Name of this collector. */
  readonly node: string
  /** False: nothing is received here, and nothing is sent. */
  readonly collects: boolean
}

/** Of which log a partition reads. */
export function sightingsLog(partition: number): string {
  return `sightings-${partition}`
}

const BEAT_MS = 1000

export function createForwardingStage(first: Correlated, options: ForwardingOptions): CorrelationStage {
  const { latenessMs, partitions, node, collects } = options
  let problems: Problem[] = []
  let through = 0
  let clock = -Infinity
  const beats = Array.from({ length: partitions }, () => -Infinity)
  const gathered = Array.from({ length: partitions }, (): Sighting[] => [])

  interface InForce {
    readonly correlated: Correlated
    readonly observer: Observer
    readonly partitioning: Partitioning
    readonly marks: readonly string[]
  }
  const open = (correlated: Correlated): InForce => ({
    correlated,
    observer: createObserver({
      correlations: correlated.correlations,
      latenessMs,
      report: problem => problems.push(problem),
    }),
    partitioning: createPartitioning(correlated.correlations, partitions),
    marks: marksOf(correlated.correlations),
  })
  let inForce = open(first)
  /** Rules changed in the middle of a batch: what was seen under the old ones goes first. */
  let sealed: { readonly log: string; readonly data: Buffer }[] = []

  function gather(sighting: Sighting): void {
    // How far a source that is behind has come is news to every partition that may know it.
    if (sighting.observations.length === 0) return gathered.forEach(all => void all.push(sighting))
    const divided = Map.groupBy(sighting.observations, one => inForce.partitioning.partitionOf(one))
    for (const [partition, observations] of divided) gathered[partition]!.push({ ...sighting, observations })
  }

  function packed(): { readonly log: string; readonly data: Buffer }[] {
    if (clock === -Infinity || !collects) return []
    return gathered.flatMap((sightings, partition) => {
      if (sightings.length === 0 && clock - beats[partition]! < BEAT_MS) return []
      beats[partition] = clock
      gathered[partition] = []
      const data = packSightings({ node, through, clock, correlations: inForce.marks, sightings })
      return [{ log: sightingsLog(partition), data }]
    })
  }

  return {
    get isBusy() {
      return collects && inForce.correlated.correlations.length > 0
    },
    see(event, matches, record) {
      through = record.sequence
      clock = Math.max(clock, record.receivedMs)
      const sighting = inForce.observer.sight(event, matches, arrivalOf(event, record))
      if (sighting !== undefined) gather(sighting)
    },
    raisesAlerts: rule => raisesAlerts(inForce.correlated.silenced, rule),
    watches: () => {},
    quiet: nowMs => void (clock = Math.max(clock, nowMs - ON_ITS_WAY_MS)),
    take() {
      const taken = { firings: [], problems, outgoing: [...sealed, ...packed()] }
      problems = []
      sealed = []
      return taken
    },
    use(correlated) {
      if (gathered.some(({ length }) => length > 0)) sealed.push(...packed())
      inForce = open(correlated)
    },
    save: () => undefined,
    load: () => undefined,
  }
}
