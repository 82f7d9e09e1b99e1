// What correlations do where the specification leaves it open, each as docs/sigma-conformance.md says, and what
// they do when too much, too late or too early comes.

import { describe, expect, test } from 'vitest'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import { percentileOf } from '#/correlation/windows/tally.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import {
  BASE_RULES,
  correlationText,
  eventOf,
  loadAll,
  NOON,
  open,
  restarted,
  runWhole,
} from './windows-streams.ts'
import type { Given, Loaded } from './windows-streams.ts'

type Short = readonly [ms: number, kinds: string, more?: Partial<Given>]

function events(...list: readonly Short[]): readonly Given[] {
  return list.map(([time, kinds, more], place) => ({
    time,
    kinds: kinds.split(''),
    group: 'web-01',
    value: 0,
    text: 'lan',
    sequence: place + 1,
    delay: 0,
    ...more,
  }))
}

/** `2 [1,3]`: fired at 2 ms by the events 1 and 3. */
function shown(firings: readonly Firing[]): readonly string[] {
  return firings.map(({ at, events: of }) => `${at - NOON} [${of.map(({ sequence }) => sequence).join()}]`)
}

function whole(correlation: string, ...list: readonly Short[]): readonly string[] {
  const loaded = loadAll(correlationText(correlation))
  expect(loaded.problems).toEqual([])
  return shown(runWhole(loaded, events(...list)))
}

const THREE = 'type: event_count\nrules: [a]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {gte: 3}'
const SILENT = 'type: event_count\nrules: [a]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: {lt: 1}'
const ORDERED = 'type: temporal_ordered\nrules: [a, b]\ngroup-by: [host.name]\ntimespan: 10s'
const NOT =
  'type: temporal\nrules: [a, b, c]\ngroup-by: [host.name]\ntimespan: 10s\ncondition: a and b and not c'

describe('a sliding window', () => {
  const rows: [string, Short[], string[]][] = [
    [
      'holds events exactly a timespan apart',
      [
        [0, 'a'],
        [5000, 'a'],
        [10_000, 'a'],
      ],
      ['10000 [1,2,3]'],
    ],
    [
      'and none a millisecond further',
      [
        [0, 'a'],
        [5000, 'a'],
        [10_001, 'a'],
      ],
      [],
    ],
    [
      'has no fixed beginning',
      [
        [9990, 'a'],
        [9995, 'a'],
        [10_005, 'a'],
      ],
      ['10005 [1,2,3]'],
    ],
    [
      'goes by the times of events, not by their order',
      [
        [10_000, 'a'],
        [0, 'a'],
        [5000, 'a'],
      ],
      ['10000 [2,3,1]'],
    ],
    [
      'fires once while it stays true',
      [
        [0, 'a'],
        [1, 'a'],
        [2, 'a'],
        [3, 'a'],
        [4, 'a'],
      ],
      ['2 [1,2,3]'],
    ],
    [
      'fires again after an event found it false',
      [
        [0, 'a'],
        [1, 'a'],
        [2, 'a'],
        [20_000, 'a'],
        [20_001, 'a'],
        [20_002, 'a'],
      ],
      ['2 [1,2,3]', '20002 [4,5,6]'],
    ],
    [
      'does not fall between two events that both find it true',
      [
        [0, 'a'],
        [1, 'a'],
        [9000, 'a'],
        [10_001, 'a'],
        [18_000, 'a'],
        [19_000, 'a'],
      ],
      ['9000 [1,2,3]'],
    ],
  ]
  test.each(rows)('%s', (_, list, expected) => expect(whole(THREE, ...list)).toEqual(expected))

  test('that ran empty is armed again', () => {
    const each = THREE.replace('gte: 3', 'gte: 1')
    expect(whole(each, [0, 'a'], [10_000, 'a'], [20_001, 'a'])).toEqual(['0 [1]', '20001 [3]'])
  })
})

describe('lt, lte, eq, neq and ranges', () => {
  const closing = (condition: string): string => THREE.replace('{gte: 3}', condition)
  const rows: [string, string, Short[], string[]][] = [
    [
      'hold when the window closes',
      '{eq: 2}',
      [
        [0, 'a'],
        [5000, 'a'],
      ],
      ['10000 [1,2]'],
    ],
    [
      'and not before',
      '{eq: 2}',
      [
        [0, 'a'],
        [5000, 'a'],
        [9000, 'a'],
      ],
      [],
    ],
    [
      'a range is two bounds',
      '{gt: 1, lte: 3}',
      [
        [0, 'a'],
        [1, 'a'],
        [2, 'a'],
      ],
      ['10000 [1,2,3]'],
    ],
    [
      'a range has an end',
      '{gt: 1, lte: 3}',
      [
        [0, 'a'],
        [1, 'a'],
        [2, 'a'],
        [3, 'a'],
      ],
      [],
    ],
    [
      'an event at the very close belongs to the window',
      '{eq: 2}',
      [
        [0, 'a'],
        [10_000, 'a'],
      ],
      ['10000 [1,2]'],
    ],
    [
      'the next window opens with the next event',
      '{eq: 2}',
      [
        [0, 'a'],
        [1, 'a'],
        [10_001, 'a'],
        [10_002, 'a'],
      ],
      ['10000 [1,2]', '20001 [3,4]'],
    ],
  ]
  test.each(rows)('%s', (_, condition, list, expected) =>
    expect(whole(closing(condition), ...list)).toEqual(expected),
  )

  test('silence is told once, with the last event before it', () => {
    expect(whole(SILENT, [0, 'a'], [8000, 'a'], [60_000, 'b'])).toEqual(['20000 [2]'])
  })

  test('what happens after the end of the input is not known to be silence', () => {
    expect(whole(SILENT, [0, 'a'], [8000, 'a'])).toEqual([])
  })

  test('without group-by what never happened is noticed too', () => {
    const never = SILENT.replace('group-by: [host.name]\n', '')
    expect(whole(never, [0, 'b'], [30_000, 'b'])).toEqual(['10000 []'])
  })

  test('silence is noticed by the clock alone, while nothing comes', () => {
    const loaded = loadAll(correlationText(SILENT))
    const correlator = open(loaded)
    feed(correlator, loaded, events([0, 'a']))
    correlator.advance(NOON + 29_999)
    expect(correlator.takeFirings()).toEqual([])
    correlator.advance(NOON + 30_001)
    expect(shown(correlator.takeFirings())).toEqual(['20000 [1]'])
  })

  test('nobody says what did not happen while the platform was away', () => {
    const loaded = loadAll(correlationText(SILENT))
    const problems: Problem[] = []
    const correlator = new Correlator({ ...loaded, report: problem => problems.push(problem) })
    feed(correlator, loaded, events([0, 'a']))
    correlator.resume(NOON + 600_000)
    correlator.advance(NOON + 600_000)
    expect(correlator.takeFirings()).toEqual([])
    expect(problems.map(({ code }) => code)).toEqual(['correlation.not-judged'])
    correlator.advance(NOON + 650_000)
    expect(shown(correlator.takeFirings())).toEqual(['600000 [1]'])
  })
})

describe('rules in order', () => {
  const rows: [string, Short[], string[]][] = [
    [
      'fire',
      [
        [0, 'a'],
        [1, 'b'],
      ],
      ['1 [1,2]'],
    ],
    [
      'fire only in order, to the millisecond',
      [
        [200, 'b'],
        [800, 'a'],
      ],
      [],
    ],
    [
      'whatever the order of the lines',
      [
        [800, 'b'],
        [200, 'a'],
      ],
      ['800 [2,1]'],
    ],
    [
      'at the same time are in order',
      [
        [5, 'b'],
        [5, 'a'],
      ],
      ['5 [2,1]'],
    ],
    ['of one event are in order', [[5, 'ab']], ['5 [1]']],
    [
      'must all be within the timespan',
      [
        [0, 'a'],
        [10_001, 'b'],
      ],
      [],
    ],
    [
      'take the latest that comes before',
      [
        [0, 'a'],
        [9000, 'a'],
        [12_000, 'b'],
      ],
      ['12000 [2,3]'],
    ],
  ]
  test.each(rows)('%s', (_, list, expected) => expect(whole(ORDERED, ...list)).toEqual(expected))
})

describe('rules that must be absent', () => {
  const rows: [string, Short[], string[]][] = [
    [
      'are waited for until the window closes',
      [
        [0, 'a'],
        [4000, 'b'],
      ],
      ['10000 [1,2]'],
    ],
    [
      'spoil it inside the window',
      [
        [0, 'a'],
        [4000, 'b'],
        [10_000, 'c'],
      ],
      [],
    ],
    [
      'spoil it in the timespan before the window',
      [
        [0, 'c'],
        [10_000, 'a'],
        [10_001, 'b'],
      ],
      [],
    ],
    [
      'and no further back',
      [
        [0, 'c'],
        [10_001, 'a'],
        [10_002, 'b'],
      ],
      ['20001 [2,3]'],
    ],
    [
      'nor after its close',
      [
        [0, 'a'],
        [1, 'b'],
        [10_001, 'c'],
      ],
      ['10000 [1,2]'],
    ],
  ]
  test.each(rows)('%s', (_, list, expected) => expect(whole(NOT, ...list)).toEqual(expected))
})

describe('groups', () => {
  test('are told apart ignoring case, and shown as first written', () => {
    const list = events(
      [0, 'a', { group: 'Web-01' }],
      [1, 'a', { group: 'web-01' }],
      [2, 'a', { group: 'WEB-01' }],
    )
    const [firing] = runWhole(loadAll(correlationText(THREE)), list)
    expect(firing?.group).toEqual([{ name: 'host.name', field: 'host.name', value: 'Web-01' }])
  })

  test('do not mix', () => {
    expect(whole(THREE, [0, 'a'], [1, 'a'], [2, 'a', { group: 'web-02' }])).toEqual([])
  })

  test('an event without the field is in none, and counted', () => {
    const loaded = loadAll(correlationText(THREE))
    const problems: Problem[] = []
    const correlator = new Correlator({
      ...loaded,
      report: problem => problems.push(problem),
      latenessMs: 'whole-input',
    })
    for (const event of [{ kinds: 'a' }, { kinds: 'a', 'host.name': '' }] as Event[])
      correlator.see(event, loaded.matcher.match(event), { sequence: 1, receivedMs: 0, source: 'x' })
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual(
      Array(2).fill('correlation.no-group c.yml'),
    )
    expect(problems[0]!.detail).toBe('an event of a has no host.name')
  })

  test('an event with several values is in the group of each', () => {
    const loaded = loadAll(correlationText(THREE))
    const correlator = open(loaded, { latenessMs: 'whole-input' })
    for (let sequence = 1; sequence <= 3; sequence++) {
      const event: Event = { '@timestamp': new Date(NOON).toISOString(), kinds: 'a', 'host.name': ['x', 'y'] }
      correlator.see(event, loaded.matcher.match(event), { sequence, receivedMs: 0, source: 'x' })
    }
    correlator.finish()
    expect(correlator.takeFirings().map(({ groupKey }) => groupKey)).toEqual(['x', 'y'])
  })

  test('long values are told apart to their ends', () => {
    const long = 'x'.repeat(5000)
    const list = events(
      [0, 'a', { group: `${long}1` }],
      [1, 'a', { group: `${long}2` }],
      [2, 'a', { group: `${long}1` }],
      [3, 'a', { group: `${long}1` }],
    )
    expect(shown(runWhole(loadAll(correlationText(THREE)), list))).toEqual(['3 [1,3,4]'])
  })

  test('fields have other names in other rules: aliases', () => {
    const alias = `type: temporal
rules: [a, b]
group-by: [who]
timespan: 10s
aliases:
  who: {a: user.name, b: host.name}`
    expect(whole(alias, [0, 'a', { text: 'lan' }], [1, 'b', { group: 'lan' }])).toEqual(['1 [1,2]'])
    expect(whole(alias, [0, 'a', { text: 'lan' }], [1, 'b', { group: 'web-01' }])).toEqual([])
  })
})

describe('values', () => {
  test('percentiles lie between the two nearest values, as medians do', () => {
    expect(percentileOf([1, 2, 3, 4], 50)).toBe(2.5)
    expect(percentileOf([10, 20], 95)).toBeCloseTo(19.5)
    expect(percentileOf([7], 99)).toBe(7)
    expect(percentileOf([], 50)).toBeUndefined()
  })

  test('distinct values of several fields are distinct together', () => {
    const pairs =
      'type: value_count\nrules: [a]\ntimespan: 10s\ncondition: {gte: 3, field: [user.name, host.name]}'
    const list: Short[] = [
      [0, 'a', { text: 'lan', group: 'x' }],
      [1, 'a', { text: 'lan', group: 'y' }],
      [2, 'a', { text: 'LAN', group: 'y' }],
      [3, 'a', { text: 'hoa', group: 'y' }],
    ]
    expect(whole(pairs, ...list)).toEqual(['3 [1,2,3,4]'])
  })

  test('an event without a number is left out, and counted', () => {
    const sum = 'type: value_sum\nrules: [a]\ntimespan: 10s\ncondition: {gt: 1, field: bytes}'
    const loaded = loadAll(correlationText(sum))
    const problems: Problem[] = []
    const correlator = new Correlator({
      ...loaded,
      report: problem => problems.push(problem),
      latenessMs: 'whole-input',
    })
    for (const bytes of ['many', '2'])
      correlator.see({ kinds: 'a', bytes }, loaded.matcher.match({ kinds: 'a', bytes }), {
        sequence: 1,
        receivedMs: 0,
        source: 'x',
      })
    correlator.finish()
    expect(problems.map(({ code }) => code)).toEqual(['correlation.no-value'])
    expect(correlator.takeFirings()).toHaveLength(1)
  })
})

describe('a correlation over correlations', () => {
  const inner = correlationText(THREE, 'name: many\n')
  const outer = correlationText(
    'type: temporal_ordered\nrules: [many, b]\ngroup-by: [user.name]\ntimespan: 10s',
    '',
    2,
  )

  test('happens when the event that decides it happens, and names all events behind it', () => {
    const list = events([0, 'a'], [1, 'a'], [2, 'a'], [10_002, 'b'])
    expect(shown(runWhole(loadAll(inner, outer), list))).toEqual(['10002 [1,2,3,4]'])
    const late = events([0, 'a'], [1, 'a'], [2, 'a'], [10_003, 'b'])
    expect(runWhole(loadAll(inner, outer), late)).toEqual([])
  })

  test('groups by its own fields, taken from the deciding event', () => {
    const list = events(
      [0, 'a', { text: 'hoa' }],
      [1, 'a'],
      [2, 'a', { text: 'minh' }],
      [3, 'b', { text: 'minh' }],
    )
    expect(shown(runWhole(loadAll(inner, outer), list))).toEqual(['3 [1,2,3,4]'])
  })

  test('silences what it is made of, unless it says generate', () => {
    const loaded = loadAll(inner, outer)
    const correlator = open(loaded)
    expect(loaded.matcher.rules.map(({ summary }) => correlator.raisesAlerts(summary))).toEqual([
      false,
      false,
      true,
    ])
    const generated = loadAll(inner, outer.replace('correlation:\n', 'correlation:\n  generate: true\n'))
    expect(shown(runWhole(generated, events([0, 'a'], [1, 'a'], [2, 'a'])))).toEqual(['2 [1,2,3]'])
    expect(runWhole(loaded, events([0, 'a'], [1, 'a'], [2, 'a']))).toEqual([])
  })
})

test('a building block raises no alerts, whoever refers to it', () => {
  const text = [
    BASE_RULES.replace('name: a\n', 'name: a\nbuilding_block: true\n'),
    correlationText('type: event_count\nrules: [a, b]\ntimespan: 1m\ncondition: {gte: 2}\ngenerate: true'),
  ].join('---\n')
  const { rules, correlations, problems } = loadRules([{ path: 'c.yml', text }])
  expect(problems).toEqual([])
  const raising = (of: typeof correlations): string[] => {
    const correlator = new Correlator({ correlations: of, report: () => {} })
    return rules.filter(({ summary }) => correlator.raisesAlerts(summary)).map(({ name }) => name ?? '')
  }
  expect(raising(correlations)).toEqual(['b', 'c'])
  expect(raising([])).toEqual(['b', 'c'])
  const wrong = text.replace('building_block: true', 'building_block: perhaps')
  expect(loadRules([{ path: 'c.yml', text: wrong }]).problems[0]?.detail).toBe('must be true or false')
})

describe('events as they arrive', () => {
  test('wait for late ones, so that the order of arrival means nothing', () => {
    const loaded = loadAll(correlationText(ORDERED))
    const correlator = open(loaded)
    feed(correlator, loaded, events([1000, 'b'], [500, 'a', { delay: 9000 }]))
    correlator.advance(NOON + 30_000)
    expect(shown(correlator.takeFirings())).toEqual(['1000 [2,1]'])
  })

  test('a future-dated event empties no window; it counts when it was received', () => {
    const loaded = loadAll(correlationText(THREE))
    const problems: Problem[] = []
    const correlator = new Correlator({ ...loaded, report: problem => problems.push(problem) })
    const year = 365 * 86_400_000
    feed(correlator, loaded, events([0, 'a'], [1000 + year, 'a', { delay: -year }], [2000, 'a']))
    correlator.advance(NOON + 20_000)
    expect(shown(correlator.takeFirings())).toEqual(['2000 [1,2,3]'])
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual(['correlation.future-dated web-01'])
  })

  test('a source that is behind is correlated by itself and delays nobody', () => {
    const loaded = loadAll(correlationText(THREE))
    const correlator = open(loaded)
    const day = 86_400_000
    const old = events(...[0, 1, 2, 20_000].map((ms): Short => [ms - day, 'a', { delay: day, group: 'old' }]))
    const now = events([0, 'a'], [1, 'a'], [2, 'a'])
    feed(
      correlator,
      loaded,
      [...old, ...now].toSorted((x, y) => x.time + x.delay - (y.time + y.delay)),
    )
    correlator.advance(NOON + 20_001)
    expect(correlator.takeFirings().map(({ at, groupKey }) => `${groupKey} ${at - NOON}`)).toEqual([
      'web-01 2',
      `old ${2 - day}`,
    ])
  })

  test('what a source sends long after newer events of its own is late, and counted', () => {
    const loaded = loadAll(correlationText(THREE))
    const problems: Problem[] = []
    const correlator = new Correlator({ ...loaded, report: problem => problems.push(problem) })
    const day = 86_400_000
    feed(
      correlator,
      loaded,
      events([-day, 'a', { delay: day }], [-day - 10_001, 'a', { delay: day + 10_001 }]),
    )
    expect(problems.map(({ code }) => code)).toEqual(['correlation.late'])
  })

  test('one wrong date among old events makes none of them late', () => {
    const loaded = loadAll(correlationText(THREE))
    const problems: Problem[] = []
    const correlator = new Correlator({ ...loaded, report: problem => problems.push(problem) })
    const day = 86_400_000
    const list = [0, 1, day / 2, 2].map((ms, place): Short => [ms - day, 'a', { delay: day - ms + place }])
    feed(correlator, loaded, events(...list))
    correlator.advance(NOON + 60_000)
    expect(shown(correlator.takeFirings())).toEqual([`${2 - day} [1,2,4]`])
    expect(problems).toEqual([])
  })
})

describe('state', () => {
  test('is bounded: the groups untouched for longest are forgotten, and counted', () => {
    const loaded = loadAll(correlationText(THREE))
    const problems: Problem[] = []
    const correlator = new Correlator({
      ...loaded,
      report: problem => problems.push(problem),
      latenessMs: 'whole-input',
      maxRuleBytes: 10_000,
    })
    feed(
      correlator,
      loaded,
      events(...Array.from({ length: 100 }, (_, nth): Short => [nth, 'a', { group: `host-${nth}` }])),
    )
    feed(
      correlator,
      loaded,
      events(
        [100, 'a', { group: 'host-99' }],
        [101, 'a', { group: 'host-99' }],
        [102, 'a', { group: 'host-0' }],
      ),
    )
    correlator.finish()
    expect(correlator.takeFirings().map(({ groupKey }) => groupKey)).toEqual(['host-99'])
    expect(correlator.bytes).toBeLessThanOrEqual(10_000)
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['correlation.state-dropped']))
    expect(problems.length).toBeGreaterThan(50)
  })

  test('a correlation that was changed begins anew, the others go on', () => {
    const before = loadAll(correlationText(THREE), correlationText(ORDERED, '', 2))
    const correlator = open(before)
    feed(correlator, before, events([0, 'a'], [1, 'a']))
    const after = loadAll(correlationText(THREE.replace('10s', '11s')), correlationText(ORDERED, '', 2))
    const next = restarted(correlator, after)
    feed(next, after, events([2, 'a', { sequence: 3 }], [3, 'b', { sequence: 4 }]))
    next.advance(NOON + 60_000)
    expect(shown(next.takeFirings())).toEqual(['3 [3,4]'])
  })

  test('of another version, or no state at all, is refused', () => {
    const correlator = open(loadAll(correlationText(THREE)))
    expect(correlator.load({ version: 0 })).toBe('it is of version 0, not 1')
    expect(correlator.load('nonsense')).toBe('it is no snapshot')
  })
})

test('an alert of a correlation is about its group, names its events and says what was found', () => {
  const loaded = loadAll(correlationText(THREE))
  const list = events([0, 'a'], [1, 'a'], [2, 'a'])
  const [firing] = runWhole(loaded, list)
  const alert = makeCorrelationAlert(firing!, eventOf(list[2]!), NOON + 9)
  expect(alert).toMatchObject({
    rule: { title: 'Correlation 1', level: 'high' },
    at: NOON + 2,
    raisedAt: NOON + 9,
    entity: { field: 'host.name', value: 'web-01' },
    matched: [
      { field: 'host.name', value: 'web-01', selection: 'group-by' },
      { field: 'event_count', value: '3', selection: 'gte 3' },
    ],
    event: { 'host.name': 'web-01' },
  })
  expect(alert.eventIds).toHaveLength(3)
  expect(makeCorrelationAlert(firing!, undefined, 0).id).toBe(alert.id)
  expect(makeCorrelationAlert(firing!, undefined, 0).event).toMatchObject({ 'host.name': 'web-01' })
})

function feed(correlator: Correlator, loaded: Loaded, list: readonly Given[]): void {
  for (const given of list) {
    const event = eventOf(given)
    const receivedMs = NOON + given.time + given.delay
    correlator.see(event, loaded.matcher.match(event), {
      sequence: given.sequence,
      receivedMs,
      source: given.group,
    })
  }
}
