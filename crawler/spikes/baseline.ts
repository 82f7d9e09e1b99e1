// What is ordinary for a series: a level (recent weeks weigh more) times the season, with the scatter that its own
// history shows. Past spikes are cut down to what they may ordinarily be, and quiet days and known spikes are
// left out, so that neither the one nor the other becomes the rule.
//
// Scatter is measured in windows of each length by itself: comments come in bursts of hours, so that six hours
// scatter more than six independent hours would.

import { fitSeasons, hourOfWeek, seasonOfWeek, type History, type Seasons } from './seasons.ts'
import type { Threads } from './threads.ts'

const HOUR_MS = 3_600_000

export interface Baseline {
  /** Mentions expected in the bucket that begins at `ms`. */
  expectedAt(ms: number): number
  /** Size of the negative binomial for the sum of a window of so many hours. */
  sizeOf(hours: number): number
}

export interface BaselineOptions {
  /** After so many days a bucket weighs half. */
  readonly halfLifeDays: number
  readonly windowsHours: readonly number[]
  /** What all series have in common, to lean on. */
  readonly seasons: Seasons
  readonly threads: Threads
}

/** Scatter (1/size) that is assumed of every series, beside that of its threads, until its history outweighs it. */
const PRIOR_SCATTER = 0.1
/** The assumption weighs as much as so many days of history. */
const PRIOR_DAYS = 28
const MIN_SCATTER = 0.01
const MAX_SCATTER = 50
/** Windows that are cut down, hours, and from how many standard deviations on: there are many hours and few days. */
const CUTS = [
  { hours: 1, deviations: 6 },
  { hours: 24, deviations: 4 },
] as const
const CUT_ROUNDS = 2

export function fitBaseline(history: History, options: BaselineOptions): Baseline {
  const { weights, hoursOfWeek, bucketMs } = history
  const recency = recencyOf(history, options.halfLifeDays)
  const perHour = Math.max(1, Math.round(HOUR_MS / bucketMs))
  let counts = history.counts
  for (let round = 0; ; round++) {
    const week = seasonOfWeek(fitSeasons({ ...history, counts }, options.seasons))
    const season = Float64Array.from(hoursOfWeek, hour => week[hour]!)
    const { level, worth } = fitLevel(counts, weights, recency, season)
    const expected = season.map(factor => factor * level)
    const scatters = new Map(
      [...new Set([...options.windowsHours, ...CUTS.map(cut => cut.hours)])].map(hours => [
        hours,
        scatterOf(counts, weights, expected, hours, perHour, options.threads),
      ]),
    )
    if (round === CUT_ROUNDS) return baselineOf(week, level, worth, scatters, bucketMs)
    for (const { hours, deviations } of CUTS)
      counts = cutDown(counts, weights, expected, scatters.get(hours)!, hours * perHour, deviations)
  }
}

function baselineOf(
  week: Float64Array,
  level: number,
  worth: number,
  scatters: ReadonlyMap<number, number>,
  bucketMs: number,
): Baseline {
  const perDay = (24 * HOUR_MS) / bucketMs
  // Mentions that come in bursts say less of the level than as many independent ones.
  const burst = 1 + level * perDay * scatters.get(24)!
  const levelScatter = 1 / (worth / burst + 0.5)
  return {
    expectedAt: ms => level * week[hourOfWeek(ms)]!,
    sizeOf: hours => 1 / ((scatters.get(hours) ?? PRIOR_SCATTER) + levelScatter),
  }
}

function recencyOf({ counts, bucketMs }: History, halfLifeDays: number): Float64Array {
  const perBucket = (Math.LN2 * bucketMs) / (halfLifeDays * 24 * HOUR_MS)
  return counts.map((_, i) => Math.exp(-perBucket * (counts.length - 1 - i)))
}

/** Mentions for each bucket of season 1, and how many independent mentions the figure is worth. */
function fitLevel(
  counts: Float64Array,
  weights: Float64Array,
  recency: Float64Array,
  season: Float64Array,
): { readonly level: number; readonly worth: number } {
  let sum = 0
  let squares = 0
  let exposure = 0
  for (let i = 0; i < counts.length; i++) {
    const weight = weights[i]! * recency[i]!
    sum += weight * counts[i]!
    squares += weight * weight * counts[i]!
    exposure += weight * season[i]!
  }
  if (exposure === 0) return { level: 0, worth: 0 }
  // Half a mention more: a series that was silent is not one that must stay so.
  return { level: (sum + 0.5) / exposure, worth: squares === 0 ? 0 : (sum * sum) / squares }
}

/** 1/size by moments over windows side by side, leaning on the prior while windows say little. */
function scatterOf(
  counts: Float64Array,
  weights: Float64Array,
  expected: Float64Array,
  hours: number,
  perHour: number,
  threads: Threads,
): number {
  const buckets = hours * perHour
  let excess = 0
  let squares = 0
  let dues = 0
  let windows = 0
  for (let end = counts.length; end >= buckets; end -= buckets) {
    const { seen, due } = windowOf(counts, weights, expected, end - buckets, end)
    excess += (seen - due) ** 2 - due
    squares += due * due
    dues += due
    if (due > 0) windows++
  }
  if (windows === 0) return MAX_SCATTER
  const usual = dues / windows
  const assumed = PRIOR_SCATTER + (threads.get(hours) ?? 0) / usual
  const weight = ((PRIOR_DAYS * 24) / hours) * usual * usual
  const scatter = (excess + weight * assumed) / (squares + weight)
  return Math.min(MAX_SCATTER, Math.max(MIN_SCATTER, scatter))
}

function cutDown(
  counts: Float64Array,
  weights: Float64Array,
  expected: Float64Array,
  scatter: number,
  buckets: number,
  deviations: number,
): Float64Array {
  const cut = counts.slice()
  for (let end = counts.length; end >= buckets; end -= buckets) {
    const { seen, due } = windowOf(counts, weights, expected, end - buckets, end)
    const most = due + deviations * Math.sqrt(due + due * due * scatter) + 2
    if (seen > most) for (let i = end - buckets; i < end; i++) cut[i]! *= most / seen
  }
  return cut
}

function windowOf(
  counts: Float64Array,
  weights: Float64Array,
  expected: Float64Array,
  from: number,
  to: number,
): { readonly seen: number; readonly due: number } {
  let seen = 0
  let due = 0
  for (let i = from; i < to; i++) {
    seen += weights[i]! * counts[i]!
    due += weights[i]! * expected[i]!
  }
  return { seen, due }
}
