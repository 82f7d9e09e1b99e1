// Alerts become incidents: those of one family on one entity of one system, within a window, are one incident.
//
// The store finds the open incident and calls this inside its transaction; here is decided whether the alert
// joins it or opens a new one, and the reason is written into the history. A closed incident is never reopened
// by an alert. Late alerts count by the distance to the incident's span, so the order of arrival does not
// matter much.

import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import { UNJUDGED, type Incident, type TimelineEntry } from '#/kernel/incident.ts'
import { mau05Of, titlesOf, withAlert } from '#/kernel/incident-alerts.ts'

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

/** Puts the alert where it belongs; `now` in ms UTC. `open` is one of the same group, or none. */
export function groupAlert(
  alert: Alert,
  open: Incident | undefined,
  nextCode: () => string,
  now: number,
  grouping: Grouping = DEFAULT_GROUPING,
): GroupedAlert {
  if (open !== undefined && belongs(alert, open, grouping)) return join(alert, open, now, grouping)
  return begin(alert, nextCode(), now)
}

/** Key and place are the store's business: an incident also takes the alerts of those merged into it. */
function belongs(alert: Alert, open: Incident, { windowMs }: Grouping): boolean {
  return (
    open.status !== 'closed' && alert.at <= open.lastSeen + windowMs && alert.at >= open.firstSeen - windowMs
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

function join(alert: Alert, open: Incident, now: number, grouping: Grouping): GroupedAlert {
  const incident = { ...withAlert(open, alert), updatedAt: now, version: open.version + 1 }
  const reason = reasonOf(alert, open, grouping)
  const entry = entryOf(alert, 'alert', now)
  return { incident, entry: { ...entry, text: `${entry.text}. ${reason.text}`, parts: reason.parts } }
}

/** Why the alert is here: same entity, system and family of rules, and near in time. */
function reasonOf(alert: Alert, open: Incident, { windowMs }: Grouping) {
  const isOwn =
    open.family === alert.rule.family &&
    open.systemId === alert.systemId &&
    open.entity.field === alert.entity.field &&
    open.entity.value === alert.entity.value
  const gapMs = Math.max(0, alert.at - open.lastSeen, open.firstSeen - alert.at)
  const minutes = (ms: number): string => String(Math.round(ms / 60_000))
  const near = `cách ${minutes(gapMs)} phút, trong ${minutes(windowMs)} phút`
  const system = alert.systemId === null ? 'không thuộc hệ thống nào' : `hệ thống ${alert.systemId}`
  const same = `cùng ${alert.entity.field} ${alert.entity.value}, ${system}, nhóm quy tắc ${alert.rule.family}`
  const text = isOwn
    ? `Lý do gộp: ${same}; ${near}`
    : `Lý do gộp: thuộc sự cố đã gộp vào đây (${same}); ${near}`
  const parts = {
    grouped: isOwn ? 'key' : 'merged',
    family: alert.rule.family,
    entityField: alert.entity.field,
    entityValue: alert.entity.value,
    ...(alert.systemId === null ? {} : { systemId: alert.systemId }),
    gapMinutes: minutes(gapMs),
    windowMinutes: minutes(windowMs),
  }
  return { text, parts }
}

function entryOf(alert: Alert, kind: 'created' | 'alert', now: number): TimelineEntry {
  const verb = kind === 'created' ? 'Mở sự cố từ cảnh báo' : 'Thêm cảnh báo'
  const { title, english } = alert.rule
  const text = `${verb}: ${title} (${alert.entity.field} ${alert.entity.value})`
  const rule = english === undefined ? { title } : { title, titleEnglish: english.title }
  return { at: now, by: 'thapcanh', kind, text, alertId: alert.id, rule }
}
