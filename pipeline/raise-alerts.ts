// What an event raises: the rules that match it, without what exceptions hide. A rule whose match is hidden did not
// match: correlations do not see it either. What is hidden is counted, never just left out.

import type { Exceptions } from '#/correlation/exceptions/exceptions.ts'
import { makeAlert, subjectOf } from '#/correlation/make-alert.ts'
import type { MatchIndicators } from '#/correlation/match-indicators.ts'
import type { Match, Matcher } from '#/correlation/rule.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import type { Event } from '#/kernel/event.ts'

export interface RaisingStages {
  /** Replaced when rules are loaded anew; between batches, since a batch is read in one go. */
  matcher: Matcher
  /** Replaced when the indicators change. */
  matchIndicators: MatchIndicators
  /** Exceptions in force for the rules of `matcher`. */
  readonly exceptions: () => Pick<Exceptions, 'hiding'>
  /** Hears of every event. */
  readonly onEvent: (event: Event) => void
  /** Hears of every match of a rule. */
  readonly onHit: (ruleId: string, isHidden: boolean) => void
}

/** One match that exceptions hide, under each of them. */
export type Hidden = Omit<HiddenAlerts, 'alerts'>

export interface Raised {
  /** Matches of rules that no exception hides, in the order of the rules. */
  readonly matches: readonly Match[]
  /** One for each of them, without those of building blocks. */
  readonly alerts: readonly Alert[]
  readonly hidden: readonly Hidden[]
}

/** `now` in ms UTC: when the alerts are raised, and until when exceptions must last. */
export function raiseAlerts(event: Event, eventId: string, stages: RaisingStages, now: number): Raised {
  stages.onEvent(event)
  const found = stages.matcher.match(event)
  const indicated = stages.matchIndicators(event)
  if (found.length + indicated.length === 0) return NOTHING
  const exceptions = stages.exceptions()
  const matches: Match[] = []
  const alerts: Alert[] = []
  const hidden: Hidden[] = []
  for (const match of found) {
    const { id: ruleId, buildingBlock } = match.rule.summary
    const subject = subjectOf(match, event)
    const hiding = exceptions.hiding(match.rule, event, subject, now)
    stages.onHit(ruleId, hiding.length > 0)
    for (const { id } of hiding)
      hidden.push({ exceptionId: id, lastAt: now, lastRule: ruleId, lastEvent: eventId })
    if (hiding.length > 0) continue
    matches.push(match)
    // Building blocks match most of the traffic, so no alert is made only to be left out.
    if (buildingBlock !== true) alerts.push(makeAlert(match, event, eventId, now, subject))
  }
  for (const match of indicated) alerts.push(makeAlert(match, event, eventId, now))
  return { matches, alerts, hidden }
}

const NOTHING: Raised = { matches: [], alerts: [], hidden: [] }

/** One line for each exception, with the last of what it hid. */
export function countHidden(hidden: readonly Hidden[]): readonly HiddenAlerts[] {
  const counts = new Map<string, HiddenAlerts>()
  for (const one of hidden)
    counts.set(one.exceptionId, { ...one, alerts: (counts.get(one.exceptionId)?.alerts ?? 0) + 1 })
  return [...counts.values()]
}
