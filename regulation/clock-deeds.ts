// What people did about legal clocks: met them, paused them, let them go on, began them, set them aside, took a
// statement back. Deeds are only ever added; a mistake is withdrawn by another deed. They are records of the
// store, found by incident; clock.ts computes from them where a clock stands.

import type { Collection } from '#/store/records.ts'

export const CLOCK_DEED_KINDS = ['met', 'paused', 'resumed', 'started', 'set-aside', 'withdrawn'] as const
export type ClockDeedKind = (typeof CLOCK_DEED_KINDS)[number]

export interface ClockDeed {
  readonly id: string
  /** Null: a clock of the register. */
  readonly incidentId: string | null
  /** Clocks of the register: the id of the deed that began this one. */
  readonly occurrence: string | null
  /** An id of the profile. */
  readonly clock: string
  readonly kind: ClockDeedKind
  /** When it happened, and when it was written down. */
  readonly at: number
  readonly recordedAt: number
  /** A user name, or `thapcanh`. */
  readonly by: string
  readonly reason: string
  /** What the person bases it on. */
  readonly article: string | null
  /** The document that was sent. */
  readonly documentId: string | null
  /** resumed, withdrawn: the deed that it ends. */
  readonly about: string | null
}

/** Key of the deeds on clocks of the register. */
export const REGISTER = 'register'

export const CLOCK_DEEDS: Collection<ClockDeed> = {
  name: 'clock-deed',
  keys: ({ incidentId, clock, recordedAt }) => ({ incident: incidentId ?? REGISTER, clock, recordedAt }),
}

/** Without those taken back and those that took them back; in the order in which they happened. */
export function deedsInForce(deeds: readonly ClockDeed[]): readonly ClockDeed[] {
  if (deeds.length === 0) return deeds
  const withdrawn = new Set(deeds.filter(({ kind }) => kind === 'withdrawn').map(({ about }) => about))
  return deeds
    .filter(({ id, kind }) => kind !== 'withdrawn' && !withdrawn.has(id))
    .sort((a, b) => a.at - b.at || a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1))
}

/** A time in which a clock stood still; `pause` is the deed that began it. */
export interface Standstill {
  readonly from: number
  readonly to: number
  readonly pause: ClockDeed
  /** It still stands at the end of the time asked for. */
  readonly open: boolean
}

/**
 * When pauses kept one clock standing between two moments: pauses may overlap and lie in one another, the answer
 * is in order and does not. `deeds` are in force and in order.
 */
export function standstills(
  deeds: readonly ClockDeed[],
  fromMs: number,
  toMs: number,
): readonly Standstill[] {
  const found: Standstill[] = []
  const pauses: ClockDeed[] = []
  let first: ClockDeed | undefined
  const note = (pause: ClockDeed, endMs: number, open: boolean): void => {
    const [from, to] = [Math.max(pause.at, fromMs), Math.min(endMs, toMs)]
    if (to > from || open) found.push({ from, to, pause, open })
  }
  for (const deed of deeds) {
    if (deed.at > toMs) break
    if (deed.kind === 'paused') {
      first ??= deed
      pauses.push(deed)
    } else if (deed.kind === 'resumed') {
      // Without a name, the latest goes on.
      const at = deed.about === null ? pauses.length - 1 : pauses.findIndex(({ id }) => id === deed.about)
      if (at === -1) continue
      pauses.splice(at, 1)
      if (pauses.length > 0) continue
      note(first!, deed.at, false)
      first = undefined
    }
  }
  if (first !== undefined) note(first, toMs, true)
  return found
}
