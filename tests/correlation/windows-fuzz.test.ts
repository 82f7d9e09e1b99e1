// Windows against the slow, obvious model, on generated streams: read at once, as they arrive in any order within
// the allowed lateness, and with restarts from a snapshot in between.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { Correlator } from '#/correlation/windows/correlator.ts'
import { firesOf } from './windows-oracle.ts'
import type { Asked, Seen } from './windows-oracle.ts'
import {
  correlationText,
  loadAll,
  NOON,
  restarted,
  runArriving,
  runWhole,
  seeArriving,
  open,
  streams,
} from './windows-streams.ts'
import type { Given, Loaded } from './windows-streams.ts'

const RUNS = 60
const SEED = 20261122

interface Row {
  readonly name: string
  readonly text: string
  readonly asked: Asked
}

const T = 10_000

function numbers(type: string, condition: string, field: string | undefined, more: Partial<Asked> = {}): Row {
  const bounds = condition.split(', ').map(part => {
    const [operator, number] = part.split(': ')
    return [operator!, Number(number)] as const
  })
  const extra =
    more.percentile === undefined || type === 'value_median' ? '' : `, percentile: ${more.percentile}`
  const fields = field === undefined ? '' : `, field: ${field}`
  return {
    name: `${type} {${condition}${extra}}`,
    text: `type: ${type}\nrules: [a, b]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {${condition}${fields}${extra}}`,
    asked: { type, timespanMs: T, bounds, ...more },
  }
}

function rules(type: string, condition: string, alternatives: NonNullable<Asked['alternatives']>): Row {
  return {
    name: `${type} ${condition}`,
    text: `type: ${type}\nrules: [a, b, c]\ngroup-by: [host.name]\ntimespan: 10s\n${condition === '' ? '' : `condition: ${condition}`}`,
    asked: { type, timespanMs: T, alternatives },
  }
}

const ROWS: readonly Row[] = [
  numbers('event_count', 'gte: 3', undefined),
  numbers('event_count', 'gt: 1', undefined),
  numbers('event_count', 'gte: 1', undefined),
  numbers('event_count', 'lt: 3', undefined),
  numbers('event_count', 'lte: 0', undefined),
  numbers('event_count', 'eq: 2', undefined),
  numbers('event_count', 'eq: 0', undefined),
  numbers('event_count', 'neq: 2', undefined),
  numbers('event_count', 'gt: 1, lte: 3', undefined),
  numbers('value_count', 'gte: 3', 'user.name'),
  numbers('value_count', 'lt: 2', 'user.name'),
  numbers('value_count', 'eq: 2', 'user.name'),
  numbers('value_sum', 'gt: 12.5', 'bytes'),
  numbers('value_sum', 'lt: 3', 'bytes'),
  numbers('value_avg', 'gte: 7.5', 'bytes'),
  numbers('value_avg', 'lte: 2', 'bytes'),
  numbers('value_percentile', 'gt: 9', 'bytes', { percentile: 75 }),
  numbers('value_percentile', 'lt: 0', 'bytes', { percentile: 25 }),
  numbers('value_median', 'gte: 6', 'bytes', { percentile: 50 }),
  {
    ...numbers('temporal', 'gte: 2', undefined),
    text: 'type: temporal\nrules: [a, b, c]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {gte: 2}',
  },
  {
    ...numbers('temporal', 'eq: 1', undefined),
    text: 'type: temporal\nrules: [a, b, c]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {eq: 1}',
  },
  rules('temporal', '', [{ wanted: [0, 1, 2], unwanted: [] }]),
  rules('temporal', 'a and b and not c', [{ wanted: [0, 1], unwanted: [2] }]),
  rules('temporal', 'a and not (b or c)', [{ wanted: [0], unwanted: [1, 2] }]),
  rules('temporal', '(a and c) or (b and not a)', [
    { wanted: [0, 2], unwanted: [] },
    { wanted: [1], unwanted: [0] },
  ]),
  rules('temporal_ordered', '', [{ wanted: [0, 1, 2], unwanted: [] }]),
  rules('temporal_ordered', '{gte: 2}', [
    { wanted: [0, 1], unwanted: [] },
    { wanted: [0, 2], unwanted: [] },
    { wanted: [1, 2], unwanted: [] },
  ]),
  rules('temporal_ordered', 'a and b and not c', [{ wanted: [0, 1], unwanted: [2] }]),
]

/** What the model says, as texts to compare. */
function expected(row: Row, events: readonly Given[]): readonly string[] {
  const used =
    row.asked.alternatives === undefined && row.asked.type !== 'temporal' ? ['a', 'b'] : ['a', 'b', 'c']
  const end = Math.max(...events.map(({ time }) => time))
  return ['web-01', 'web-02']
    .flatMap(group => {
      const seen = events
        .filter(event => event.group === group)
        .toSorted((x, y) => x.time - y.time || x.sequence - y.sequence)
        .flatMap(({ kinds, ...event }): Seen[] =>
          kinds.filter(kind => used.includes(kind)).map(kind => ({ ...event, rule: 'abc'.indexOf(kind) })),
        )
      return firesOf(row.asked, seen, end).map(
        ({ at, events: of }) => `${group} ${at} ${[...new Set(of)].join()}`,
      )
    })
    .sort()
}

function found(row: Row, firings: readonly Firing[]): readonly string[] {
  return firings
    .map(({ at, groupKey, events }) => {
      const of = row.asked.alternatives !== undefined ? [] : events.map(({ sequence }) => sequence)
      return `${groupKey} ${at - NOON} ${of.sort((x, y) => x - y).join()}`
    })
    .sort()
}

describe.each(ROWS)('$name', row => {
  const loaded = loadAll(correlationText(row.text))

  test('loads', () => {
    expect(loaded.problems).toEqual([])
    expect(loaded.correlations).toHaveLength(1)
  })

  test('equals the model on whole streams', () => {
    fc.assert(
      fc.property(streams(), events => {
        expect(found(row, runWhole(loaded, events))).toEqual(expected(row, events))
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  test('equals the model whatever the order of arrival, with restarts in between', () => {
    fc.assert(
      fc.property(streams(), fc.integer({ min: 1, max: 5 }), (events, every) => {
        const restart = (correlator: Correlator, nth: number): Correlator =>
          nth % every === 0 ? restarted(correlator, loaded) : correlator
        expect(found(row, runArriving(loaded, events, restart))).toEqual(expected(row, events))
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })

  test('gives the same alerts after a kill and a replay from the last snapshot', () => {
    fc.assert(
      fc.property(streams(), fc.nat(29), fc.nat(29), (events, one, other) => {
        const [saved, killed] = [Math.min(one, other), Math.max(one, other)]
        expect(alertsWithKill(loaded, events, saved, killed)).toEqual(
          alertsWithKill(loaded, events, events.length, events.length),
        )
      }),
      { numRuns: RUNS, seed: SEED },
    )
  })
})

/** Ids of alerts, of which a repeat is passed over; killed before event `killed`, replayed from `saved`. */
function alertsWithKill(
  loaded: Loaded,
  events: readonly Given[],
  saved: number,
  killed: number,
): readonly string[] {
  const alerts = new Set<string>()
  const arriving = events.toSorted((x, y) => x.time + x.delay - (y.time + y.delay))
  const start = (): Correlator => {
    const correlator = open(loaded)
    correlator.advance(NOON)
    return correlator
  }
  const keep = (correlator: Correlator): void => {
    for (const firing of correlator.takeFirings()) alerts.add(makeCorrelationAlert(firing, undefined, 0).id)
  }
  let correlator = start()
  let snapshot: Correlator | undefined
  for (let nth = 0; nth < Math.min(killed, arriving.length); nth++) {
    if (nth === saved) snapshot = restarted(correlator, loaded)
    seeArriving(correlator, loaded, arriving[nth]!)
    keep(correlator)
  }
  if (killed < arriving.length) {
    correlator = snapshot ?? correlator
    for (let nth = Math.min(saved, killed); nth < arriving.length; nth++) {
      seeArriving(correlator, loaded, arriving[nth]!)
      keep(correlator)
    }
  }
  correlator.advance(NOON + 200_000)
  keep(correlator)
  return [...alerts].sort()
}

test('a correlation over a correlation equals the model over the model', () => {
  const inner: Asked = { type: 'event_count', timespanMs: T, bounds: [['gte', 2]] }
  const outer: Asked = {
    type: 'temporal_ordered',
    timespanMs: T,
    alternatives: [{ wanted: [0, 1], unwanted: [] }],
  }
  const loaded = loadAll(
    correlationText(
      'type: event_count\nrules: [a]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {gte: 2}',
      'name: twice\n',
    ),
    correlationText('type: temporal_ordered\nrules: [twice, b]\ngroup-by: [host.name]\ntimespan: 10s', '', 2),
  )
  expect(loaded.problems).toEqual([])
  const chained = (events: readonly Given[]): readonly string[] =>
    ['web-01', 'web-02']
      .flatMap(group => {
        const ordered = events
          .filter(event => event.group === group)
          .toSorted((x, y) => x.time - y.time || x.sequence - y.sequence)
        const seen = (kind: string, rule: number): Seen[] =>
          ordered.filter(({ kinds }) => kinds.includes(kind)).map(event => ({ ...event, rule }))
        const twice = firesOf(inner, seen('a', 0), Infinity).map(({ at, events: of }): Seen => ({
          time: at,
          sequence: of.at(-1)!,
          rule: 0,
          value: 0,
          text: '',
        }))
        // The event that makes the inner one fire may itself be the one that follows.
        const both = [...twice, ...seen('b', 1)].sort(
          (x, y) => x.time - y.time || x.sequence - y.sequence || x.rule - y.rule,
        )
        return firesOf(outer, both, Infinity).map(({ at }) => `${group} ${at}`)
      })
      .sort()
  fc.assert(
    fc.property(streams(), events => {
      const fired = (firings: readonly Firing[]): readonly string[] =>
        firings.map(({ at, groupKey }) => `${groupKey} ${at - NOON}`).sort()
      expect(fired(runWhole(loaded, events))).toEqual(chained(events))
      const restart = (correlator: Correlator): Correlator => restarted(correlator, loaded)
      expect(fired(runArriving(loaded, events, restart))).toEqual(chained(events))
    }),
    { numRuns: RUNS, seed: SEED },
  )
})
