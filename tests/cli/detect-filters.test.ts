// Filter documents of rule folders in `detect` with correlations: what they hide of base events is not correlated, what
// they hide of firings is not told, as the pipeline and backtests do.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { detect } from '#/cli/detect.ts'
import { prepareDetectRules } from '#/cli/detect-rules.ts'
import { createFiringFilter } from '#/cli/hidden-firings.ts'
import { createBacktestRun } from '#/detection/backtest/backtest-run.ts'
import { eventId } from '#/kernel/ids.ts'
import type { Problem } from '#/kernel/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'detect-filters-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const START = Date.UTC(2026, 10, 29, 10)
const RULES = `title: Failed
id: failed
level: low
logsource: {category: authentication}
detection: {s: {event.outcome: failure}, condition: s}
---
title: Many failed
id: many
level: high
correlation: {type: event_count, rules: [failed], group-by: [user.name], timespan: 1m, condition: {gte: 3}, generate: true}
---
title: Many at two
id: two
level: high
correlation: {type: event_count, rules: [many], group-by: [user.name], timespan: 1h, condition: {gte: 1}}
`
const filter = (id: string, rule: string, selection: string): string =>
  `title: ${id}\nid: ${id}\nfilter: {rules: [${rule}], s: {${selection}}, condition: s}\n`

/** Three failures a user; the last of `an` comes from the scanner. */
const EVENTS = ['an', 'binh'].flatMap((user, place) =>
  [0, 1, 2].map(n => ({
    '@timestamp': new Date(START + place * 3_600_000 + n * 1000).toISOString(),
    'event.category': ['authentication'],
    'event.outcome': 'failure',
    'user.name': user,
    'source.ip': user === 'an' && n === 2 ? '192.0.2.9' : '192.0.2.1',
  })),
)

async function run(filters: string, ...more: string[]) {
  writeFileSync(join(folder, 'rules.yml'), RULES + (filters === '' ? '' : `---\n${filters}`))
  writeFileSync(join(folder, 'events.ndjson'), EVENTS.map(event => JSON.stringify(event)).join('\n'))
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const args = ['--rules', join(folder, 'rules.yml'), '--events', join(folder, 'events.ndjson'), ...more]
  const said = Promise.all([text(stdout), text(stderr)])
  await detect(args, { stdin: new PassThrough(), stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, err] = await said
  const lines = out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as { rule: string }]))
  return { rules: lines.map(({ rule }) => rule), err }
}

/** Alerts by rule as a backtest counts them. */
function backtested(filters: string): Readonly<Record<string, number>> {
  const files = [{ path: 'rules.yml', text: RULES + (filters === '' ? '' : `---\n${filters}`) }]
  const { loaded, exceptions } = prepareDetectRules({
    files,
    placeholders: {},
    routing: true,
    nowMs: START,
  })
  const { rules, correlations } = loaded
  const backtest = createBacktestRun({ rules, correlations, exceptions, latenessMs: 10_000, now: START })
  backtest.see(
    EVENTS.map((event, place) => {
      const receivedMs = Date.parse(event['@timestamp'])
      return { id: eventId(receivedMs, place + 1), ingestedMs: receivedMs, event }
    }),
  )
  backtest.finish()
  return Object.fromEntries(
    backtest.findings().rules.flatMap(({ summary, alerts }) => (alerts === 0 ? [] : [[summary.id, alerts]])),
  )
}

const counted = (ids: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(ids)].map(id => [id, ids.filter(own => own === id).length]))

test.each([
  { name: 'no filter', filters: '', told: { failed: 6, two: 2 }, hid: [] },
  {
    name: 'one on base events keeps them from being counted',
    filters: filter('base', 'failed', 'source.ip: 192.0.2.9'),
    told: { failed: 5, two: 1 },
    hid: ['the filter base hid 1 matches'],
  },
  {
    name: 'one on a correlation asks the event that decided',
    filters: filter('top', 'two', 'source.ip: 192.0.2.9'),
    told: { failed: 6, two: 1 },
    hid: ['the filter top hid 1 matches'],
  },
  {
    name: 'one on an event that did not decide hides nothing',
    filters: filter('top', 'two', 'source.ip: 192.0.2.7'),
    told: { failed: 6, two: 2 },
    hid: [],
  },
  {
    name: 'one on a correlation below does not reach those built on it',
    filters: filter('below', 'many', 'user.name: an'),
    told: { failed: 6, two: 2 },
    hid: [],
  },
  {
    name: 'one on anything hides both',
    filters: filter('any', 'any', 'user.name: binh').replace('[any]', 'any'),
    told: { failed: 3, two: 1 },
    hid: ['the filter any hid 3 matches'],
  },
])('$name', async ({ filters, told, hid }) => {
  const { rules, err } = await run(filters)
  expect(counted(rules)).toEqual(told)
  expect(err.match(/the filter .+ matches/g) ?? []).toEqual(hid)
  expect(backtested(filters)).toEqual(told)
})

test('several threads hide what one hides', async () => {
  const filters = `${filter('base', 'failed', 'user.name: binh')}---\n${filter('top', 'two', 'source.ip: 192.0.2.9')}`
  expect(await run(filters, '--threads', '2')).toEqual(await run(filters))
})

test('events beyond the bound are forgotten and told of', () => {
  const files = [{ path: 'rules.yml', text: `${RULES}---\n${filter('top', 'two', 'source.ip: 192.0.2.9')}` }]
  const prepared = prepareDetectRules({ files, placeholders: {}, routing: true, nowMs: START })
  const { loaded, exceptions } = prepared
  const { correlations } = loaded
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const firings = createFiringFilter({ correlations, exceptions, nowMs: START, report, maxEvents: 2 })
  for (const [line, event] of EVENTS.entries()) firings.see(line, event, [{ rule: loaded.rules[0]! }])
  expect(problems).toHaveLength(4)
  expect(problems[0]).toMatchObject({ code: 'correlation.state-dropped', where: 'filters' })
})
