// A series as the watch sees it in one look: its counts without gaps, and the baseline of each measure, fitted to
// what was before the windows and before an open spike of its own.

import { fitBaseline, type Baseline } from './baseline.ts'
import { dayOf, median, quietDays } from './quiet-days.ts'
import { fitSeasons, hourOfWeek, type History, type Seasons } from './seasons.ts'
import type { BucketCount, Measure, Series } from './spike.ts'
import { fitThreads, type Threads } from './threads.ts'

const DAY_MS = 86_400_000
/** A baseline looks back so far. */
export const HISTORY_MS = 56 * DAY_MS
/** Less than this many days to learn from: nothing is said of the series. */
const MIN_LEARNT_DAYS = 7

/** Windows that are held against the baseline, hours. */
export const WINDOW_HOURS = [1, 6, 24] as const

export interface FitOptions {
  readonly bucketMs: number
  readonly halfLifeDays: number
}

/** What is the same for all series of a look. */
export interface City {
  /** End of the last whole bucket, and start of the first that is looked at. */
  readonly at: number
  readonly from: number
  /** Of the buckets from `from` on: 0 on quiet days. */
  readonly weights: Float64Array
  readonly hoursOfWeek: Uint8Array
  readonly seasons: Readonly<Record<Measure, Seasons>>
  readonly threads: Readonly<Record<Measure, Threads>>
}

export interface SeriesFit {
  readonly series: Series
  /** Fitted when first asked for. */
  readonly baselineOf: (measure: Measure) => Baseline
  /** Counts of the buckets from `from` on to `at`. */
  readonly counts: Readonly<Record<Measure, Float64Array>>
  readonly from: number
  readonly bucketMs: number
}

export function fitCity(
  buckets: readonly BucketCount[],
  series: readonly Series[],
  at: number,
  watchedSince: number,
  options: FitOptions,
): City {
  const { bucketMs } = options
  const from = Math.ceil(Math.max(watchedSince, at - HISTORY_MS) / bucketMs) * bucketMs
  const quiet = quietDays(buckets, from, at)
  const weights = new Float64Array(Math.max(0, Math.round((at - DAY_MS - from) / bucketMs)))
  for (let i = 0; i < weights.length; i++) weights[i] = quiet.has(dayOf(from + i * bucketMs)) ? 0 : 1
  const hoursOfWeek = Uint8Array.from(weights, (_, i) => hourOfWeek(from + i * bucketMs))
  const historyOf = (each: readonly BucketCount[], measure: Measure): History => {
    const counts = dense(each, measure, from, from + weights.length * bucketMs, bucketMs)
    return { counts, weights, hoursOfWeek, bucketMs }
  }
  const seasonsOf = (measure: Measure): Seasons => fitSeasons(historyOf(buckets, measure))
  const threadsOf = (measure: Measure, common: Seasons): Threads =>
    fitThreads(
      series.map(each => historyOf(each.buckets, measure)),
      common,
      WINDOW_HOURS,
    )
  const seasons = { mentions: seasonsOf('mentions'), negative: seasonsOf('negative') }
  const threads = {
    mentions: threadsOf('mentions', seasons.mentions),
    negative: threadsOf('negative', seasons.negative),
  }
  return { at, from, weights, hoursOfWeek, seasons, threads }
}

/**
 * `spikes`: times of the series' own spikes, left out; `learnUntil`: start of its open one. Undefined when too little
 * is left to learn from.
 */
export function fitSeries(
  series: Series,
  city: City,
  spikes: readonly { readonly from: number; readonly to: number }[],
  learnUntil: number,
  options: FitOptions,
): SeriesFit | undefined {
  const { bucketMs } = options
  const { at, from } = city
  const until = Math.floor(Math.min(at - DAY_MS, learnUntil) / bucketMs) * bucketMs
  const weights = city.weights.slice(0, Math.max(0, Math.round((until - from) / bucketMs)))
  for (const spike of spikes)
    weights.fill(0, bucketAt(spike.from, from, bucketMs), bucketAt(spike.to, from, bucketMs))
  const learntMs = weights.reduce((sum, weight) => sum + weight, 0) * bucketMs
  if (learntMs < MIN_LEARNT_DAYS * DAY_MS) return undefined
  const fitted = new Map<Measure, Baseline>()
  const fit = (measure: Measure): Baseline =>
    fitBaseline(
      {
        counts: dense(series.buckets, measure, from, until, bucketMs),
        weights,
        hoursOfWeek: city.hoursOfWeek.subarray(0, weights.length),
        bucketMs,
      },
      {
        halfLifeDays: options.halfLifeDays,
        windowsHours: WINDOW_HOURS,
        seasons: city.seasons[measure],
        threads: city.threads[measure],
      },
    )
  return {
    series,
    baselineOf(measure) {
      const baseline = fitted.get(measure) ?? fit(measure)
      fitted.set(measure, baseline)
      return baseline
    },
    counts: {
      mentions: dense(series.buckets, 'mentions', from, at, bucketMs),
      negative: dense(series.buckets, 'negative', from, at, bucketMs),
    },
    from,
    bucketMs,
  }
}

/** What was counted in the buckets between two times. */
export function countBetween(fit: SeriesFit, measure: Measure, fromMs: number, toMs: number): number {
  const counts = fit.counts[measure]
  const first = Math.max(0, Math.round((fromMs - fit.from) / fit.bucketMs))
  const end = Math.min(counts.length, Math.round((toMs - fit.from) / fit.bucketMs))
  let sum = 0
  for (let i = first; i < end; i++) sum += counts[i]!
  return sum
}

/** What its baseline expects there. */
export function expectedBetween(fit: SeriesFit, measure: Measure, fromMs: number, toMs: number): number {
  const baseline = fit.baselineOf(measure)
  let sum = 0
  for (let ms = fromMs; ms < toMs; ms += fit.bucketMs) sum += baseline.expectedAt(ms)
  return sum
}

/** Topics of the whole city that say something of the tide, and how many it takes. */
const TIDE_MIN_EXPECTED = 20
const TIDE_MIN_SERIES = 5

/**
 * How many times more than usual is said of everything in the last day, at least 1: the median over the topics.
 * New sources lift all topics; a spike lifts its own.
 */
export function tideOf(fits: readonly SeriesFit[], at: number): number {
  const ratios = fits
    .filter(({ series }) => series.place === null)
    .map(fit => ({
      observed: countBetween(fit, 'mentions', at - DAY_MS, at),
      expected: expectedBetween(fit, 'mentions', at - DAY_MS, at),
    }))
    .filter(({ expected }) => expected >= TIDE_MIN_EXPECTED)
    .map(({ observed, expected }) => observed / expected)
  return ratios.length < TIDE_MIN_SERIES ? 1 : Math.max(1, median(ratios))
}

function dense(
  buckets: readonly BucketCount[],
  measure: Measure,
  from: number,
  to: number,
  bucketMs: number,
): Float64Array {
  const counts = new Float64Array(Math.max(0, Math.round((to - from) / bucketMs)))
  for (const bucket of buckets) {
    const place = Math.floor((bucket.at - from) / bucketMs)
    if (place >= 0 && place < counts.length) counts[place]! += bucket[measure]
  }
  return counts
}

/** Number of the bucket that holds `ms`, not below 0. */
function bucketAt(ms: number, from: number, bucketMs: number): number {
  return Math.max(0, Math.floor((ms - from) / bucketMs))
}
