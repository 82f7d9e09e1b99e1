// How correlations are divided among processes. A correlation that stands alone and groups is divided by its groups:
// each group's windows are in one partition. One without groups, and all those that build on one another, are whole in
// one partition, since what fires in one is counted by another. The division depends on names alone, so that every
// process makes the same one.

import type { LoadedCorrelation } from '../correlation-rule.ts'
import type { Observation } from './observation.ts'

export interface Partitioning {
  /** Of an observation whose `correlation` is a place among those divided. */
  partitionOf(observation: Pick<Observation, 'correlation' | 'key'>): number
  /** Those of which the partition may see observations; each after the ones that it refers to. */
  correlationsOf(partition: number): readonly LoadedCorrelation[]
}

export function createPartitioning(
  correlations: readonly LoadedCorrelation[],
  partitions: number,
): Partitioning {
  const families = familiesOf(correlations)
  /** The one partition of a correlation; undefined: it is divided by its groups. */
  const homes = correlations.map(correlation => {
    const family = families.get(correlation.summary.id)!
    const isDivided = family.length === 1 && correlation.correlation.groupBy.length > 0
    return isDivided ? undefined : hashOf(family[0]!) % partitions
  })
  return {
    partitionOf({ correlation, key }) {
      return homes[correlation] ?? hashOf(`${correlations[correlation]!.summary.id}\n${key}`) % partitions
    },
    correlationsOf: partition => correlations.filter((_, place) => (homes[place] ?? partition) === partition),
  }
}

/** For each correlation the ids of all that it is tied to, itself included, in order. */
function familiesOf(correlations: readonly LoadedCorrelation[]): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, Set<string>>(
    correlations.map(({ summary }) => [summary.id, new Set([summary.id])]),
  )
  for (const { summary, members } of correlations) {
    for (const member of members) {
      if (member.kind === 'rule') continue
      const whole = families.get(summary.id)!.union(families.get(member.correlation.summary.id)!)
      for (const id of whole) families.set(id, whole)
    }
  }
  return new Map(Array.from(families, ([id, family]) => [id, [...family].sort()]))
}

/** FNV-1a of the text's UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
