// Things due, sorted and gathered: overdue first, the same duty of many systems on one day as one. Pure.

import type { CalendarItem } from './law-api.ts'
import { dueDayOf } from './vietnam-time.ts'

/** Items that differ only in the system or in the period they are about. */
export interface ItemGroup {
  readonly id: string
  readonly items: readonly [CalendarItem, ...CalendarItem[]]
}

/**
 * Gathers, keeping the order of first appearance: the same duty of many systems on one day; with `periods` also the
 * same report of one period after another. The first of a group is the one to do now: the newest that was missed,
 * the nearest to come.
 */
export function grouped(items: readonly CalendarItem[], periods = false): readonly ItemGroup[] {
  const groups = new Map<string, [CalendarItem, ...CalendarItem[]]>()
  for (const item of items) {
    const key =
      item.kind === 'duty'
        ? `${item.item} ${item.dueAt} ${item.state}`
        : item.kind === 'report' && periods
          ? `${item.item} ${item.state}`
          : item.id
    const there = groups.get(key)
    if (there === undefined) groups.set(key, [item])
    else if (item.kind === 'report' && item.state === 'overdue') there.unshift(item)
    else there.push(item)
  }
  return [...groups].map(([id, own]) => ({ id, items: own }))
}

/** By the day on which it has to be done. */
export function byDay(items: readonly CalendarItem[]): ReadonlyMap<number, readonly CalendarItem[]> {
  const days = new Map<number, CalendarItem[]>()
  for (const item of items) {
    const day = dueDayOf(item.dueAt)
    const there = days.get(day)
    if (there === undefined) days.set(day, [item])
    else there.push(item)
  }
  return days
}

/** Overdue things by weight: those of incidents before reports and duties, the oldest first. */
export function byWeight(a: CalendarItem, b: CalendarItem): number {
  const weight = ({ kind, state }: CalendarItem): number =>
    state !== 'overdue' ? 2 : kind === 'clock' ? 0 : 1
  return weight(a) - weight(b) || a.dueAt - b.dueAt
}

/** What a list shows in its three parts: overdue, oldest first; to come; done, latest first. */
export function inParts(items: readonly CalendarItem[]): {
  readonly overdue: readonly CalendarItem[]
  readonly upcoming: readonly CalendarItem[]
  readonly done: readonly CalendarItem[]
} {
  const up = items.toSorted(byWeight)
  return {
    overdue: up.filter(({ state }) => state === 'overdue'),
    upcoming: up.filter(({ state }) => state === 'due' || state === 'paused'),
    done: up.filter(({ doneAt }) => doneAt !== null).toReversed(),
  }
}
