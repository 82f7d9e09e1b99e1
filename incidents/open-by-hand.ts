// A person opens an incident that no rule found: a call from a unit, a letter, something seen. It has no alerts;
// its moment of detection is what the person says, because the clocks of the law run from it.

import type { Entity } from '#/kernel/alert.ts'
import {
  UNJUDGED,
  type AffectedProperty,
  type Incident,
  type IncidentOrigin,
  type Mau05Kind,
} from '#/kernel/incident.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { IncidentWrite } from '#/store/state-store.ts'
import { entitiesOfAlert } from './entities.ts'

/** Clocks of two machines may differ by this much. */
const SKEW_MS = 60_000
const OLDEST_MS = 366 * 24 * 60 * 60 * 1000

/** No rule has this family: alerts never come to such an incident by their key. */
const FAMILY = 'person'

export interface NewIncident {
  readonly title: string
  readonly description: string
  readonly severity: Severity
  readonly systemId: string | null
  readonly unitId: string | null
  readonly entity: Entity | null
  readonly detectedAt: number
  readonly mau05: Mau05Kind | null
  readonly affects: readonly AffectedProperty[]
  readonly origin: Exclude<IncidentOrigin, 'alerts'>
}

/** Why such an incident cannot be, or undefined. */
export function refuseNewIncident({ detectedAt }: NewIncident, now: number): string | undefined {
  if (detectedAt > now + SKEW_MS) return 'detectedAt: lies in the future'
  if (detectedAt < now - OLDEST_MS) return 'detectedAt: more than a year ago'
  return undefined
}

/** The incident as `StateStore.createIncident` wants it; `by` has it seen, but has not taken it. */
export function newIncident(
  wanted: NewIncident,
  id: string,
  code: string,
  by: string,
  now: number,
): IncidentWrite {
  const { title, description, severity, systemId, unitId, detectedAt, mau05, affects, origin } = wanted
  const entity = wanted.entity ?? { field: 'incident.code', value: code }
  const incident: Incident = {
    ...UNJUDGED,
    id,
    code,
    title,
    severity,
    status: 'new',
    family: FAMILY,
    systemId,
    entity,
    ruleIds: [],
    tags: [],
    cites: [],
    alertCount: 0,
    firstSeen: detectedAt,
    lastSeen: detectedAt,
    createdAt: now,
    updatedAt: now,
    owner: null,
    acknowledgedAt: null,
    closedAt: null,
    disposition: null,
    mau05,
    affects,
    origin,
    unitId,
    description,
    detectedAt,
    risk: { value: 0, at: now },
    version: 1,
  }
  const text = origin === 'person' ? `Mở sự cố: ${title}` : `Tiếp nhận phản ánh: ${title}`
  const entry = { at: now, by, kind: 'created', text, parts: { origin, title } } as const
  return { incident, seen: 0, entry, entities: entitiesOfAlert({ entity, event: {} }) }
}
