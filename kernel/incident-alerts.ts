// What an incident takes from its alerts: title, severity, rules, tags, span and number. Used when an alert
// joins (correlation/group-alert.ts) and when incidents are merged and split (incidents/reshape.ts).

import type { Alert, RuleSummary } from './alert.ts'
import type { Incident, Mau05Kind } from './incident.ts'
import { maxSeverity, severityRank } from './severity.ts'

/** The fields of an incident that its alerts alone decide. */
export const ALERT_FIELDS = [
  'title',
  'titleEnglish',
  'severity',
  'ruleIds',
  'tags',
  'cites',
  'alertCount',
  'firstSeen',
  'lastSeen',
] as const satisfies readonly (keyof Incident)[]

/** The incident with one alert more; version and times of change are the caller's business. */
export function withAlert(incident: Incident, alert: Pick<Alert, 'rule' | 'at' | 'entity'>): Incident {
  const { rule, at } = alert
  const worse = severityRank(rule.level) > severityRank(incident.severity)
  const { title, titleEnglish, ...rest } = incident
  return {
    ...rest,
    // Both titles are of the same rule, or there is only one.
    ...(worse ? titlesOf(alert) : { title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }),
    severity: maxSeverity(incident.severity, rule.level),
    ruleIds: union(incident.ruleIds, [rule.id]),
    tags: union(incident.tags, rule.tags),
    cites: union(incident.cites, rule.cites),
    alertCount: incident.alertCount + 1,
    firstSeen: incident.alertCount === 0 ? at : Math.min(incident.firstSeen, at),
    lastSeen: incident.alertCount === 0 ? at : Math.max(incident.lastSeen, at),
    mau05: incident.mau05 ?? mau05Of(rule.tags),
  }
}

export function titlesOf({
  rule,
  entity,
}: Pick<Alert, 'rule' | 'entity'>): Pick<Incident, 'title' | 'titleEnglish'> {
  const title = `${rule.title}: ${entity.value}`
  return rule.english === undefined
    ? { title }
    : { title, titleEnglish: `${rule.english.title}: ${entity.value}` }
}

/** The kind that a rule's tags name; a person decides at triage. */
export function mau05Of(tags: readonly string[]): Mau05Kind | null {
  const kind = tags.map(tag => /^mau05\.([1-9]|10)$/.exec(tag)?.[1]).find(found => found !== undefined)
  return kind === undefined ? null : (Number(kind) as Mau05Kind)
}

/** The known ones and those added, each once; the same list when nothing is new. */
export function union(known: readonly string[], added: readonly string[]): readonly string[] {
  const missing = added.filter(item => !known.includes(item))
  return missing.length === 0 ? known : [...known, ...missing]
}

/** How many alerts of one rule an incident has, and when. */
export interface RuleShare {
  readonly rule: RuleSummary
  readonly count: number
  readonly firstSeen: number
  readonly lastSeen: number
}
