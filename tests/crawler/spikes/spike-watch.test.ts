// The watch over invented hours: what opens a spike, what does not, and how it goes on. How many false alarms it
// raises and how much it finds is measured by `bench -- spikes`; here a small part of that, with fixed chance.

import { describe, expect, test, vi } from 'vitest'
import { TOPICS } from '#/kernel/mention.ts'
import { seriesKeyOf, type Spike } from '#/crawler/spikes/spike.ts'
import {
  createSpikeWatch,
  SPIKE_WATCH_DEFAULTS,
  type Sighting,
  type SpikeWatch,
  type SpikeWatchState,
} from '#/crawler/spikes/spike-watch.ts'
import {
  DAY,
  HOUR,
  inventCity,
  scattered,
  START,
  steady,
  withMore,
  type Rate,
  type Watched,
} from './invented-series.ts'

// Hundreds of looks, each of which fits every series: much work on a machine that has other work too.
vi.setConfig({ testTimeout: 240_000 })

const WEEK = 168
const WARD = '10101'

/** Six steady topics, enough to tell of a tide, and floods in one ward at this rate. */
function cityWith(floods: Rate, place: string | null = WARD): readonly Watched[] {
  return [
    ...TOPICS.slice(1, 7).map((topic): Watched => ({ topic, place: null, rate: steady(60) })),
    { topic: 'flood', place, rate: floods },
  ]
}

interface Course {
  readonly opened: readonly Spike[]
  readonly closed: readonly Spike[]
  readonly last: readonly Spike[]
}

/** A look each hour, or each `step` hours. */
function run(watch: SpikeWatch, from: number, to: number, watched: readonly Watched[], step = 1): Course {
  const opened: Spike[] = []
  const closed: Spike[] = []
  const city = inventCity(watched, to)
  for (let hour = from; hour < to; hour += step) {
    const sighting = watch.look(city.lookAt(hour))
    opened.push(...sighting.opened)
    closed.push(...sighting.closed)
  }
  return { opened, closed, last: watch.state().open }
}

function lookOnce(watch: SpikeWatch, hour: number, watched: readonly Watched[]): Sighting {
  return watch.look(inventCity(watched, hour).lookAt(hour))
}

const QUIET = steady(12)
/** Sixteen more an hour for five hours, in the fifth week. */
const BEGIN = 5 * WEEK + 10
const BURST = withMore(QUIET, BEGIN, BEGIN + 5, 16, 6)

describe('spike watch', () => {
  test('a spike opens once, grows, and closes after it was calm', () => {
    const { opened, closed, last } = run(createSpikeWatch(), BEGIN - 3, BEGIN + 60, cityWith(BURST))
    expect(opened.map(seriesKeyOf)).toEqual([`flood ${WARD}`])
    expect(opened[0]).toMatchObject({
      measure: 'mentions',
      from: START + BEGIN * HOUR,
      openedAt: START + (BEGIN + 1) * HOUR,
      windowHours: 1,
      observed: BURST(BEGIN)[0],
    })
    expect(last).toEqual([])
    expect(closed).toHaveLength(1)
    const end = closed[0]!
    expect(end).toMatchObject({ id: opened[0]!.id, state: 'closed', last: START + (BEGIN + 5) * HOUR })
    expect(end.p).toBeLessThan(opened[0]!.p)
    expect(end.observed).toBeGreaterThanOrEqual(80)
    expect(end.mentions).toBeGreaterThanOrEqual(80)
    expect(end.negative).toBeGreaterThanOrEqual(30)
    expect(end.closedAt! - end.calmSince!).toBe(SPIKE_WATCH_DEFAULTS.calmHours * HOUR)
  })

  test('its chart shows two days before it and what was to be expected', () => {
    const { last } = run(createSpikeWatch(), BEGIN + 1, BEGIN + 5, cityWith(BURST))
    const { chart, from } = last[0]!
    expect(chart[0]!.at).toBe(from - 2 * DAY)
    const before = chart.filter(({ at }) => at < from)
    expect(before.every(({ observed, low, high }) => observed >= low && observed <= high)).toBe(true)
    expect(before.reduce((sum, { expected }) => sum + expected, 0)).toBeGreaterThan(20)
    expect(before.reduce((sum, { expected }) => sum + expected, 0)).toBeLessThan(28)
    expect(chart.filter(({ at }) => at >= from).every(({ observed, high }) => observed > high)).toBe(true)
  })

  test('after a restart it goes on as if nothing had been', () => {
    const through = createSpikeWatch()
    const whole = run(through, BEGIN - 3, BEGIN + 60, cityWith(BURST))
    const first = createSpikeWatch()
    const a = run(first, BEGIN - 3, BEGIN + 4, cityWith(BURST))
    const kept = JSON.parse(JSON.stringify(first.state())) as SpikeWatchState
    const second = createSpikeWatch(SPIKE_WATCH_DEFAULTS, kept)
    const b = run(second, BEGIN + 4, BEGIN + 60, cityWith(BURST))
    expect([...a.opened, ...b.opened]).toEqual(whole.opened)
    expect(b.closed).toEqual(whole.closed)
    expect(second.state()).toEqual(through.state())
  })

  test('the same happens again weeks later: a past spike has not become the rule', () => {
    const again = BEGIN + 2 * WEEK
    const twice = withMore(BURST, again, again + 5, 16)
    const watch = createSpikeWatch()
    run(watch, BEGIN, BEGIN + 60, cityWith(twice))
    expect(run(watch, again - 2, again + 3, cityWith(twice)).opened).toHaveLength(1)
    // Nor when the watch did not know of it.
    expect(run(createSpikeWatch(), again - 2, again + 3, cityWith(twice)).opened).toHaveLength(1)
  })

  test('before two weeks of watching nothing is an alarm, and that is said', () => {
    const early = withMore(QUIET, 13 * 24, 13 * 24 + 5, 30)
    const watch = createSpikeWatch()
    expect(lookOnce(watch, 13 * 24 + 3, cityWith(early))).toMatchObject({ ready: false, opened: [] })
    const late = withMore(QUIET, 15 * 24, 15 * 24 + 5, 30)
    expect(lookOnce(watch, 15 * 24 + 3, cityWith(late))).toMatchObject({ ready: true })
    expect(watch.state().open).toHaveLength(1)
  })

  test('what was never spoken of before can be a spike', () => {
    const never: Rate = hour => (hour >= BEGIN && hour < BEGIN + 4 ? [7, 5] : [0, 0])
    expect(run(createSpikeWatch(), BEGIN, BEGIN + 4, cityWith(never)).opened).toHaveLength(1)
  })

  test('a few mentions are none, however rare they are', () => {
    const few: Rate = hour => (hour >= BEGIN && hour < BEGIN + 4 ? [1, 1] : [0, 0])
    expect(run(createSpikeWatch(), BEGIN, BEGIN + 24, cityWith(few)).opened).toEqual([])
  })

  test('growing anger at the same loudness is a spike of the negative', () => {
    const loud = steady(120, 0.05)
    const angry: Rate = hour => {
      const [all, against] = loud(hour)
      return hour >= BEGIN && hour < BEGIN + 12 ? [all, all] : [all, against]
    }
    const { opened } = run(createSpikeWatch(), BEGIN, BEGIN + 12, cityWith(angry, null))
    expect(opened).toEqual([expect.objectContaining({ topic: 'flood', measure: 'negative' })])
  })

  test('quiet days at Tết raise no alarm, nor do the days after them', () => {
    const tet = 5 * WEEK
    const quiet =
      (rate: Rate): Rate =>
      hour => {
        const [all, against] = rate(hour)
        return hour >= tet && hour < tet + 9 * 24 && hour % 5 !== 0 ? [0, 0] : [all, against]
      }
    const watched = [
      ...TOPICS.slice(1, 8).map((topic, i): Watched => ({
        topic,
        place: null,
        rate: quiet(scattered(80, i)),
      })),
      { topic: 'flood', place: WARD, rate: quiet(scattered(20, 9)) } as const,
    ]
    expect(run(createSpikeWatch(), tet, tet + 16 * 24, watched, 5).opened).toEqual([])
  })

  test('new sources lift all topics and are no spike; one topic above the tide is', () => {
    const lifted =
      (rate: Rate): Rate =>
      hour => {
        const [all, against] = rate(hour)
        return hour >= BEGIN ? [all * 3, against * 3] : [all, against]
      }
    const all = cityWith(lifted(QUIET)).map(each => ({ ...each, rate: lifted(steady(60)) }))
    expect(run(createSpikeWatch(), BEGIN + 20, BEGIN + 30, all).opened).toEqual([])
    const one = all.with(all.length - 1, {
      topic: 'flood',
      place: WARD,
      rate: withMore(lifted(steady(60)), BEGIN, BEGIN + 60, 40),
    })
    expect(run(createSpikeWatch(), BEGIN + 20, BEGIN + 30, one).opened.map(seriesKeyOf)).toEqual([
      `flood ${WARD}`,
    ])
  })

  test('one that lasts for weeks ends as the new level', () => {
    const watched = [{ topic: 'flood', place: WARD, rate: withMore(QUIET, BEGIN, Infinity, 6) } as const]
    const watch = createSpikeWatch()
    const { closed } = run(watch, BEGIN, BEGIN + 15 * 24, watched, 3)
    expect(closed).toEqual([expect.objectContaining({ calmSince: null, state: 'closed' })])
    expect(watch.state().past).toEqual([])
  })

  test('buckets of a quarter of an hour work alike', () => {
    const options = { ...SPIKE_WATCH_DEFAULTS, bucketMs: HOUR / 4 }
    const { opened } = lookOnce(createSpikeWatch(options), BEGIN + 2, cityWith(BURST))
    expect(opened).toEqual([
      expect.objectContaining({
        topic: 'flood',
        from: START + BEGIN * HOUR,
        mentions: BURST(BEGIN)[0] + BURST(BEGIN + 1)[0],
      }),
    ])
  })

  test('an open spike whose series is not given is an error of the caller', () => {
    const watch = createSpikeWatch()
    run(watch, BEGIN, BEGIN + 2, cityWith(BURST))
    expect(() => lookOnce(watch, BEGIN + 3, cityWith(BURST).slice(0, 3))).toThrow('was not given')
  })

  test('series that only scatter raise few alarms', () => {
    const watched = TOPICS.slice(0, 8).map((topic, i): Watched => ({
      topic,
      place: '10101',
      rate: scattered(2 * 1.9 ** i, 40 + i),
    }))
    const { opened } = run(createSpikeWatch(), 8 * WEEK, 9 * WEEK, watched)
    // By chance a week may have two where one is stated.
    expect(opened.length).toBeLessThanOrEqual(2)
  })
})
