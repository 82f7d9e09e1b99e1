// What a playbook is told of the incident it runs for. The same variables are filled in when the platform starts
// one by itself; an empty text says "not known".

import type { IncidentDetail, IncidentView } from '#/api/contract/schemas.ts'
import { incidentHref } from '../router.ts'

type EventOfAlert = IncidentDetail['alerts'][number]['event']

/** Variable with its underscores → text. */
export function incidentInputs(
  incident: IncidentView,
  newest: EventOfAlert | undefined,
  origin: string,
): Readonly<Record<string, string>> {
  const { entity, system } = incident
  const own = (field: string): string => {
    if (entity.field === field) return entity.value
    const value = newest?.[field]
    return value === undefined ? '' : String(Array.isArray(value) ? value[0] : value)
  }
  return {
    __incident_id__: incident.id,
    __incident_code__: incident.code,
    __incident_title__: incident.title,
    __severity__: incident.severity,
    __mau05__: incident.mau05 === null ? '' : String(incident.mau05),
    __system_id__: incident.systemId ?? system?.id ?? '',
    __system_name__: system?.name ?? '',
    __system_level__: system === null ? '' : String(system.level),
    __entity_field__: entity.field,
    __entity__: entity.value,
    __source_ip__: own('source.ip'),
    __host__: own('host.name'),
    __user__: own('user.name'),
    __first_seen__: new Date(incident.firstSeen).toISOString(),
    __last_seen__: new Date(incident.lastSeen).toISOString(),
    __console_url__: origin + incidentHref(incident.id),
  }
}
