// How much is said at which hour of the day and on which day of the week, in Việt Nam's time, as factors around 1.
// With little history the factors stay near those of a prior (the whole city's, or 1): what a series has not shown
// is not believed.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface Seasons {
  /** 24, from midnight. */
  readonly hours: readonly number[]
  /** 7, from Sunday. */
  readonly weekdays: readonly number[]
}

export const FLAT_SEASONS: Seasons = { hours: Array(24).fill(1), weekdays: Array(7).fill(1) }

/** The prior weighs as much as so many mentions in each hour, and each weekday. */
const PRIOR_MENTIONS = 12
const ROUNDS = 2

/** Counts of buckets one after another, without gaps. */
export interface History {
  readonly counts: Float64Array
  /** 0: leave the bucket out (a quiet day, a known spike), 1: count it. */
  readonly weights: Float64Array
  /** Of each bucket, as `hourOfWeek`. */
  readonly hoursOfWeek: Uint8Array
  readonly bucketMs: number
}

/** 0: Sunday in Việt Nam. */
export function weekdayOf(ms: number): number {
  // 1 January 1970 was a Thursday.
  return modulo(Math.floor((ms + VIETNAM_OFFSET_MS) / DAY_MS) + 4, 7)
}

/** 0 … 167, from Sunday midnight in Việt Nam. */
export function hourOfWeek(ms: number): number {
  return weekdayOf(ms) * 24 + modulo(Math.floor((ms + VIETNAM_OFFSET_MS) / HOUR_MS), 24)
}

/** The factor of each hour of the week. */
export function seasonOfWeek({ hours, weekdays }: Seasons): Float64Array {
  return Float64Array.from({ length: 168 }, (_, cell) => hours[cell % 24]! * weekdays[dayOfCell(cell)]!)
}

/** Hours and weekdays are fitted in turn, each given the other. */
export function fitSeasons(history: History, prior: Seasons = FLAT_SEASONS): Seasons {
  const week = weekOf(history)
  let { hours, weekdays } = prior
  for (let round = 0; round < ROUNDS; round++) {
    hours = fitFactors(week, prior.hours, hourOfCell, weekdays, dayOfCell)
    weekdays = fitFactors(week, prior.weekdays, dayOfCell, hours, hourOfCell)
  }
  return { hours, weekdays }
}

const hourOfCell = (cell: number): number => cell % 24
const dayOfCell = (cell: number): number => Math.floor(cell / 24)

/** What was seen, and how many buckets were looked at, in each of the 168 hours of a week. */
interface Week {
  readonly seen: Float64Array
  readonly looked: Float64Array
}

function weekOf({ counts, weights, hoursOfWeek }: History): Week {
  const week = { seen: new Float64Array(168), looked: new Float64Array(168) }
  for (let i = 0; i < counts.length; i++) {
    const cell = hoursOfWeek[i]!
    week.seen[cell]! += weights[i]! * counts[i]!
    week.looked[cell]! += weights[i]!
  }
  return week
}

function fitFactors(
  { seen, looked }: Week,
  priors: readonly number[],
  groupOf: (cell: number) => number,
  others: readonly number[],
  otherOf: (cell: number) => number,
): readonly number[] {
  const observed = priors.map(() => 0)
  const exposed = priors.map(() => 0)
  for (let cell = 0; cell < seen.length; cell++) {
    observed[groupOf(cell)]! += seen[cell]!
    exposed[groupOf(cell)]! += looked[cell]! * others[otherOf(cell)]!
  }
  const sum = observed.reduce((total, each) => total + each, 0)
  const due = exposed.reduce((total, each, group) => total + each * priors[group]!, 0)
  const level = due > 0 ? sum / due : 0
  const factors = priors.map(
    (factor, group) =>
      (observed[group]! + PRIOR_MENTIONS * factor) / (level * exposed[group]! + PRIOR_MENTIONS),
  )
  const mean = factors.reduce((total, factor) => total + factor, 0) / factors.length
  return factors.map(factor => factor / mean)
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}
