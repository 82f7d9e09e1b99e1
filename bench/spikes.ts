// `npm run -s bench -- spikes [WEEKS]`: how many false alarms the spike watch raises on series without spikes, and
// how many spikes it finds, beside an EWMA and a 24-hour z-score whose lines are set to the same false alarms.
//
// Invented series of every loudness with daily and weekly seasons, from several true distributions. Nothing here
// is used by the watch: the distributions are not those it assumes, but for one.

import { createDice, type Dice } from '#/demo/line.ts'
import { TOPICS, type Topic } from '#/kernel/mention.ts'
import { seriesKeyOf, type BucketCount, type Series } from '#/crawler/spikes/spike.ts'
import { createSpikeWatch, SPIKE_WATCH_DEFAULTS } from '#/crawler/spikes/spike-watch.ts'

const HOUR_MS = 3_600_000
const HOURS_PER_WEEK = 168
const HISTORY_WEEKS = 8
const SERIES = 60
/** A Monday, 00:00 in Việt Nam. */
const START = Date.UTC(2026, 0, 4, 17)

type Draw = (mean: number, dice: Dice) => number

/** One number an hour from a mean; bursts spread over hours are added by `bursty`. */
const DISTRIBUTIONS: Readonly<Record<string, { readonly draw: Draw; readonly bursts: boolean }>> = {
  poisson: { draw: poisson, bursts: false },
  negativeBinomial: { draw: (mean, dice) => poisson(mean * gamma(2, dice), dice), bursts: false },
  lognormal: {
    draw: (mean, dice) => poisson(mean * Math.exp(0.7 * normal(dice) - 0.245), dice),
    bursts: false,
  },
  bursty: { draw: poisson, bursts: true },
}

export async function spikesBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const weeks = Number(args[0] ?? 6)
  const figures: Record<string, unknown> = {}
  for (const [name, { draw, bursts }] of Object.entries(DISTRIBUTIONS)) {
    const world = inventWorld(createDice(17), HISTORY_WEEKS + weeks, draw, bursts)
    figures[name] = measure(world, weeks, createDice(23))
  }
  return { series: SERIES, weeks, ...figures }
}

/** Counts by series and hour. */
type World = readonly Float64Array[]

function inventWorld(dice: Dice, weeks: number, draw: Draw, bursts: boolean): World {
  return Array.from({ length: SERIES }, (_, number) => {
    const level = 0.02 * 2.2 ** (number % 8)
    const counts = new Float64Array(weeks * HOURS_PER_WEEK)
    for (let hour = 0; hour < counts.length; hour++) {
      const mean = level * season(hour, number)
      if (!bursts) counts[hour] = draw(mean, dice)
      else burst(counts, hour, mean, dice)
    }
    return counts
  })
}

/** Quiet nights, an evening peak; quieter weekends, differently for each series. */
function season(hour: number, number: number): number {
  const ofDay = hour % 24
  const day =
    ofDay < 6 ? 0.25 : 1 + 0.5 * Math.sin(((ofDay - 6) / 18) * Math.PI * (1 + (number % 3) / 2)) ** 2
  return day * (Math.floor(hour / 24) % 7 >= 5 ? 0.6 + 0.1 * (number % 3) : 1.1)
}

/** An article an hour of which comments follow for hours: one to twenty, few of them many. */
function burst(counts: Float64Array, hour: number, mean: number, dice: Dice): void {
  const articles = poisson(mean / 4, dice)
  for (let article = 0; article < articles; article++) {
    const size = Math.min(20, Math.ceil(1 / (1 - dice.next()) ** 0.75))
    for (let i = 0; i < size; i++) {
      const at = hour + Math.floor(-Math.log(1 - dice.next()) * 4)
      if (at < counts.length) counts[at]! += 1
    }
  }
}

function measure(world: World, weeks: number, dice: Dice): Record<string, unknown> {
  const first = HISTORY_WEEKS * HOURS_PER_WEEK
  const began = performance.now()
  const calm = watchAlarms(world, first)
  const lookMs = (performance.now() - began) / (weeks * HOURS_PER_WEEK)
  const injected = injectSpikes(world, first, dice)
  const scores = { ewma: ewmaScores, zScore24h: zScores }
  const others = Object.fromEntries(
    Object.entries(scores).map(([name, score]) => {
      const line = lineFor(world, first, weeks, score)
      return [name, share(injected.spikes, alarmsOver(injected.world, first, score, line))]
    }),
  )
  return {
    falseAlarmsPerWeek: Number((calm.length / weeks).toFixed(2)),
    found: share(injected.spikes, watchAlarms(injected.world, first)),
    ...others,
    spikes: injected.spikes.length,
    msPerLook: Number(lookMs.toFixed(1)),
  }
}

interface Alarm {
  readonly series: number
  readonly hour: number
}

function watchAlarms(world: World, first: number): readonly Alarm[] {
  const watch = createSpikeWatch({ ...SPIKE_WATCH_DEFAULTS })
  const alarms: Alarm[] = []
  const keys = world.map((_, number) => keyOf(number))
  const numbers = new Map(keys.map((key, number) => [seriesKeyOf(key), number]))
  const buckets = world.map(bucketsOf)
  const city = bucketsOf(world[0]!.map((_, hour) => world.reduce((sum, counts) => sum + counts[hour]!, 0)))
  for (let hour = first; hour < world[0]!.length; hour++) {
    const from = hour - HISTORY_WEEKS * HOURS_PER_WEEK
    const series = world.map((_, number) => ({
      ...keys[number]!,
      buckets: buckets[number]!.slice(from, hour),
    }))
    const { opened } = watch.look({
      at: START + hour * HOUR_MS,
      watchedSince: START,
      family: world.length,
      city: city.slice(from, hour),
      series,
    })
    alarms.push(...opened.map(spike => ({ series: numbers.get(seriesKeyOf(spike))!, hour })))
  }
  return alarms
}

/** Places only: no topic tells of the tide, which would be another series. */
function keyOf(number: number): Omit<Series, 'buckets'> {
  return { topic: TOPICS[number % TOPICS.length] as Topic, place: String(10_000 + number) }
}

function bucketsOf(counts: Float64Array): readonly BucketCount[] {
  // A third of them against, by a rule that knows nothing of the hour.
  let seen = 0
  return Array.from(counts, (mentions, hour) => {
    const negative = Math.floor((seen + mentions) / 3) - Math.floor(seen / 3)
    seen += mentions
    return { at: START + hour * HOUR_MS, mentions, negative }
  })
}

interface Injected {
  readonly world: World
  readonly spikes: readonly (Alarm & { readonly until: number })[]
}

/** One spike a series and fortnight, of 3 to 36 hours, of 8 mentions and 2 to 5 standard deviations of its days. */
function injectSpikes(world: World, first: number, dice: Dice): Injected {
  const spikes: (Alarm & { until: number })[] = []
  const changed = world.map((counts, series) => {
    const copy = counts.slice()
    const deviation = deviationOfDays(counts.subarray(0, first))
    for (let hour = first + dice.between(0, 100); hour + 100 < counts.length; hour += 2 * HOURS_PER_WEEK) {
      const length = dice.pick([3, 6, 12, 24, 36])
      const extra = Math.ceil(8 + deviation * (2 + 3 * dice.next()))
      for (let i = 0; i < extra; i++) copy[hour + Math.floor(length * dice.next())]! += 1
      spikes.push({ series, hour, until: hour + length })
    }
    return copy
  })
  return { world: changed, spikes }
}

function deviationOfDays(counts: Float64Array): number {
  const days = Array.from({ length: counts.length / 24 }, (_, day) =>
    counts.subarray(day * 24, day * 24 + 24).reduce((sum, count) => sum + count, 0),
  )
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length
  return Math.sqrt(days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / days.length)
}

/** Of a hundred spikes, how many had an alarm while they lasted or in the three hours after. */
function share(spikes: Injected['spikes'], alarms: readonly Alarm[]): number {
  const found = spikes.filter(spike =>
    alarms.some(
      ({ series, hour }) => series === spike.series && hour > spike.hour && hour <= spike.until + 3,
    ),
  )
  return Math.round((100 * found.length) / spikes.length)
}

/** A figure for each hour from `first` on; the higher the stranger. */
type Score = (counts: Float64Array, first: number) => Float64Array

function ewmaScores(counts: Float64Array): Float64Array {
  const weight = 0.2
  const scores = new Float64Array(counts.length)
  let mean = counts[0]!
  let variance = 1
  for (let hour = 1; hour < counts.length; hour++) {
    scores[hour] = (counts[hour]! - mean) / Math.sqrt(variance + 0.05)
    const difference = counts[hour]! - mean
    mean += weight * 0.25 * difference
    variance = (1 - weight * 0.25) * (variance + weight * 0.25 * difference ** 2)
  }
  return scores
}

/** The last 24 hours against the 24-hour sums of the four weeks before. */
function zScores(counts: Float64Array, first: number): Float64Array {
  const scores = new Float64Array(counts.length)
  const sums = counts.map((_, hour) => {
    let sum = 0
    for (let i = Math.max(0, hour - 23); i <= hour; i++) sum += counts[i]!
    return sum
  })
  for (let hour = first; hour < counts.length; hour++) {
    const before = Array.from({ length: 28 }, (_, day) => sums[hour - (day + 1) * 24]!)
    const mean = before.reduce((sum, n) => sum + n, 0) / before.length
    const variance = before.reduce((sum, n) => sum + (n - mean) ** 2, 0) / before.length
    scores[hour] = (sums[hour]! - mean) / Math.sqrt(variance + 1)
  }
  return scores
}

/** Alarms: hours over the line, those within a day of an alarm of the series counted with it. */
function alarmsOver(world: World, first: number, score: Score, line: number): readonly Alarm[] {
  return world.flatMap((counts, series) => {
    const alarms: Alarm[] = []
    const scores = score(counts, first)
    for (let hour = first; hour < counts.length; hour++)
      if (scores[hour]! > line && hour - (alarms.at(-1)?.hour ?? -1e9) > 24)
        alarms.push({ series, hour: hour + 1 })
    return alarms
  })
}

/** The lowest line that gives at most one false alarm a week. */
function lineFor(world: World, first: number, weeks: number, score: Score): number {
  let low = 0
  let high = 200
  for (let round = 0; round < 24; round++) {
    const middle = (low + high) / 2
    if (alarmsOver(world, first, score, middle).length > weeks) low = middle
    else high = middle
  }
  return high
}

/** Knuth's for small means, a rounded normal for large ones. */
function poisson(mean: number, dice: Dice): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(dice)))
  const limit = Math.exp(-mean)
  let product = dice.next()
  let count = 0
  for (; product > limit; count++) product *= dice.next()
  return count
}

function normal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next())
}

/** Of a whole shape, mean 1. */
function gamma(shape: number, dice: Dice): number {
  let sum = 0
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - dice.next())
  return sum / shape
}
