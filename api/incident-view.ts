// Incidents, alerts and systems as the console sees them: fields are named one by one, so that nothing
// which the store keeps leaves the platform unless the contract says so.

import type { RuleEnglish } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import {
  INCIDENT_FACTS,
  type Gravity,
  type Handling,
  type Incident,
  type TimelineEntry,
} from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { shownRisk } from '#/kernel/risk.ts'
import type { KeptAlert } from '#/store/state-store.ts'
import type { Platform } from './platform.ts'
import type { AlertView, EventView, IncidentView, SystemView, TimelineView } from './contract/schemas.ts'

/** Shows incidents as of now, with their systems. */
export type ShowIncident = (incident: Incident) => IncidentView

export function createShowIncident(platform: Pick<Platform, 'systems' | 'clock'>): ShowIncident {
  // The register may change while the platform runs: its list is another then.
  let known: readonly MonitoredSystem[] = []
  let byId = new Map<string, SystemView>()
  const systemOf = (id: string): SystemView | null => {
    if (known !== platform.systems) {
      known = platform.systems
      byId = new Map(known.map(system => [system.id, showSystem(system)]))
    }
    return byId.get(id) ?? null
  }
  return incident => ({
    id: incident.id,
    code: incident.code,
    title: incident.title,
    ...(incident.titleEnglish === undefined ? {} : { titleEnglish: incident.titleEnglish }),
    severity: incident.severity,
    status: incident.status,
    family: incident.family,
    system: incident.systemId === null ? null : systemOf(incident.systemId),
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
    origin: incident.origin,
    unitId: incident.unitId,
    description: incident.description,
    detectedAt: incident.detectedAt,
    gravity: incident.gravity === null ? null : showGravity(incident.gravity),
    facts: showFacts(incident.facts),
    affects: [...incident.affects],
    handling: incident.handling === null ? null : showHandling(incident.handling),
    triagedAt: incident.triagedAt,
    containedAt: incident.containedAt,
    resolvedAt: incident.resolvedAt,
    risk: shownRisk(incident.risk, platform.clock.now()),
    mergedInto: incident.mergedInto,
    version: incident.version,
  })
}

function showGravity({ value, at, by, reason }: Gravity) {
  return { value, at, by, reason }
}

function showFacts(facts: Incident['facts']): IncidentView['facts'] {
  return Object.fromEntries(
    INCIDENT_FACTS.flatMap(fact => {
      const known = facts[fact]
      return known === undefined ? [] : [[fact, { at: known.at, by: known.by, reason: known.reason }]]
    }),
  )
}

function showHandling(handling: Handling): NonNullable<IncidentView['handling']> {
  const { self, domesticHelpers, foreignHelpers, coordinatorAsked, damage } = handling
  return {
    self,
    domesticHelpers: [...domesticHelpers],
    foreignHelpers: [...foreignHelpers],
    coordinatorAsked,
    damage,
  }
}

export function showSystem(system: MonitoredSystem): SystemView {
  return { id: system.id, name: system.name, level: system.level, owner: system.owner }
}

/** Beyond the first of an incident, alerts keep no copy of their event: it is empty then, and said so. */
export function showAlert(alert: KeptAlert): AlertView {
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
    event: showEvent(alert.event ?? {}),
    ...(alert.event === null ? { eventKept: false } : {}),
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
  alreadyOmitted = 0,
): { readonly timeline: TimelineView[]; readonly timelineOmitted: number } {
  const alertLines = entries.filter(entry => entry.kind === 'alert')
  const omitted = new Set(alertLines.slice(0, Math.max(0, alertLines.length - maxAlerts)))
  const shown = entries.filter(entry => !omitted.has(entry))
  return { timeline: shown.map(showTimelineEntry), timelineOmitted: alreadyOmitted + omitted.size }
}

function showTimelineEntry(entry: TimelineEntry): TimelineView {
  const { at, by, kind, text, alertId, rule, owner, outcome, reason, parts } = entry
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
    ...(parts === undefined ? {} : { parts: { ...parts } }),
  }
}

function showEntryRule({ title, titleEnglish }: NonNullable<TimelineEntry['rule']>) {
  return { title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }
}

/** The same object: the wire only wants its arrays to be called writable. */
export function showEvent(event: Event): EventView {
  return event as EventView
}
