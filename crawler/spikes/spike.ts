// The words of spikes: what is counted, what is watched, and what a spike is. All plain data, kept as JSON.

import type { Topic } from '#/kernel/mention.ts'

/** What is watched together: a topic, in one place or (null) in the whole city. */
export interface SeriesKey {
  readonly topic: Topic
  readonly place: string | null
}

/** Originals and comments of one bucket of time; copies are left out. */
export interface BucketCount {
  /** Start of the bucket, ms UTC, a whole number of buckets. */
  readonly at: number
  readonly mentions: number
  /** Of them, those whose tone that counts is negative. */
  readonly negative: number
}

/** Buckets in their order; those without mentions may be left out. */
export interface Series extends SeriesKey {
  readonly buckets: readonly BucketCount[]
}

export const MEASURES = ['mentions', 'negative'] as const
/** What grew: all mentions, or those against. */
export type Measure = (typeof MEASURES)[number]

/** One bucket of a spike's chart; `low` … `high` holds 95 of 100 ordinary ones. */
export interface ChartBucket {
  readonly at: number
  readonly observed: number
  readonly expected: number
  readonly low: number
  readonly high: number
}

export interface Spike extends SeriesKey {
  /** Made of the series and the start: the same spike again has the same id. */
  readonly id: string
  readonly measure: Measure
  readonly state: 'open' | 'closed'
  readonly from: number
  /** End of the last bucket that was out of the ordinary. */
  readonly last: number
  readonly openedAt: number
  readonly closedAt: number | null
  /** The window that gave the smallest probability so far, what was counted in it, and what was expected. */
  readonly windowHours: number
  readonly observed: number
  readonly expected: number
  /** Probability of so many or more in that window when nothing is out of the ordinary. */
  readonly p: number
  /** From the start to the last look: of the measure, and all mentions and the negative ones among them. */
  readonly total: number
  readonly mentions: number
  readonly negative: number
  /** From two days before the start, at most three weeks. */
  readonly chart: readonly ChartBucket[]
  /** Since when every look found it calm; null while it is not. */
  readonly calmSince: number | null
}

export function seriesKeyOf({ topic, place }: SeriesKey): string {
  return `${topic} ${place ?? '-'}`
}
