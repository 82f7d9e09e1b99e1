// What a baseline learns, and what it does not let itself be taught.

import { describe, expect, test } from 'vitest'
import { quietDays } from '#/crawler/spikes/quiet-days.ts'
import { expectedBetween, fitCity, fitSeries } from '#/crawler/spikes/series-fit.ts'
import { DAY, HOUR, inventCity, START, steady, withMore, type Rate } from './invented-series.ts'

const OPTIONS = { bucketMs: HOUR, halfLifeDays: 21 }
const HOURS = 50 * 24
const AT = START + HOURS * HOUR

/** What the baseline of this series expects in a day that begins so many hours after START. */
function expectedOn(day: number, rate: Rate, hours = HOURS, rest: Rate = steady(200)): number {
  const at = START + hours * HOUR
  const { city, series } = inventCity(
    [
      { topic: 'flood', place: '10101', rate },
      { topic: 'waste', place: null, rate: rest },
    ],
    hours,
  ).lookAt(hours)
  const fit = fitSeries(series[0]!, fitCity(city, series, at, START, OPTIONS), [], at, OPTIONS)!
  return expectedBetween(fit, 'mentions', START + day * DAY, START + (day + 1) * DAY)
}

/** Hardly anything on nine days. */
const atTet =
  (rate: Rate, from: number): Rate =>
  hour =>
    hour >= from && hour < from + 9 * 24 && hour % 6 !== 0 ? [0, 0] : rate(hour)

describe('baseline', () => {
  test('a steady series is expected as it was, by day and by night', () => {
    expect(expectedOn(51, steady(24))).toBeGreaterThan(23)
    expect(expectedOn(51, steady(24))).toBeLessThan(25.5)
  })

  test('recent weeks weigh more', () => {
    const doubled: Rate = hour => steady(hour < HOURS / 2 ? 12 : 24)(hour)
    expect(expectedOn(51, doubled)).toBeGreaterThan(19)
  })

  test('weekends are learnt', () => {
    const week: Rate = hour => (Math.floor(hour / 24) % 7 >= 5 ? [0, 0] : steady(40)(hour))
    // Day 49 is a Monday, 54 a Saturday.
    expect(expectedOn(54, week) / expectedOn(49, week)).toBeLessThan(0.3)
  })

  test('a past spike hardly moves it', () => {
    const spike = withMore(steady(24), 40 * 24, 40 * 24 + 6, 60)
    expect(expectedOn(51, spike)).toBeLessThan(28)
  })

  test('quiet days at Tết do not lower it', () => {
    const tet = 30 * 24
    const expected = expectedOn(51, atTet(steady(24), tet), HOURS, atTet(steady(200), tet))
    expect(expected).toBeGreaterThan(23)
    // When only this series is quiet, that is its own affair and counts.
    expect(expectedOn(51, atTet(steady(24), tet))).toBeLessThan(21)
  })

  test('a day of the crawler standing still is quiet; a busy one and the present day are not', () => {
    const rate: Rate = hour => {
      const [all] = steady(100)(hour)
      const day = Math.floor(hour / 24)
      return [day === 20 ? 0 : day === 30 ? all * 4 : all, 0]
    }
    const { city } = inventCity([{ topic: 'flood', place: null, rate }], HOURS + 5).lookAt(HOURS + 5)
    expect([...quietDays(city, START, AT + 5 * HOUR)]).toEqual([START + 20 * DAY])
  })

  test('with few mentions a day nothing is called quiet', () => {
    const rate: Rate = hour => [hour % 24 === 12 && Math.floor(hour / 24) % 3 > 0 ? 10 : 0, 0]
    const { city } = inventCity([{ topic: 'flood', place: null, rate }], HOURS).lookAt(HOURS)
    expect([...quietDays(city, START, AT)]).toEqual([])
  })
})
