// `npm run -s bench -- exceptions --rules DIR… --events FILE[.gz] [--count 5000]`: what exceptions cost. They are asked
// only of matches, so the matches of the events are collected first and then asked again and again: with exceptions
// spread over all rules, with as many on the rule that matches most, and with as many that say any. None of them
// hides anything, so that each match is asked all the way. CPU time of the thread, the least of several rounds.

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseArgs } from 'node:util'
import { readJsonEvent } from '#/cli/json-events.ts'
import { readRuleFiles } from '#/cli/rule-files.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { prepareExceptions, type RuleException } from '#/correlation/exceptions/exceptions.ts'
import { nameRules } from '#/correlation/exceptions/filter-reach.ts'
import { loadFilterText } from '#/correlation/exceptions/load-filters.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'

const ROUNDS = 5
/** Times that all matches are asked until everything is compiled, and in one round: there are few of them. */
const WARM_UP = 60
const REPEATS = 100
const NO_SCOPE = { tags: [], systems: [], entity: null }

export async function exceptionsBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rules: { type: 'string', multiple: true },
      events: { type: 'string' },
      count: { type: 'string', default: '5000' },
    },
  })
  const folders = [...(values.rules ?? []), ...positionals]
  const path = values.events
  if (folders.length === 0 || path === undefined)
    return { bench: 'exceptions', skipped: 'name --rules DIR and --events FILE' }
  const count = Number(values.count)
  const { rules } = loadRules(await readRuleFiles(folders))
  const bytes = readFileSync(path)
  const events = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => readJsonEvent(line))
    .filter(event => typeof event !== 'string')
  const plain = createCompiledMatcher(rules)
  const found = events.flatMap(event =>
    plain.match(event).map(match => ({ match, event, alert: makeAlert(match, event, '', 0) })),
  )
  const hits = new Map<string, number>()
  for (const { match } of found) hits.set(match.rule.summary.id, (hits.get(match.rule.summary.id) ?? 0) + 1)
  const [busiest, busiestHits] = [...hits].sort(([, a], [, b]) => b - a)[0] ?? ['', 0]

  const read = performance.now()
  const spread = made(count, n => `[${rules[n % rules.length]!.summary.id}]`)
  const readMs = performance.now() - read
  const named = nameRules(rules)
  const prepare = performance.now()
  const withSpread = prepareExceptions(spread, named)
  const prepareMs = performance.now() - prepare
  const settings = {
    spread: withSpread,
    onOneRule: prepareExceptions(
      made(count, () => `[${busiest}]`),
      named,
    ),
    onAnyRule: prepareExceptions(
      made(count, () => 'any'),
      named,
    ),
  }
  const evaluateMs = least(() => events.forEach(event => plain.match(event)))
  const micros: Record<string, number> = {}
  const slowestMs: Record<string, number> = {}
  for (const [name, exceptions] of Object.entries(settings)) {
    const ask = (): void =>
      found.forEach(({ match, event, alert }) => exceptions.hiding(match.rule, event, alert, 0))
    let slowest = 0
    for (const { match, event, alert } of Array.from({ length: WARM_UP }, () => found).flat()) {
      const began = performance.now()
      exceptions.hiding(match.rule, event, alert, 0)
      slowest = Math.max(slowest, performance.now() - began)
    }
    slowestMs[name] = Math.round(slowest * 10) / 10
    const often = (): void => {
      for (let turn = 0; turn < REPEATS; turn += 1) ask()
    }
    micros[name] = Math.round((least(often) / (found.length * REPEATS)) * 10_000) / 10
  }
  return {
    bench: 'exceptions',
    exceptions: count,
    rules: rules.length,
    events: events.length,
    matches: found.length,
    busiestRuleMatches: busiestHits,
    readMs: Math.round(readMs),
    prepareMs: Math.round(prepareMs),
    /** Of single matches from the very first on, wall time: what is compiled is compiled meanwhile. */
    slowestMs,
    microsPerMatch: micros,
    microsPerEventWithout: Math.round((evaluateMs / events.length) * 10_000) / 10,
    timesWithout: Object.fromEntries(
      Object.entries(micros).map(([name, each]) => [
        name,
        Math.round((1 + (each * found.length) / (evaluateMs * 1000)) * 10_000) / 10_000,
      ]),
    ),
  }
}

function made(count: number, rulesOf: (n: number) => string): readonly RuleException[] {
  return Array.from({ length: count }, (_, n) => {
    const text = `title: t\nid: x${n}\nfilter: {rules: ${rulesOf(n)}, s: {User|contains: 'svc-${n}-', Image|endswith: '\\agent-${n}.exe'}, condition: s}\n`
    const { filter } = loadFilterText(text)
    return { id: `x${n}`, title: 't', filter: filter!, scope: NO_SCOPE, expiresAt: null }
  })
}

/** CPU ms of the work, the least of several rounds. */
function least(work: () => void): number {
  let ms = Infinity
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(began)
    ms = Math.min(ms, (user + system) / 1000)
  }
  return ms
}
