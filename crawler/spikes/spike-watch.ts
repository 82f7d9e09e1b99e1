// Watches series for spikes. Pure: it is told the time and the counts, and answers what changed.
//
// In each look every series is held, in windows of 1, 6 and 24 hours, against the negative binomial of its own
// baseline. The line is set by the false alarms that all series together may raise in a week, shared between
// series, measures, windows and looks. A spike opens when a window crosses the line and holds enough mentions,
// grows while it lasts, and closes when for some hours no window was out of the ordinary; until then the series
// has no second one. docs/decisions/0019-spikes-and-crisis-level.md says how well that holds.

import { fitCity, fitSeries, HISTORY_MS, tideOf, WINDOW_HOURS } from './series-fit.ts'
import { MEASURES, seriesKeyOf, type BucketCount, type Series, type SeriesKey, type Spike } from './spike.ts'
import { goOn, openSpike, windowsOf, type CourseOptions } from './spike-course.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

export interface SpikeWatchOptions extends CourseOptions {
  /** Expected over all series in a week without any spike. */
  readonly falseAlarmsPerWeek: number
  /** Divides an hour. A look is due at the end of each bucket. */
  readonly bucketMs: number
  /** No alarm before the city was watched for so many days. */
  readonly minHistoryDays: number
  /** After so many days a bucket of the history weighs half. */
  readonly halfLifeDays: number
}

export const SPIKE_WATCH_DEFAULTS: SpikeWatchOptions = {
  falseAlarmsPerWeek: 1,
  bucketMs: HOUR_MS,
  minHistoryDays: 14,
  halfLifeDays: 21,
  minCounts: { mentions: 8, negative: 5 },
  minRatio: 2,
  calmHours: 6,
  calmProbability: 0.01,
  longestDays: 14,
}

/** Kept between looks and over restarts, as JSON. */
export interface SpikeWatchState {
  readonly open: readonly Spike[]
  /** Ended within the last eight weeks: their time is left out of baselines. */
  readonly past: readonly (SeriesKey & { readonly from: number; readonly to: number })[]
}

export interface Look {
  /** End of the last whole bucket. */
  readonly at: number
  /** Since when the city's media are read. */
  readonly watchedSince: number
  /** How many series there are, those of which nothing was said included: all share the false alarms. */
  readonly family: number
  /** All that was said, of the last eight weeks. */
  readonly city: readonly BucketCount[]
  /** Those of which something was said in the last day, and all that have an open spike. */
  readonly series: readonly Series[]
}

export interface Sighting {
  /** False while there is too little history: then nothing is looked at. */
  readonly ready: boolean
  readonly opened: readonly Spike[]
  /** Open before and after, as they are now. */
  readonly lasting: readonly Spike[]
  readonly closed: readonly Spike[]
}

export interface SpikeWatch {
  look(look: Look): Sighting
  state(): SpikeWatchState
}

/** Goes on from a state that an earlier watch gave out. */
export function createSpikeWatch(
  options: SpikeWatchOptions = SPIKE_WATCH_DEFAULTS,
  before: SpikeWatchState = { open: [], past: [] },
): SpikeWatch {
  let state = before
  return {
    state: () => state,
    look(look) {
      if (look.at - look.watchedSince < options.minHistoryDays * DAY_MS)
        return { ready: false, opened: [], lasting: state.open, closed: [] }
      const sighting = lookAround(look, state, options)
      const { opened, lasting, closed } = sighting
      // One that lasted as long as a spike may is the new level, and counts in baselines.
      const ended = closed.filter(({ calmSince }) => calmSince !== null)
      state = {
        open: [...lasting, ...opened],
        past: [
          ...state.past.filter(({ to }) => to > look.at - HISTORY_MS),
          ...ended.map(({ topic, place, from, last }) => ({ topic, place, from, to: last })),
        ],
      }
      return sighting
    },
  }
}

function lookAround(look: Look, state: SpikeWatchState, options: SpikeWatchOptions): Sighting {
  const { at } = look
  const known = new Map(state.open.map(spike => [seriesKeyOf(spike), spike]))
  const past = Map.groupBy(state.past, seriesKeyOf)
  const given = new Set(look.series.map(seriesKeyOf))
  for (const key of known.keys())
    if (!given.has(key)) throw new Error(`the series “${key}” has an open spike and was not given`)

  const city = fitCity(look.city, look.series, at, look.watchedSince, options)
  const fits = look.series.flatMap(series => {
    const key = seriesKeyOf(series)
    const learnUntil = known.get(key)?.from ?? at
    return fitSeries(series, city, past.get(key) ?? [], learnUntil, options) ?? []
  })
  const tide = tideOf(fits, at)
  const line = lineOf(look.family, options)
  const opened: Spike[] = []
  const after: Spike[] = []
  const fitted = new Set<string>()
  for (const fit of fits) {
    const key = seriesKeyOf(fit.series)
    fitted.add(key)
    const windows = windowsOf(fit, at, tide, options.minCounts)
    const spike = known.get(key)
    if (spike !== undefined) after.push(goOn(spike, fit, windows, at, tide, options))
    else {
      const notBefore = Math.max(0, ...(past.get(key) ?? []).map(({ to }) => to))
      const found = openSpike(fit, windows, line, notBefore, at, tide, options)
      if (found !== undefined) opened.push(found)
    }
  }
  // Of one that lasts so long that nothing is left to learn from, no more is said than before.
  for (const [key, spike] of known) if (!fitted.has(key)) after.push(spike)
  return {
    ready: true,
    opened,
    lasting: after.filter(spike => spike.state === 'open'),
    closed: after.filter(spike => spike.state === 'closed'),
  }
}

/**
 * The probability that each window must stay below: all of a week's windows together then raise at most the stated
 * number of false alarms. Windows overlap, so there are fewer.
 */
function lineOf(family: number, options: SpikeWatchOptions): number {
  const looks = (Math.max(1, family) * WEEK_MS) / options.bucketMs
  return options.falseAlarmsPerWeek / (looks * MEASURES.length * WINDOW_HOURS.length)
}
