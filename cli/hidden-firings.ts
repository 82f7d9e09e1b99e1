// Filter documents of `detect` held against firings of correlations, as production holds exceptions against their
// alerts: they look at the event that decided. Firings come when the input has ended, so the events that may decide
// one are remembered until then, in bounded number, and only when a filter reaches a correlation at all.

import type { Exceptions } from '#/correlation/exceptions/exceptions.ts'
import { asRule } from '#/correlation/exceptions/filter-reach.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import type { Match } from '#/correlation/rule.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'

export interface FiringFilter {
  /** A line of the input with the rules that matched it. */
  see(line: number, event: Event, matches: readonly Pick<Match, 'rule'>[]): void
  /** Ids of the filters that hide the firing; empty: it is told. */
  hiding(firing: Firing): readonly string[]
}

export interface FiringFilterOptions {
  readonly correlations: readonly LoadedCorrelation[]
  readonly exceptions: Pick<Exceptions, 'hiding' | 'reaching'>
  /** Until when filters must last, ms UTC. */
  readonly nowMs: number
  readonly report: ReportProblem
  /** Events remembered; for tests. */
  readonly maxEvents?: number
}

export function createFiringFilter(options: FiringFilterOptions): FiringFilter {
  const { correlations, exceptions, nowMs, report, maxEvents = LIMITS.maxFilteredFiringEvents } = options
  const reached = correlations.filter(({ summary }) => exceptions.reaching(summary.id).length > 0)
  const feeding = new Set(reached.flatMap(rulesBelow))
  const events = new Map<number, Event>()
  return {
    see(line, event, matches) {
      if (!matches.some(({ rule }) => feeding.has(rule.summary.id))) return
      events.set(line, event)
      if (events.size <= maxEvents) return
      const [oldest] = events.keys()
      events.delete(oldest!)
      const detail = `more than ${maxEvents} events may decide correlations that filters reach; of the oldest only the group is known`
      report({ code: 'correlation.state-dropped', where: 'filters', detail })
    },
    hiding(firing) {
      const rule = asRule(firing.correlation)
      if (exceptions.reaching(rule.summary.id).length === 0) return []
      const alert = makeCorrelationAlert(firing, events.get(firing.events.at(-1)?.sequence ?? -1), nowMs)
      return exceptions.hiding(rule, alert.event, alert, nowMs).map(({ id }) => id)
    },
  }
}

/** Ids of the rules that a correlation looks at, by itself or by correlations that it is built on. */
function rulesBelow({ members }: LoadedCorrelation): readonly string[] {
  return members.flatMap(member =>
    member.kind === 'rule' ? [member.rule.summary.id] : rulesBelow(member.correlation),
  )
}
