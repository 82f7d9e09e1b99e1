// What a principal may see. Everything about an incident is reached through `visibleIncident`: one of a unit
// that the principal does not see is answered like one that does not exist, so that nobody learns of it.

import { isSeen, unitsSeen } from '#/incidents/visibility.ts'
import { OWN_FIELDS, type Event } from '#/kernel/event.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { Principal } from './auth/principal.ts'
import { ApiError } from './errors.ts'
import type { Platform } from './platform.ts'

/** The incident, when there is one that the principal sees; throws `incident.not-found`. */
export function visibleIncident(
  platform: Pick<Platform, 'state' | 'units'>,
  principal: Principal,
  id: string,
): Incident {
  const incident = platform.state.incident(id)
  if (incident === undefined || !seesUnit(principal, incident.unitId, platform.units))
    throw new ApiError('incident.not-found', 'There is no such incident.')
  return incident
}

/** True when rows of that unit (null: of none) may be shown to the principal. */
export function seesUnit(principal: Principal, unitId: string | null, units: Platform['units']): boolean {
  return isSeen(unitsSeen(units, principal), unitId)
}

/** For filters of rows: the units the principal sees, those below included; undefined: no bound. */
export function unitsFilter(
  platform: Pick<Platform, 'units'>,
  principal: Principal,
): readonly string[] | undefined {
  const seen = unitsSeen(platform.units, principal)
  return seen === null ? undefined : [...seen]
}

/** The monitored systems whose incidents and events the principal may see. */
export function visibleSystems(
  platform: Pick<Platform, 'systems' | 'units'>,
  principal: Principal,
): readonly MonitoredSystem[] {
  const seen = unitsSeen(platform.units, principal)
  return seen === null
    ? platform.systems
    : platform.systems.filter(({ unitId }) => isSeen(seen, unitId ?? null))
}

/** True when the event may be shown to the principal; one of no system only to those who see all. */
export function seesEvent(
  platform: Pick<Platform, 'systems' | 'units'>,
  principal: Principal,
  event: Event,
): boolean {
  if (principal.units === null) return true
  return visibleSystems(platform, principal).some(({ id }) => id === event[OWN_FIELDS.system])
}
