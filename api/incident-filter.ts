// The filter of the queue as it comes in a query string or in the body of a bulk change, bounded to what the
// principal may see.

import { INCIDENT_STATUSES, type IncidentOrigin, type Mau05Kind } from '#/kernel/incident.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import type { IncidentFilter } from '#/store/state-store.ts'
import type { Principal } from './auth/principal.ts'
import type { Platform } from './platform.ts'
import { unitsFilter } from './visible.ts'
import { parseWords } from './word-list.ts'

export interface AskedFilter {
  readonly status?: string
  readonly severity?: string
  readonly owner?: string
  readonly system?: string
  readonly unit?: string
  readonly text?: string
  readonly mau05?: number
  readonly origin?: IncidentOrigin
  readonly gravity?: 'ordinary' | 'serious' | 'none'
  readonly tag?: string
  readonly since?: number
}

/** Throws `request.invalid` naming the place, for words that are none of the contract's. */
export function readFilter(
  asked: AskedFilter,
  principal: Principal,
  platform: Pick<Platform, 'units'>,
  place: string,
): Omit<IncidentFilter, 'limit'> {
  const { status, severity, system, mau05, origin, gravity, tag, since } = asked
  const text = asked.text?.trim() ?? ''
  return {
    ...(status === undefined ? {} : { status: parseWords(status, INCIDENT_STATUSES, `${place}/status`) }),
    ...(severity === undefined ? {} : { severity: parseWords(severity, SEVERITIES, `${place}/severity`) }),
    ...ownerFilter(asked.owner, principal),
    ...unitFilter(asked.unit, principal, platform),
    ...(system === undefined ? {} : { systemId: system }),
    ...(mau05 === undefined ? {} : { mau05: mau05 as Mau05Kind }),
    ...(origin === undefined ? {} : { origin }),
    ...(gravity === undefined ? {} : { gravity }),
    ...(tag === undefined || tag.trim() === '' ? {} : { tag: tag.trim() }),
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(text === '' ? {} : { text }),
  }
}

/** `me` and `none` are words of the filter; accounts cannot be called so. */
function ownerFilter(owner: string | undefined, principal: Principal): Pick<IncidentFilter, 'owner'> {
  if (owner === undefined || owner === '') return {}
  if (owner === 'none') return { owner: null }
  return { owner: owner === 'me' ? principal.name : owner }
}

/** A unit and those below it, as far as the principal sees them; `none` for incidents of no unit. */
function unitFilter(
  unit: string | undefined,
  principal: Principal,
  platform: Pick<Platform, 'units'>,
): Pick<IncidentFilter, 'units' | 'withoutUnit'> {
  const seen = unitsFilter(platform, principal)
  if (unit === undefined || unit === '') return seen === undefined ? {} : { units: seen }
  if (unit === 'none') return seen === undefined ? { withoutUnit: true } : { units: [] }
  const wanted = platform.units.below([unit])
  return { units: seen === undefined ? wanted : wanted.filter(id => seen.includes(id)) }
}
