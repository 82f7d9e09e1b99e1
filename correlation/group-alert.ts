// Alerts become incidents: those of one family on one entity of one system, within a window, are one incident.
//
// The store finds the open incident and calls this inside its transaction; here is decided whether the alert
// joins it or opens a new one. A closed incident is never reopened by an alert. Late alerts count by the
// distance to the incident's span, so the order of arrival does not matter much.

import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import { UNJUDGED, type Incident, type Mau05Kind, type TimelineEntry } from '#/kernel/incident.ts'
import { maxSeverity, severityRank } from '#/kernel/severity.ts'

export interface Grouping {
  /** How long after its last alert an incident still takes new ones. */
  readonly windowMs: number
}

export const DEFAULT_GROUPING: Grouping = { windowMs: 60 * 60 * 1000 }

export interface GroupedAlert {
  readonly incident: Incident
  readonly entry: TimelineEntry
}

/** The grouping as the state store calls it: inside its transaction, once per new alert. */
export function createIncidentFold(
  options: Grouping & { readonly clock: Clock },
): (alert: Alert, open: Incident | undefined, nextCode: () => string) => GroupedAlert {
  return (alert, open, nextCode) => groupAlert(alert, open, nextCode, options.clock.now(), options)
}

/** Puts the alert where it belongs; `now` in ms UTC. `open` may be any incident of the same group, or none. */
export function groupAlert(
  alert: Alert,
  open: Incident | undefined,
  nextCode: () => string,
  now: number,
  grouping: Grouping = DEFAULT_GROUPING,
): GroupedAlert {
  if (open !== undefined && belongs(alert, open, grouping)) return join(alert, open, now)
  return begin(alert, nextCode(), now)
}

function belongs(alert: Alert, open: Incident, { windowMs }: Grouping): boolean {
  return (
    open.status !== 'closed' &&
    open.family === alert.rule.family &&
    open.systemId === alert.systemId &&
    open.entity.field === alert.entity.field &&
    open.entity.value === alert.entity.value &&
    alert.at <= open.lastSeen + windowMs &&
    alert.at >= open.firstSeen - windowMs
  )
}

function begin(alert: Alert, code: string, now: number): GroupedAlert {
  const { rule } = alert
  const incident: Incident = {
    // The alert that opens an incident names it, so that a repeat after a crash makes the same one.
    id: alert.id,
    code,
    ...titlesOf(alert),
    severity: rule.level,
    status: 'new',
    family: rule.family,
    systemId: alert.systemId,
    entity: alert.entity,
    ruleIds: [rule.id],
    tags: rule.tags,
    cites: rule.cites,
    alertCount: 1,
    firstSeen: alert.at,
    lastSeen: alert.at,
    createdAt: now,
    updatedAt: now,
    owner: null,
    acknowledgedAt: null,
    closedAt: null,
    disposition: null,
    mau05: mau05Of(rule.tags),
    ...UNJUDGED,
    origin: 'alerts',
    detectedAt: now,
    risk: { value: 0, at: now },
    version: 1,
  }
  return { incident, entry: entryOf(alert, 'created', now) }
}

function join(alert: Alert, open: Incident, now: number): GroupedAlert {
  const { rule } = alert
  const worse = severityRank(rule.level) > severityRank(open.severity)
  const { title, titleEnglish, ...rest } = open
  const incident: Incident = {
    ...rest,
    // Both titles are of the same rule, or there is only one.
    ...(worse ? titlesOf(alert) : { title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }),
    severity: maxSeverity(open.severity, rule.level),
    ruleIds: union(open.ruleIds, [rule.id]),
    tags: union(open.tags, rule.tags),
    cites: union(open.cites, rule.cites),
    alertCount: open.alertCount + 1,
    firstSeen: Math.min(open.firstSeen, alert.at),
    lastSeen: Math.max(open.lastSeen, alert.at),
    updatedAt: now,
    mau05: open.mau05 ?? mau05Of(rule.tags),
    version: open.version + 1,
  }
  return { incident, entry: entryOf(alert, 'alert', now) }
}

function titlesOf({ rule, entity }: Alert): Pick<Incident, 'title' | 'titleEnglish'> {
  const title = `${rule.title}: ${entity.value}`
  return rule.english === undefined
    ? { title }
    : { title, titleEnglish: `${rule.english.title}: ${entity.value}` }
}

function entryOf(alert: Alert, kind: 'created' | 'alert', now: number): TimelineEntry {
  const verb = kind === 'created' ? 'Mở sự cố từ cảnh báo' : 'Thêm cảnh báo'
  const { title, english } = alert.rule
  const text = `${verb}: ${title} (${alert.entity.field} ${alert.entity.value})`
  const rule = english === undefined ? { title } : { title, titleEnglish: english.title }
  return { at: now, by: 'thapcanh', kind, text, alertId: alert.id, rule }
}

/** The kind that the rule proposes; a person decides when the incident is closed. */
function mau05Of(tags: readonly string[]): Mau05Kind | null {
  const kind = tags.map(tag => /^mau05\.(\d{1,2})$/.exec(tag)?.[1]).find(found => found !== undefined)
  return kind === undefined ? null : (Number(kind) as Mau05Kind)
}

function union(known: readonly string[], added: readonly string[]): readonly string[] {
  const missing = added.filter(item => !known.includes(item))
  return missing.length === 0 ? known : [...known, ...missing]
}
