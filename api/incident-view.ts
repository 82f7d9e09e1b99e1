// Incidents, alerts and systems as the console sees them: fields are named one by one, so that nothing
// which the store keeps leaves the platform unless the contract says so.

import type { Alert, RuleEnglish } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { AlertView, EventView, IncidentView, SystemView, TimelineView } from './contract/schemas.ts'

/** Shows incidents with the systems of the current configuration. */
export type ShowIncident = (incident: Incident) => IncidentView

export function createShowIncident(systems: readonly MonitoredSystem[]): ShowIncident {
  const byId = new Map(systems.map(system => [system.id, showSystem(system)]))
  return incident => ({
    id: incident.id,
    code: incident.code,
    title: incident.title,
    ...(incident.titleEnglish === undefined ? {} : { titleEnglish: incident.titleEnglish }),
    severity: incident.severity,
    status: incident.status,
    family: incident.family,
    system: incident.systemId === null ? null : (byId.get(incident.systemId) ?? null),
    systemId: incident.systemId,
    entity: { field: incident.entity.field, value: incident.entity.value },
    ruleIds: [...incident.ruleIds],
    tags: [...incident.tags],
    cites: [...incident.cites],
    alertCount: incident.alertCount,
    firstSeen: incident.firstSeen,
    lastSeen: incident.lastSeen,
    createdAt: incident.createdAt,
    updatedAt: incident.updatedAt,
    owner: incident.owner,
    acknowledgedAt: incident.acknowledgedAt,
    closedAt: incident.closedAt,
    disposition: incident.disposition,
    mau05: incident.mau05,
    version: incident.version,
  })
}

export function showSystem(system: MonitoredSystem): SystemView {
  return { id: system.id, name: system.name, level: system.level, owner: system.owner }
}

export function showAlert(alert: Alert): AlertView {
  const { rule } = alert
  return {
    id: alert.id,
    at: alert.at,
    rule: {
      id: rule.id,
      title: rule.title,
      author: rule.author,
      level: rule.level,
      description: rule.description,
      family: rule.family,
      tags: [...rule.tags],
      cites: [...rule.cites],
      falsePositives: [...rule.falsePositives],
      ...(rule.english === undefined ? {} : { english: showEnglish(rule.english) }),
      ...(rule.response === undefined ? {} : { response: rule.response }),
    },
    eventIds: [...alert.eventIds],
    matched: alert.matched.map(({ field, value, selection }) => ({ field, value, selection })),
    event: showEvent(alert.event),
  }
}

function showEnglish({ title, description, response, falsePositives }: RuleEnglish) {
  return {
    title,
    description,
    ...(response === undefined ? {} : { response }),
    ...(falsePositives === undefined ? {} : { falsePositives: [...falsePositives] }),
  }
}

/** The history with all that people did and the newest `maxAlerts` lines of alerts; the rest is counted. */
export function showTimeline(
  entries: readonly TimelineEntry[],
  maxAlerts: number,
): { readonly timeline: TimelineView[]; readonly timelineOmitted: number } {
  const alertLines = entries.filter(entry => entry.kind === 'alert')
  const omitted = new Set(alertLines.slice(0, Math.max(0, alertLines.length - maxAlerts)))
  const shown = entries.filter(entry => !omitted.has(entry))
  return { timeline: shown.map(showTimelineEntry), timelineOmitted: omitted.size }
}

function showTimelineEntry(entry: TimelineEntry): TimelineView {
  const { at, by, kind, text, alertId, rule, owner, outcome, reason } = entry
  return {
    at,
    by,
    kind,
    text,
    ...(alertId === undefined ? {} : { alertId }),
    ...(rule === undefined ? {} : { rule: showEntryRule(rule) }),
    ...(owner === undefined ? {} : { owner: { before: owner.before, after: owner.after } }),
    ...(outcome === undefined ? {} : { outcome: { disposition: outcome.disposition, mau05: outcome.mau05 } }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function showEntryRule({ title, titleEnglish }: NonNullable<TimelineEntry['rule']>) {
  return { title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }
}

/** The same object: the wire only wants its arrays to be called writable. */
export function showEvent(event: Event): EventView {
  return event as EventView
}
