// How far mentions come in threads: one article draws comments for hours, so that a window holds none or many.
// Series of which little is said have not shown it themselves; they lean on what all quiet series show together.

import { seasonOfWeek, type History, type Seasons } from './seasons.ts'

/** By hours of a window: its variance is the mean and so many times the mean more. */
export type Threads = ReadonlyMap<number, number>

const HOUR_MS = 3_600_000
/** Louder series scatter for other reasons too: news comes in waves. */
const LOUDEST_PER_DAY = 10
/** What is assumed at least, and weighs as much as so many mentions. */
const LEAST_THREADS: Readonly<Record<number, number>> = { 1: 0.2, 6: 0.5, 24: 0.8 }
const LEAST_WEIGHT = 200

/** From all quiet series together; of each its greatest window is left out, which may have been a spike. */
export function fitThreads(
  histories: readonly History[],
  seasons: Seasons,
  windowsHours: readonly number[],
): Threads {
  const quiet = histories.flatMap(history => {
    const looked = sum(history.weights)
    const perBucket = sumProduct(history.counts, history.weights) / looked
    const perDay = (perBucket * 24 * HOUR_MS) / history.bucketMs
    return looked > 0 && perDay > 0 && perDay <= LOUDEST_PER_DAY ? [{ history, perBucket }] : []
  })
  const week = seasonOfWeek(seasons)
  return new Map(
    windowsHours.map(hours => {
      let excess = LEAST_WEIGHT * (LEAST_THREADS[hours] ?? 0)
      let due = LEAST_WEIGHT
      for (const { history, perBucket } of quiet) {
        const scatter = scatterOf(history, perBucket, week, hours)
        excess += scatter.excess
        due += scatter.due
      }
      return [hours, Math.max(LEAST_THREADS[hours] ?? 0, excess / due)]
    }),
  )
}

function scatterOf(
  { counts, weights, hoursOfWeek, bucketMs }: History,
  perBucket: number,
  week: Float64Array,
  hours: number,
): { readonly excess: number; readonly due: number } {
  const buckets = Math.round((hours * HOUR_MS) / bucketMs)
  let excess = 0
  let due = 0
  let greatest = 0
  for (let end = counts.length; end >= buckets; end -= buckets) {
    let seen = 0
    let expected = 0
    for (let i = end - buckets; i < end; i++) {
      seen += weights[i]! * counts[i]!
      expected += weights[i]! * perBucket * week[hoursOfWeek[i]!]!
    }
    const over = (seen - expected) ** 2 - expected
    excess += over
    due += expected
    greatest = Math.max(greatest, over)
  }
  return { excess: excess - greatest, due }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function sumProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0)
}
