// Backtests as the console shows them.

import type { BacktestBody, BacktestLine, BacktestRuleView, BacktestView } from '#/api/contract/backtests.ts'
import type { Problem } from '#/kernel/problem.ts'
import { nameRule } from '#/pipeline/exception-shelf.ts'
import type { BacktestFindings } from './backtest-thread.ts'
import { alertsPerDay } from './noise.ts'
import type { RuleFindings } from './rule-tally.ts'

/** One backtest as it goes on. */
export interface Backtest {
  readonly id: string
  readonly by: string
  readonly body: BacktestBody
  readonly startedAt: number
  state: BacktestView['state']
  endedAt: number | null
  /** Rules that are asked. */
  rules: number
  problems: readonly Problem[]
  /** 0–1. */
  done: number
  eventsPerSecond: number
  findings: BacktestFindings
  /** False: a limit ended it. */
  complete: boolean
  /** Time of receipt of the last event that was looked at, ms UTC. */
  reachedMs: number | null
  error: string | null
}

export function showBacktestLine(backtest: Backtest): BacktestLine {
  const { id, state, by, startedAt, endedAt, body, rules, complete, reachedMs, error, findings } = backtest
  const { events, alerts, hidden, spanMs } = findings
  return {
    id,
    state,
    by,
    startedAt,
    endedAt,
    fromMs: body.fromMs,
    toMs: body.toMs,
    exceptions: body.exceptions,
    rules,
    progress: { done: backtest.done, events, alerts, eventsPerSecond: backtest.eventsPerSecond },
    complete,
    reachedMs,
    error,
    totals: { alerts, hidden, alertsPerDay: alertsPerDay(alerts, spanMs) },
  }
}

export function showBacktest(backtest: Backtest): BacktestView {
  return {
    ...showBacktestLine(backtest),
    problems: backtest.problems.map(({ code, where, detail }) => ({ code, where, detail })),
    results: backtest.findings.rules.map(showFindings),
  }
}

/** What one rule would have raised. */
export function showFindings({
  summary,
  perDay,
  systems,
  entities,
  samples,
  ...rest
}: RuleFindings): BacktestRuleView {
  return {
    rule: { ...nameRule({ summary }), level: summary.level },
    ...rest,
    perDay: perDay.map(one => ({ ...one })),
    systems: systems.map(one => ({ ...one })),
    entities: entities.map(one => ({ ...one })),
    samples: samples.map(({ eventIds, matched, entity, ...sample }) => ({
      ...sample,
      entity: { ...entity },
      eventIds: [...eventIds],
      matched: matched.map(one => ({ ...one })),
    })),
  }
}
