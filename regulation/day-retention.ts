// Until when a file of events is kept: for what the law profile asks for its level, counted from its latest event, and
// for as long as a legal hold covers any of its times.

import type { SystemLevel } from '#/kernel/monitored-system.ts'
import type { EventDay, SealedFile } from '#/store/event-days.ts'
import type { LegalHold } from '#/store/legal-holds.ts'
import { DAY_MS } from './local-date.ts'
import type { Cite, LawProfile } from './profile-schema.ts'
import { daysOfMonths, retentionOf } from './retention.ts'

/** Whatever a profile says, nothing is deleted sooner. */
const NEVER_UNDER_DAYS = 30

export interface KeepingRules {
  readonly profile: LawProfile
  /** For events of no monitored system. */
  readonly unassignedMonths: number
  /** Beyond what is asked. */
  readonly extraDays: number
}

/** A file of events and what keeps it. */
export interface KeptDay extends EventDay {
  /** Its time is over then, ms UTC; null while it is not sealed, since its levels are not apart yet. */
  readonly keptUntilMs: number | null
  /** Ids of the holds in force that cover any of its times; none while it is not sealed. */
  readonly heldBy: readonly string[]
}

/** For how long events of a level stay, and why. */
export interface KeptLevel {
  /** 1–5, or 0 for events of no monitored system. */
  readonly level: number
  readonly days: number
  /** What is asked for the level; of level 0 what the configuration says. Null: nothing but the floor. */
  readonly months: number | null
  readonly cites: readonly Cite[]
}

/** From events of no system to level 5. */
export function keptLevels(rules: KeepingRules): readonly KeptLevel[] {
  const { profile, unassignedMonths } = rules
  const levels = ([1, 2, 3, 4, 5] as const).map(level => {
    const { months, cites } = retentionOf(profile, level)
    return { level, days: daysKept(rules, level), months, cites }
  })
  const { cites } = profile.retention.floor
  return [{ level: 0, days: daysKept(rules, 0), months: unassignedMonths, cites }, ...levels]
}

/** Days for which events of that level stay, 0 for events of no system. */
export function daysKept({ profile, unassignedMonths, extraDays }: KeepingRules, level: number): number {
  const asked =
    level === 0
      ? Math.max(profile.retention.floor.days, daysOfMonths(unassignedMonths))
      : retentionOf(profile, level as SystemLevel).days
  return Math.max(NEVER_UNDER_DAYS, asked) + extraDays
}

/**
 * `sealed` is what the day's manifest says of the file, undefined when there is none: a hold in force keeps a file of
 * which nobody knows the times.
 */
export function judgeDay(
  day: EventDay,
  sealed: SealedFile | undefined,
  rules: KeepingRules,
  inForce: readonly LegalHold[],
): KeptDay {
  // Of a file that cannot be read the latest time is not known; it is no later than this.
  const lastMs = day.broken === null ? day.lastMs : day.dayMs + 2 * DAY_MS
  return {
    ...day,
    keptUntilMs: day.level === null ? null : lastMs + daysKept(rules, day.level) * DAY_MS,
    heldBy: day.level === null ? [] : inForce.filter(hold => covers(hold, sealed)).map(({ id }) => id),
  }
}

function covers({ fromMs, toMs }: LegalHold, sealed: SealedFile | undefined): boolean {
  return sealed === undefined || (sealed.firstMs < toMs && sealed.lastMs >= fromMs)
}
