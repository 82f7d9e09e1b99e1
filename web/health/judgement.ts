// Judges the health figures: what the strip says, in which order, and what of it is coloured. Pure.
//
// Colour is kept for what someone should do something about. A count of problems is not coloured: each city
// has odd lines every day; losses, silence, failures and lag are.

import type { Health } from '#/api/contract/schemas.ts'

export type Tone = 'calm' | 'warn' | 'bad'

export type MarkId =
  | 'storeStuck'
  | 'diskFull'
  | 'diskLow'
  | 'clockDoubted'
  | 'nodesSilent'
  | 'listenersFailed'
  | 'dropped'
  | 'lag'
  | 'silent'
  | 'rulesFailing'
  | 'jobsFailed'
  | 'channelsFailing'
  | 'consumersSilent'
  | 'listenersPaused'
  | 'received'
  | 'stored'
  | 'problems'
  | 'diskFree'

export interface Mark {
  readonly id: MarkId
  readonly tone: Tone
  /** Count, rate, ms or bytes, as the mark's words need it. */
  readonly amount: number
}

/** What failed beside the reading of logs. */
export interface Failures {
  /** Jobs given up that nobody has taken note of. */
  readonly jobs: number
  /** Channels of notices whose latest message did not go out. */
  readonly channels: number
  /** Firewalls and the like that no longer fetch their block list. */
  readonly consumers: number
}
export const NO_FAILURES: Failures = { jobs: 0, channels: 0, consumers: 0 }

/** A process of a cluster says every three seconds that it lives. */
const NODE_SILENT_MS = 15_000
const LAG_WARN_MS = 5_000
const LAG_BAD_MS = 60_000
const DISK_WARN_BYTES = 2 * 1024 ** 3

const RANK = { bad: 0, warn: 1, calm: 2 } satisfies Record<Tone, number>

type HealthNode = NonNullable<Health['nodes']>[number]

/** True for a process of a cluster that may have died: it has said nothing for several of its beats. */
export function isSilent({ silentMs }: Pick<HealthNode, 'silentMs'>): boolean {
  return silentMs >= NODE_SILENT_MS
}

/**
 * The marks of the strip, worst first; `lossesKnown` are lost lines someone has taken note of, `nodesKnown` the names of
 * silent processes likewise.
 */
export function judge(
  health: Health,
  lossesKnown: number,
  failures: Failures = NO_FAILURES,
  nodesKnown: ReadonlySet<string> = new Set(),
): readonly Mark[] {
  const failed = health.listeners.filter(listener => listener.state === 'failed').length
  const paused = health.listeners.filter(listener => listener.state === 'paused').length
  const silent = health.nodes?.filter(node => isSilent(node) && !nodesKnown.has(node.name)) ?? []
  const lag: Tone = health.lagMs >= LAG_BAD_MS ? 'bad' : health.lagMs >= LAG_WARN_MS ? 'warn' : 'calm'
  const wrong = (id: MarkId, tone: Tone, amount: number): Mark[] => (amount > 0 ? [{ id, tone, amount }] : [])
  const { freeBytes } = health.disk
  const disk: Mark = health.disk.full
    ? { id: 'diskFull', tone: 'bad', amount: freeBytes }
    : health.disk.low === true
      ? { id: 'diskLow', tone: 'warn', amount: freeBytes }
      : { id: 'diskFree', tone: freeBytes < DISK_WARN_BYTES ? 'warn' : 'calm', amount: freeBytes }
  const marks: Mark[] = [
    ...wrong('storeStuck', 'bad', health.storeError === null ? 0 : 1),
    ...wrong('nodesSilent', 'bad', silent.length),
    ...wrong('listenersFailed', 'bad', failed),
    ...wrong('listenersPaused', 'warn', paused),
    ...wrong('clockDoubted', 'warn', Math.abs(health.clockOffMs ?? 0)),
    { id: 'received', tone: 'calm', amount: health.receivedPerSecond },
    { id: 'stored', tone: 'calm', amount: health.storedPerSecond },
    { id: 'lag', tone: lag, amount: health.lagMs },
    { id: 'dropped', tone: health.dropped > lossesKnown ? 'bad' : 'calm', amount: health.dropped },
    {
      id: 'silent',
      tone: health.silentSources.length > 0 ? 'warn' : 'calm',
      amount: health.silentSources.length,
    },
    ...wrong('channelsFailing', 'bad', failures.channels),
    ...wrong('consumersSilent', 'bad', failures.consumers),
    ...wrong('jobsFailed', 'warn', failures.jobs),
    ...wrong('rulesFailing', 'warn', health.rules.failed),
    { id: 'problems', tone: 'calm', amount: health.problems },
    disk,
  ]
  return marks.sort((a, b) => RANK[a.tone] - RANK[b.tone])
}

/** The worst tone among the marks. */
export function worst(marks: readonly Mark[]): Tone {
  return marks[0]?.tone ?? 'calm'
}
