// Rules asked of stored events in the order in which they came in, as production asks them: the same matcher, the
// exceptions in force, correlations with the same lateness and course of time. Where the events come from, and when
// it ends, is the caller's business.

import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import type { Exceptions } from '#/correlation/exceptions/exceptions.ts'
import { asRule } from '#/correlation/exceptions/filter-reach.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import { decidingEventId, makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import type { Rule } from '#/correlation/rule.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Alert } from '#/kernel/alert.ts'
import { OWN_FIELDS, textOf, type Event } from '#/kernel/event.ts'
import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import type { SearchHit } from '#/store/event-store.ts'
import { RuleTally, type RuleFindings } from './rule-tally.ts'

export interface BacktestRunOptions {
  /** Rules that are asked; those that correlations look at among them. */
  readonly rules: LoadedRules['rules']
  readonly correlations: LoadedRules['correlations']
  /** Ids of those whose alerts count; undefined: all. */
  readonly subject?: ReadonlySet<string>
  readonly exceptions?: Pick<Exceptions, 'hiding'>
  readonly latenessMs: number
  /** Until when exceptions must last, ms UTC. */
  readonly now: number
}

export interface BacktestProgress {
  readonly events: number
  readonly alerts: number
  readonly hidden: number
}

export interface BacktestRun {
  readonly progress: BacktestProgress
  /** Events in the order of their ids. */
  see(hits: readonly SearchHit[]): void
  /** No more events come. */
  finish(): void
  /** Rules that raised something or had it hidden, most first; `spanMs` of time that was looked at. */
  findings(): { readonly rules: readonly RuleFindings[]; readonly spanMs: number }
}

/** Matched events remembered for the alerts of correlations. */
const REMEMBERED = 10_000

export function createBacktestRun(options: BacktestRunOptions): BacktestRun {
  const { rules, correlations, subject, exceptions, latenessMs, now } = options
  const matcher = createCompiledMatcher(rules)
  const correlator = new Correlator({ correlations, latenessMs, report: () => {} })
  const tallies = new Map<string, RuleTally>()
  const recent = new Map<string, Event>()
  let events = 0
  let alerts = 0
  let hidden = 0
  let first = Infinity
  let last = -Infinity

  /** True when an exception hides the alert; counts it either way. */
  function judge(rule: Rule, alert: Alert, counts: boolean): boolean {
    const isHidden = exceptions !== undefined && exceptions.hiding(rule, alert.event, alert, now).length > 0
    if (!counts || (subject !== undefined && !subject.has(alert.rule.id))) return isHidden
    const tally = tallies.get(alert.rule.id) ?? new RuleTally(alert.rule)
    tallies.set(alert.rule.id, tally)
    if (isHidden) {
      hidden += 1
      tally.hidden += 1
    } else {
      alerts += 1
      tally.add(alert)
    }
    return isHidden
  }

  function judgeFirings(): void {
    for (const firing of correlator.takeFirings()) {
      const deciding = recent.get(decidingEventId(firing) ?? '')
      judge(asRule(firing.correlation), makeCorrelationAlert(firing, deciding, now), true)
    }
  }

  return {
    get progress() {
      return { events, alerts, hidden }
    },
    see(hits) {
      for (const { id, event } of hits) {
        events += 1
        const at = Date.parse(textOf(event, '@timestamp') ?? '')
        if (at < first) first = at
        if (at > last) last = at
        const kept = matcher.match(event).filter(match => {
          const raises = correlator.raisesAlerts(match.rule.summary)
          return !judge(match.rule, makeAlert(match, event, id, now), raises)
        })
        if (correlations.length === 0) continue
        if (kept.length > 0) remember(id, event)
        const [receivedMs, sequence] = [receivedMsOfEventId(id) ?? 0, sequenceOfEventId(id) ?? 0]
        correlator.see(event, kept, { sequence, receivedMs, source: sourceOf(event) })
      }
      judgeFirings()
    },
    finish() {
      correlator.finish()
      judgeFirings()
    },
    findings() {
      const spanMs = last > first ? last - first : 0
      const found = [...tallies.values()].map(tally => tally.findings(spanMs))
      return { rules: found.sort((a, b) => b.alerts - a.alerts || b.hidden - a.hidden), spanMs }
    },
  }

  function remember(id: string, event: Event): void {
    recent.set(id, event)
    if (recent.size <= REMEMBERED) return
    const [oldest] = recent.keys()
    recent.delete(oldest!)
  }
}

/** As the pipeline tells sources apart. */
function sourceOf(event: Event): string {
  return [OWN_FIELDS.listener, OWN_FIELDS.peer, 'host.name']
    .map(field => textOf(event, field) ?? '')
    .join(' ')
}
