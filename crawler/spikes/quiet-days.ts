// Days on which the whole city hardly spoke: Tết and other holidays, or hours in which the crawler stood still. They
// are found by the city's own total, not by a calendar, and left out of every baseline; otherwise the days after
// them would look like spikes.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { BucketCount } from './spike.ts'
import { weekdayOf } from './seasons.ts'

const DAY_MS = 86_400_000
/** A day with less than this share of what its weekday usually has is quiet. */
const QUIET_SHARE = 0.5
/** With fewer mentions on a usual day nothing is called quiet: chance alone halves such figures. */
const MIN_USUAL = 30

/** Start of the day in Việt Nam, ms UTC. */
export function dayOf(ms: number): number {
  return Math.floor((ms + VIETNAM_OFFSET_MS) / DAY_MS) * DAY_MS - VIETNAM_OFFSET_MS
}

/** Starts of the quiet days among the whole ones between `from` and `to`; `city`: all that was said. */
export function quietDays(city: readonly BucketCount[], from: number, to: number): ReadonlySet<number> {
  const totals = new Map<number, number>()
  for (let day = dayOf(from + DAY_MS - 1); day + DAY_MS <= to; day += DAY_MS) totals.set(day, 0)
  for (const { at, mentions } of city) {
    const day = dayOf(at)
    const known = totals.get(day)
    if (known !== undefined) totals.set(day, known + mentions)
  }
  const all = median([...totals.values()])
  const quiet = [...totals].filter(([day, total]) => {
    const same = [...totals].filter(([other]) => weekdayOf(other) === weekdayOf(day)).map(([, n]) => n)
    // Of a few weeks the weekday's own median may be a holiday; then the median of all days tells.
    const usual = same.length < 4 ? all : median(same)
    return usual >= MIN_USUAL && total < usual * QUIET_SHARE
  })
  return new Set(quiet.map(([day]) => day))
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
