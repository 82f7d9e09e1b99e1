// Runs the test cases that correlations carry: each correlation alone, with the rules and correlations that it
// refers to, over the events of one case as over a whole input.

import { isoTime } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { CorrelationCase, LoadedCorrelation } from './correlation-rule.ts'
import type { LoadedRule } from './loaded-rule.ts'
import { createCompiledMatcher } from './compiled/compiled-matcher.ts'
import type { Matcher } from './rule.ts'
import { Correlator } from './windows/correlator.ts'

export interface CorrelationCaseResult {
  readonly rule: LoadedCorrelation
  readonly case: CorrelationCase
  readonly problem?: Problem
}

/** Stands in a line for the number of its repetition, from 1: a case about many addresses is one line. */
const NUMBER = '{n}'

/** When cases begin. */
const CASE_BEGINS = Date.UTC(2026, 10, 22, 2)

/** Runs all cases; `parseLine` reads a raw log line as a file listener would. */
export function runCorrelationCases(
  correlations: readonly LoadedCorrelation[],
  parseLine: (line: string) => Event,
): readonly CorrelationCaseResult[] {
  return correlations.flatMap(correlation => {
    if (correlation.cases.length === 0) return []
    const parts = partsOf(speakingUp(correlation))
    const matcher = createCompiledMatcher([...parts.rules])
    return correlation.cases.map((one): CorrelationCaseResult => {
      const fired = firesIn(one, correlation, [...parts.correlations], matcher, parseLine)
      if (fired === (one.kind === 'hit')) return { rule: correlation, case: one }
      const detail = `"${one.name}" is a ${one.kind} but the correlation ${fired ? 'fired' : 'did not fire'}`
      const problem = { code: 'rule.case-failed', where: correlation.path, detail } as const
      return { rule: correlation, case: one, problem }
    })
  })
}

function firesIn(
  one: CorrelationCase,
  correlation: LoadedCorrelation,
  correlations: readonly LoadedCorrelation[],
  matcher: Matcher,
  parseLine: (line: string) => Event,
): boolean {
  const correlator = new Correlator({ correlations, report: () => {}, latenessMs: 'whole-input' })
  let sequence = 0
  const see = (event: Event): void =>
    correlator.see(event, matcher.match(event), {
      sequence: ++sequence,
      receivedMs: CASE_BEGINS,
      source: 'case',
    })
  for (const { atMs, times, everyMs, event, line } of one.events) {
    const isNumbered = line?.includes(NUMBER) === true
    const same = isNumbered ? undefined : (event ?? parseLine(line ?? ''))
    for (let time = 0; time < times; time++) {
      const of = same ?? parseLine(line!.replaceAll(NUMBER, String(time + 1)))
      see(atMs === undefined ? of : { ...of, '@timestamp': isoTime(CASE_BEGINS + atMs + time * everyMs) })
    }
  }
  if (one.untilMs !== undefined) see({ '@timestamp': isoTime(CASE_BEGINS + one.untilMs) })
  correlator.finish()
  return correlator.takeFirings().some(firing => firing.correlation.summary.id === correlation.summary.id)
}

/** The correlation as one that raises alerts, also when it is only part of others. */
function speakingUp({ summary, ...correlation }: LoadedCorrelation): LoadedCorrelation {
  const { buildingBlock, ...rest } = summary
  return { ...correlation, summary: buildingBlock === undefined ? summary : rest }
}

/** Everything that a correlation is made of, itself last. */
function partsOf(
  correlation: LoadedCorrelation,
  found = { rules: new Set<LoadedRule>(), correlations: new Set<LoadedCorrelation>() },
): { readonly rules: ReadonlySet<LoadedRule>; readonly correlations: ReadonlySet<LoadedCorrelation> } {
  for (const member of correlation.members) {
    if (member.kind === 'rule') found.rules.add(member.rule)
    else partsOf(member.correlation, found)
  }
  found.correlations.add(correlation)
  return found
}
