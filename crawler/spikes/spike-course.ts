// The course of one spike: it opens when a window crosses the line, goes on, and closes.

import { lowerQuantile, upperQuantile, upperTail } from './negative-binomial.ts'
import { countBetween, expectedBetween, WINDOW_HOURS, type SeriesFit } from './series-fit.ts'
import { MEASURES, seriesKeyOf, type ChartBucket, type Measure, type Spike } from './spike.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CHART_BEFORE_MS = 2 * DAY_MS
const CHART_MS = 21 * DAY_MS
/** 95 of 100 ordinary buckets lie between the two. */
const BAND_TAIL = 0.025
/** Never 0, which could not be drawn on a scale of powers. */
const LEAST_P = 1e-300

export interface CourseOptions {
  readonly minCounts: Readonly<Record<Measure, number>>
  readonly minRatio: number
  readonly calmHours: number
  readonly calmProbability: number
  readonly longestDays: number
}

/** One measure in one window that ends now. */
export interface Window {
  readonly measure: Measure
  readonly hours: number
  readonly from: number
  readonly observed: number
  readonly expected: number
  readonly p: number
}

/** Windows with too few mentions to be worth a look are left out: they are calm whatever was expected. */
export function windowsOf(
  fit: SeriesFit,
  at: number,
  tide: number,
  minCounts: CourseOptions['minCounts'],
): readonly Window[] {
  return MEASURES.flatMap(measure =>
    WINDOW_HOURS.flatMap(hours => {
      const from = at - hours * HOUR_MS
      const observed = countBetween(fit, measure, from, at)
      if (observed < minCounts[measure]) return []
      const expected = expectedBetween(fit, measure, from, at) * tide
      const p = Math.max(LEAST_P, upperTail(observed, expected, fit.baselineOf(measure).sizeOf(hours)))
      return [{ measure, hours, from, observed, expected, p }]
    }),
  )
}

/** A new spike, when a window crosses its line and is worth a look; `notBefore`: end of the series' last one. */
export function openSpike(
  fit: SeriesFit,
  windows: readonly Window[],
  line: number,
  notBefore: number,
  at: number,
  tide: number,
  { minRatio }: CourseOptions,
): Spike | undefined {
  const crossing = windows
    .filter(window => window.p < line && window.observed >= minRatio * window.expected)
    .toSorted((a, b) => a.p - b.p)
  const window = crossing[0]
  if (window === undefined) return undefined
  const { topic, place } = fit.series
  const from = Math.max(notBefore, startOf(fit, window, crossing, at))
  return {
    topic,
    place,
    id: `${seriesKeyOf({ topic, place }).replace(' ', '.')}.${from}`,
    measure: window.measure,
    state: 'open',
    from,
    last: at,
    openedAt: at,
    closedAt: null,
    ...figuresOf(window),
    ...courseOf(fit, window.measure, from, at, tide),
    calmSince: null,
  }
}

/** The same spike at the next look; closed when it was calm for long enough, or lasts so long that it is the new level. */
export function goOn(
  spike: Spike,
  fit: SeriesFit,
  windows: readonly Window[],
  at: number,
  tide: number,
  options: CourseOptions,
): Spike {
  const calm = windows.every(({ p }) => p >= options.calmProbability)
  const calmSince = calm ? (spike.calmSince ?? at) : null
  const over =
    (calmSince !== null && at - calmSince >= options.calmHours * HOUR_MS) ||
    at - spike.from >= options.longestDays * DAY_MS
  const greatest = windows
    .filter(({ measure, p }) => measure === spike.measure && p < spike.p)
    .toSorted((a, b) => a.p - b.p)[0]
  const course = courseOf(fit, spike.measure, spike.from, at, tide)
  return {
    ...spike,
    ...(greatest === undefined ? {} : figuresOf(greatest)),
    ...course,
    last: lastOf(course.chart, spike, fit.bucketMs),
    calmSince,
    state: over ? 'closed' : 'open',
    closedAt: over ? at : null,
  }
}

function figuresOf({ hours, observed, expected, p }: Window) {
  return { windowHours: hours, observed, expected, p }
}

/** The first bucket out of the ordinary in the longest window over the line. */
function startOf(fit: SeriesFit, window: Window, crossing: readonly Window[], at: number): number {
  const { measure } = window
  const first = Math.min(...crossing.filter(each => each.measure === measure).map(({ from }) => from))
  const baseline = fit.baselineOf(measure)
  for (let ms = first; ms < at; ms += fit.bucketMs) {
    const high = upperQuantile(BAND_TAIL, baseline.expectedAt(ms), baseline.sizeOf(1))
    if (countBetween(fit, measure, ms, ms + fit.bucketMs) > high) return ms
  }
  return window.from
}

function lastOf(chart: readonly ChartBucket[], spike: Spike, bucketMs: number): number {
  const out = chart.findLast(({ at, observed, high }) => at >= spike.from && observed > high)
  return Math.max(spike.last, out === undefined ? 0 : out.at + bucketMs)
}

function courseOf(fit: SeriesFit, measure: Measure, from: number, at: number, tide: number) {
  const said = (each: Measure): number => countBetween(fit, each, from, at)
  return {
    total: said(measure),
    mentions: said('mentions'),
    negative: said('negative'),
    chart: chartOf(fit, measure, from, at, tide),
  }
}

function chartOf(
  fit: SeriesFit,
  measure: Measure,
  from: number,
  at: number,
  tide: number,
): readonly ChartBucket[] {
  const chart: ChartBucket[] = []
  const baseline = fit.baselineOf(measure)
  const size = baseline.sizeOf(1)
  const first = Math.max(fit.from, from - CHART_BEFORE_MS)
  for (let ms = first; ms < Math.min(at, first + CHART_MS); ms += fit.bucketMs) {
    // The tide is of today: what was before the spike is drawn as it was.
    const expected = baseline.expectedAt(ms) * (ms < from ? 1 : tide)
    chart.push({
      at: ms,
      observed: countBetween(fit, measure, ms, ms + fit.bucketMs),
      expected,
      low: lowerQuantile(BAND_TAIL, expected, size),
      high: upperQuantile(BAND_TAIL, expected, size),
    })
  }
  return chart
}
