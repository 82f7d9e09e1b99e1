// When people are told of what is due: so long before as the profile says, and at once of a clock that wants to be
// met at once or that became applicable after it had begun to run. Pure; who asks for each span of time once tells
// everything once.

import type { CalendarItem } from './calendar.ts'

export interface Reminder {
  /** When to tell. */
  readonly at: number
  readonly item: CalendarItem
  /** `before`: minutes until it is due; `now`: it applies from this moment; `passed`: it was due. */
  readonly occasion:
    | { readonly kind: 'before'; readonly minutes: number }
    | { readonly kind: 'now' }
    | { readonly kind: 'passed' }
}

const MINUTE_MS = 60_000

/** How far ahead of the time asked for an item may be due and still have a reminder in it. */
export function longestReminderMs(items: readonly Pick<CalendarItem, 'reminders'>[]): number {
  return Math.max(0, ...items.flatMap(({ reminders }) => reminders)) * MINUTE_MS
}

/** Reminders that fall after `afterMs`, up to and including `untilMs`, in order. Done and paused items have none. */
export function remindersOf(items: readonly CalendarItem[], afterMs: number, untilMs: number): Reminder[] {
  return items
    .filter(({ state }) => state === 'due' || state === 'overdue')
    .flatMap(item => momentsOf(item))
    .filter(({ at }) => at > afterMs && at <= untilMs)
    .sort((a, b) => a.at - b.at || (a.item.id < b.item.id ? -1 : 1))
}

function momentsOf(item: CalendarItem): Reminder[] {
  const { clock, dueAt } = item
  const started = clock?.startedAt ?? Number.NEGATIVE_INFINITY
  const known = Math.max(started, clock?.appliesSince ?? Number.NEGATIVE_INFINITY)
  const moments: Reminder[] = item.reminders
    .filter(minutes => minutes > 0)
    .map(minutes => ({
      at: dueAt - minutes * MINUTE_MS,
      item,
      occasion: { kind: 'before', minutes } as const,
    }))
    // Before it was known, nobody could be told.
    .filter(({ at }) => at > known)
  if (clock !== null && (clock.clock.limit.kind === 'immediately' || known > started))
    moments.push({ at: known, item, occasion: { kind: 'now' } })
  if (dueAt > known) moments.push({ at: dueAt, item, occasion: { kind: 'passed' } })
  return moments
}
