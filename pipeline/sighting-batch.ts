// What a collector sends to one partition of correlations: what it saw in a batch, and how far it has come. A
// correlation is named with a mark of all that its windows depend on, so that observations made under other rules than
// those in force where they arrive are told apart.

import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { Sighting } from '#/correlation/windows/arrival.ts'
import { stampsOf } from '#/correlation/windows/snapshot.ts'

export interface SightingBatch {
  readonly format: typeof FORMAT
  /** Name of the collector. */
  readonly node: string
  /** Raw-log sequence up to which it has sent everything. */
  readonly through: number
  /** What time it is there, ms UTC: what it receives later was received later. */
  readonly clock: number
  /** Marks of the correlations; observations name a place among them. */
  readonly correlations: readonly string[]
  /** In the order of arrival. */
  readonly sightings: readonly Sighting[]
}

const FORMAT = 1

export function packSightings(batch: Omit<SightingBatch, 'format'>): Buffer {
  return serialize({ format: FORMAT, ...batch })
}

/** The reason as text when the bytes are of another version. */
export function unpackSightings(bytes: Buffer): SightingBatch | string {
  const batch = deserialize(bytes) as SightingBatch | { readonly format: unknown }
  return isOurs(batch) ? batch : `it is of format ${String(batch.format)}, not ${FORMAT}`
}

function isOurs(batch: { readonly format: unknown }): batch is SightingBatch {
  return batch.format === FORMAT
}

/** For each correlation its id and what it depends on, in short. */
export function marksOf(correlations: readonly LoadedCorrelation[]): readonly string[] {
  return stampsOf(correlations).map((stamp, place) => `${correlations[place]!.summary.id} ${crc32(stamp)}`)
}
