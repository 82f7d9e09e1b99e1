// What a playbook that runs for an incident knows of it from the start: the external variables that the
// library declares. An empty text says "not known"; nothing is guessed.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'

export interface IncidentContext {
  readonly incident: Incident
  readonly system: MonitoredSystem | undefined
  /** Event of its newest alert; absent for an incident that a person opened. */
  readonly event: Event | undefined
  /** Without a slash at its end; empty when it is not known. */
  readonly consoleUrl: string
}

/** Variable name without underscores → text. */
export function incidentVariables(context: IncidentContext): Readonly<Record<string, string>> {
  const { incident, system, event = {}, consoleUrl } = context
  const { entity } = incident
  const own = (field: string): string =>
    entity.field === field ? entity.value : (textOf(event, field) ?? '')
  return {
    incident_id: incident.id,
    incident_code: incident.code,
    incident_title: incident.title,
    severity: incident.severity,
    mau05: incident.mau05 === null ? '' : String(incident.mau05),
    system_id: incident.systemId ?? '',
    system_name: system?.name ?? '',
    system_level: system === undefined ? '' : String(system.level),
    entity_field: entity.field,
    entity: entity.value,
    source_ip: own('source.ip'),
    host: own('host.name'),
    user: own('user.name'),
    first_seen: vietnamIsoTime(incident.firstSeen),
    last_seen: vietnamIsoTime(incident.lastSeen),
    console_url: consoleUrl === '' ? '' : `${consoleUrl}/incidents/${encodeURIComponent(incident.id)}`,
  }
}
