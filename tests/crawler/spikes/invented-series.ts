// Invented hours of what is said, for tests of spikes: a level with day and night, exact or by chance.

import { createDice } from '#/demo/line.ts'
import type { Topic } from '#/kernel/mention.ts'
import type { BucketCount, Measure } from '#/crawler/spikes/spike.ts'
import type { Look } from '#/crawler/spikes/spike-watch.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** A Monday, 00:00 in Việt Nam; watching begins here. */
export const START = Date.UTC(2026, 0, 4, 17)

/** Mentions, and negative ones among them, in the hour that begins so many hours after START. */
export type Rate = (hour: number) => readonly [mentions: number, negative: number]

/** Four times as much by day as by night, spread evenly without chance: sums differ from the level by less than 1. */
export function steady(perDay: number, negativeShare = 0.25): Rate {
  return hour => {
    const until = (at: number): number => perDay * (Math.floor(at / 24) + dayShare(at % 24))
    const of = (share: number): number =>
      Math.floor(until(hour + 1) * share) - Math.floor(until(hour) * share)
    return [of(1), of(negativeShare)]
  }
}

function dayShare(hours: number): number {
  const night = 1 / (6 + 18 * 4)
  return hours <= 6 ? hours * night : (6 + (hours - 6) * 4) * night
}

/** Gamma-Poisson: variance = mean + mean²/2. */
export function scattered(perDay: number, seed: number): Rate {
  const base = steady(perDay * 1000)
  const known = new Map<number, readonly [number, number]>()
  const dice = createDice(seed)
  return hour => {
    for (let at = known.size; at <= hour; at++) {
      const mean = (base(at)[0] / 1000) * ((-Math.log(1 - dice.next()) - Math.log(1 - dice.next())) / 2)
      let count = 0
      for (let left = dice.next(); left > Math.exp(-mean); left *= dice.next()) count++
      known.set(at, [count, Math.floor(count * dice.next() * 0.6)])
    }
    return known.get(hour)!
  }
}

/** More of it between two hours. */
export function withMore(rate: Rate, from: number, to: number, mentions: number, negative = 0): Rate {
  return hour => {
    const [all, against] = rate(hour)
    return hour >= from && hour < to ? [all + mentions, against + negative] : [all, against]
  }
}

export interface Watched {
  readonly topic: Topic
  readonly place: string | null
  readonly rate: Rate
}

export interface InventedCity {
  /** The look at the end of the hour before `hour`. */
  lookAt(hour: number, more?: Partial<Look>): Look
}

/** All hours are made once. */
export function inventCity(watched: readonly Watched[], hours: number): InventedCity {
  const all = watched.map(({ topic, place, rate }) => ({
    topic,
    place,
    buckets: Array.from({ length: hours }, (_, hour): BucketCount => {
      const [mentions, negative] = rate(hour)
      return { at: START + hour * HOUR, mentions, negative }
    }),
  }))
  const sum = (hour: number, measure: Measure): number =>
    all.reduce((total, { buckets }) => total + buckets[hour]![measure], 0)
  const city = Array.from({ length: hours }, (_, hour): BucketCount => ({
    at: START + hour * HOUR,
    mentions: sum(hour, 'mentions'),
    negative: sum(hour, 'negative'),
  }))
  return {
    lookAt(hour, more = {}) {
      const from = Math.max(0, hour - 56 * 24)
      return {
        at: START + hour * HOUR,
        watchedSince: START,
        family: watched.length,
        city: city.slice(from, hour),
        series: all.map(({ topic, place, buckets }) => ({
          topic,
          place,
          // Hours without mentions may be left out.
          buckets: buckets.slice(from, hour).filter(({ mentions }) => mentions > 0),
        })),
        ...more,
      }
    },
  }
}
