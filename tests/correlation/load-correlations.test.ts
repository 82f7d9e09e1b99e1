// Correlation documents: what is wrong with one is told with file, line and key; references are found by id and
// name wherever they stand; cases inside them are run.

import { describe, expect, it } from 'vitest'
import { runCorrelationCases } from '#/correlation/correlation-cases.ts'
import { parseRulesCondition } from '#/correlation/correlation-condition.ts'
import { silencedBy } from '#/correlation/link-correlations.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { missingCases } from '#/correlation/rule-cases.ts'
import type { Event } from '#/kernel/event.ts'
import { parseTimespan } from '#/correlation/timespan.ts'
import { BASE_RULES, correlationText, loadAll } from './windows-streams.ts'

const GOOD = 'type: event_count\nrules: [a]\ngroup-by: [host.name]\ntimespan: 5m\ncondition: {gte: 5}'

function told(correlation: string): readonly string[] {
  return loadRules([
    { path: 'c.yml', text: `${BASE_RULES}---\n${correlationText(correlation)}` },
  ]).problems.map(({ code, where, detail }) => `${code} ${where}: ${detail}`)
}

/** The correlation's attributes stand from line 33 on. */
const FIRST = BASE_RULES.split('\n').length + 5

describe('a correlation with a mistake', () => {
  const rows: [string, string, string][] = [
    [
      'of type',
      GOOD.replace('event_count', 'event_sum'),
      `${FIRST}:correlation.type: "event_sum" is none of event_count`,
    ],
    ['without rules', GOOD.replace('rules: [a]\n', ''), `${FIRST}:correlation.rules: names no rule`],
    ['with a rule twice', GOOD.replace('[a]', '[a, a]'), `${FIRST + 1}:correlation.rules: names a twice`],
    [
      'with timeframe',
      GOOD.replace('timespan', 'timeframe'),
      'correlation.timespan: is missing (timeframe is of old',
    ],
    ['of timespan', GOOD.replace('5m', '5min'), `${FIRST + 3}:correlation.timespan: "5min" is no timespan`],
    [
      'of operator',
      GOOD.replace('gte', 'ge'),
      '"ge" is none of gt, gte, lt, lte, eq, neq, field, percentile',
    ],
    ['of number', GOOD.replace('gte: 5', 'gte: many'), 'correlation.condition: gte must be a number'],
    [
      'that can never be true',
      GOOD.replace('gte: 5', 'gt: 5, lt: 3'),
      'gt 5, lt 3 can never be true of a count',
    ],
    ['that is always true', GOOD.replace('gte: 5', 'gte: 0'), 'gte 0 is true of any count'],
    ['of generate', `${GOOD}\ngenerate: "yes"`, `${FIRST + 5}:correlation.generate: must be true or false`],
    ['of aliases', `${GOOD}\naliases: {ip: src}`, 'correlation.aliases: ip must be a map of rule → field'],
    ['without a field', GOOD.replace('event_count', 'value_count'), 'value_count needs field'],
    [
      'with two fields to add up',
      GOOD.replace('event_count', 'value_sum').replace('gte: 5', 'gte: 5, field: [x, y]'),
      'value_sum computes with one field, not with 2',
    ],
    [
      'without a percentile',
      GOOD.replace('event_count', 'value_percentile').replace('gte: 5', 'gte: 5, field: x'),
      'value_percentile needs percentile: 0–100',
    ],
    [
      'of a text over rules',
      GOOD.replace('{gte: 5}', 'a'),
      'a text over rules is for temporal and temporal_ordered',
    ],
    [
      'that asks for more rules than there are',
      GOOD.replace('event_count', 'temporal').replace('[a]', '[a, b]'),
      'gte 5, but there are 2 rules',
    ],
    [
      'with an upper bound in order',
      GOOD.replace('event_count', 'temporal_ordered').replace('[a]', '[a, b]').replace('gte: 5', 'lt: 2'),
      'temporal_ordered has lower bounds only',
    ],
    [
      'that refers to nothing',
      GOOD.replace('[a]', '[z]'),
      'correlation.rules: "z" is neither the id nor the name',
    ],
  ]
  it.each(rows)('%s is told with its place', (_name, correlation, expected) => {
    const problems = told(correlation).filter(problem => !problem.startsWith('rule.lint'))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^rule\.invalid c\.yml:\d+:correlation\./)
    expect(problems[0]).toContain(expected)
  })

  const lints: [string, string, string][] = [
    ['an attribute that means nothing', `${GOOD}\nwindow: 5`, 'correlation.window: is not an attribute'],
    [
      'a field that means nothing',
      GOOD.replace('gte: 5', 'gte: 5, field: x'),
      'field means nothing to event_count',
    ],
    ['a fraction of a count', GOOD.replace('gte: 5', 'gte: 4.5'), 'a count is a whole number'],
    ['an alias that is not used', `${GOOD}\naliases: {ip: {a: src}}`, 'ip is not in group-by'],
    ['a space in a timespan', GOOD.replace('5m', '5 m'), 'write "5m" without a space'],
  ]
  it.each(lints)('%s is remarked', (_name, correlation, expected) => {
    const problems = told(correlation)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^rule\.lint /)
    expect(problems[0]).toContain(expected)
  })
})

it('an alias of the field whose values are counted is used', () => {
  const counted = GOOD.replace('event_count', 'value_count').replace('{gte: 5}', '{field: account, gte: 5}')
  expect(told(`${counted}\naliases: {account: {a: user.name}}`)).toEqual([])
})

describe('references', () => {
  const by = (reference: string): string => GOOD.replace('[a]', `[${reference}]`)

  it('are found by name and by id, in any case', () => {
    expect(told(by('a'))).toEqual([])
    expect(told(by('00000000-0000-4000-8000-00000000000A'))).toEqual([])
  })

  it('are found in other files, and after the correlation', () => {
    const { correlations, problems } = loadRules([
      { path: 'a.yml', text: correlationText(GOOD) },
      { path: 'b.yml', text: BASE_RULES },
    ])
    expect(problems).toEqual([])
    expect(correlations).toHaveLength(1)
  })

  it('may lead over correlations, which come after what they refer to', () => {
    const outer = correlationText(by('inner'), '', 1)
    const inner = correlationText(GOOD, 'name: inner\n', 2)
    const { correlations } = loadAll(outer, inner)
    expect(correlations.map(({ summary }) => summary.title)).toEqual(['Correlation 2', 'Correlation 1'])
    expect([...silencedBy(correlations)].map(id => id.slice(-1)).sort()).toEqual(['2', 'a'])
  })

  it('in a circle are told, as is what builds on them', () => {
    const one = correlationText(by('two'), 'name: one\n', 1)
    const two = correlationText(by('one'), 'name: two\n', 2)
    const { correlations, problems } = loadAll(one, two)
    expect(correlations).toEqual([])
    expect(problems.map(({ detail }) => detail)).toEqual([
      '"one" leads back to this correlation',
      '"two" is a correlation with an error',
    ])
  })

  it('to a name of two rules are told', () => {
    const twice = BASE_RULES.replace('name: b', 'name: a')
    const { problems } = loadRules([{ path: 'c.yml', text: `${twice}---\n${correlationText(GOOD)}` }])
    expect(problems[0]?.detail).toBe('"a" is the name of 2 rules; write the id')
  })
})

describe('a condition over rules', () => {
  const rules = ['a', 'b', 'c']
  it('is spread into what is wanted and what is not', () => {
    expect(parseRulesCondition('a and (b or not c)', rules)).toMatchObject({
      alternatives: [
        { wanted: [0, 1], unwanted: [] },
        { wanted: [0], unwanted: [2] },
      ],
    })
    expect(parseRulesCondition('not (not a or not b) and not c', rules)).toMatchObject({
      alternatives: [{ wanted: [0, 1], unwanted: [2] }],
    })
    expect(parseRulesCondition('all of them', rules)).toMatchObject({
      alternatives: [{ wanted: [0, 1, 2], unwanted: [] }],
    })
  })
  const wrong: [string, string][] = [
    ['a and not a and b and c', 'can never be true'],
    ['a or b or not c', 'would be true where nothing has happened'],
    ['a and b', 'leaves out c of rules'],
    ['a and b and', 'the condition ends where a rule is expected'],
  ]
  it.each(wrong)('%s is refused', (source, reason) => expect(parseRulesCondition(source, rules)).toBe(reason))
})

it('timespans have one length', () => {
  expect(['90s', '15m', '1h', '1d', '1w', '1M', '1y'].map(text => parseTimespan(text))).toEqual(
    [90, 900, 3600, 86_400, 604_800, 2_592_000, 31_536_000].map(seconds => ({ ms: seconds * 1000 })),
  )
  for (const text of ['', '5', '0s', '-5m', '1.5h', '1D', '5min'])
    expect(parseTimespan(text)).toBeTypeOf('string')
})

describe('cases', () => {
  const cases = `cases:
  - name: five in five minutes
    kind: hit
    events:
      - {at: 0s, times: 5, every: 75s, event: {event.module: test, kinds: a, host.name: web-01}}
  - name: four
    kind: near-miss
    events:
      - {at: 0s, times: 4, every: 1500ms, event: {event.module: test, kinds: a, host.name: web-01}}
      - {at: 1m, event: {event.module: test, kinds: a, host.name: web-02}}
  - name: a raw line
    kind: unrelated
    events: [{line: "nothing of note"}]
`
  it('are run on several events with their times', () => {
    const { correlations, problems } = loadAll(correlationText(GOOD, cases))
    expect(problems).toEqual([])
    const results = runCorrelationCases(correlations, line => ({ message: line }))
    expect(results.map(result => result.problem)).toEqual([undefined, undefined, undefined])
    expect(missingCases(correlations[0]!)).toEqual([])
  })

  it('repeat a line with the number of the repetition in it', () => {
    const distinct = GOOD.replace('event_count', 'value_count').replace('{gte', '{field: user.name, gte')
    const text = (times: number): string =>
      `cases:\n  - {name: many, kind: hit, events: [{at: 0s, times: ${times}, every: 1s, line: 'u{n} of {n}'}]}\n`
    const parse = (line: string): Event => ({
      'event.module': 'test',
      kinds: 'a',
      'host.name': 'x',
      'user.name': line,
    })
    const fails = (times: number): boolean =>
      runCorrelationCases(loadAll(correlationText(distinct, text(times))).correlations, parse)[0]!.problem !==
      undefined
    expect([fails(5), fails(4)]).toEqual([false, true])
  })

  it('of a building block are run although it raises no alert', () => {
    const { correlations } = loadAll(correlationText(GOOD, `building_block: true\n${cases}`))
    const results = runCorrelationCases(correlations, line => ({ message: line }))
    expect(results.map(result => result.problem)).toEqual([undefined, undefined, undefined])
  })

  it('that turn out otherwise are told', () => {
    const { correlations } = loadAll(correlationText(GOOD, cases.replace('every: 75s', 'every: 76s')))
    const [result] = runCorrelationCases(correlations, line => ({ message: line }))
    expect(result?.problem).toEqual({
      code: 'rule.case-failed',
      where: 'c.yml',
      detail: '"five in five minutes" is a hit but the correlation did not fire',
    })
  })

  it('of silence say until when nothing else happens', () => {
    const silent = GOOD.replace('gte: 5', 'lt: 1')
    const event = '{at: 0s, event: {event.module: test, kinds: a, host.name: x}}'
    const text = `cases:
  - {name: silent, kind: hit, until: 10m, events: [${event}]}
  - {name: not yet, kind: near-miss, until: 599s, events: [${event}]}
`
    const results = runCorrelationCases(loadAll(correlationText(silent, text)).correlations, () => ({}))
    expect(results.map(({ problem }) => problem)).toEqual([undefined, undefined])
  })

  const wrong: [string, string, string][] = [
    ['without events', '{name: x, kind: hit, line: y}', 'events must be a list'],
    [
      'with a wrong time',
      '{name: x, kind: hit, events: [{at: soon, line: y}]}',
      'events[0] at must be a time such as',
    ],
    [
      'with times but no time',
      '{name: x, kind: hit, events: [{times: 3, line: y}]}',
      'events[0] times needs at',
    ],
    [
      'with neither line nor event',
      '{name: x, kind: hit, events: [{at: 0s}]}',
      'events[0] needs either line or event',
    ],
  ]
  it.each(wrong)('%s are told with their place', (_name, one, expected) => {
    const { problems } = loadAll(correlationText(GOOD, `cases:\n  - ${one}\n`))
    expect(problems[0]?.where).toMatch(/^c\.yml:\d+:cases\[0\]$/)
    expect(problems[0]?.detail).toContain(expected)
  })
})
