// Many incidents at once: those named, or all that match a filter, as far as who asks may see them; with undo
// for half a minute.

import { randomBytes } from 'node:crypto'
import { createBulkWork } from '#/incidents/bulk.ts'
import type { IncidentChange } from '#/incidents/change.ts'
import type { Incident, Mau05Kind } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Principal } from '../auth/principal.ts'
import { written } from '../change-incident.ts'
import type { BulkView, BulkWorkBody } from '../contract/incident-bulk.ts'
import { ApiError } from '../errors.ts'
import { readFilter } from '../incident-filter.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit } from '../visible.ts'
import { checkAssignee } from './incidents.ts'

type Chosen = BulkWorkBody['chosen']

const PAGE = 1000
/** Codes written out in the audit trail. */
const AUDITED_CODES = 100

export function incidentBulkRoutes(platform: Platform): Handlers<'bulkWork' | 'bulkAssign' | 'undoBulk'> {
  const { state, clock } = platform
  const bulk = createBulkWork(state, clock, () => randomBytes(24).toString('base64url'))

  /** One more than a request changes, to know whether there are more. */
  function select(chosen: Chosen, principal: Principal): readonly Incident[] {
    const most = LIMITS.maxBulkIncidents + 1
    if ('ids' in chosen) {
      const found = chosen.ids.flatMap(id => state.incident(id) ?? [])
      const seen = found.filter(({ unitId }) => seesUnit(principal, unitId, platform.units))
      if (seen.length < chosen.ids.length)
        throw new ApiError('incident.not-found', 'There is no such incident.')
      return seen
    }
    const filter = readFilter(chosen.filter, principal, platform, 'body/chosen/filter')
    const found: Incident[] = []
    for (let after: string | undefined; found.length < most;) {
      const page = state.incidents({ ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) })
      found.push(...page.incidents)
      if (page.next === null) break
      after = page.next
    }
    return found.slice(0, most)
  }

  /** One line for all: the history of each incident says it too. */
  async function audit(by: Principal, what: string, changed: readonly Incident[]): Promise<void> {
    const codes = changed.slice(0, AUDITED_CODES).map(({ code }) => code)
    const rest = changed.length > codes.length ? ', …' : ''
    const subject = `${changed.length} incidents`
    await platform.audit.record(by.name, `incidents.${what}`, subject, codes.join(', ') + rest)
  }

  async function apply(
    selected: readonly Incident[],
    change: IncidentChange,
    principal: Principal,
  ): Promise<BulkView> {
    const incidents = selected.slice(0, LIMITS.maxBulkIncidents)
    const { changed, unchanged, undo } = bulk.apply(incidents, change, principal.name)
    for (const incident of changed) platform.incidentChanged(incident)
    await audit(principal, change.kind, changed)
    return {
      changed: changed.length,
      unchanged,
      more: selected.length > incidents.length,
      undo: undo?.token ?? null,
      undoUntil: undo?.until ?? null,
    }
  }

  return {
    async bulkWork({ body, principal }) {
      const { action } = body
      const change: IncidentChange =
        action.kind === 'take'
          ? { kind: 'take' }
          : {
              kind: 'close',
              disposition: action.disposition,
              mau05: action.mau05 as Mau05Kind | null,
              reason: written(action.reason, 'body/action/reason'),
            }
      return await apply(select(body.chosen, principal), change, principal)
    },

    async bulkAssign({ body, principal }) {
      const selected = select(body.chosen, principal)
      checkAssignee(platform, body.owner, [...new Set(selected.map(({ unitId }) => unitId))])
      return await apply(selected, { kind: 'assign', owner: body.owner }, principal)
    },

    async undoBulk({ params, principal }) {
      const outcome = bulk.undo(params.token, principal.name)
      if (outcome === undefined) throw new ApiError('bulk.expired', 'The time to undo is over.')
      for (const incident of outcome.restored) platform.incidentChanged(incident)
      await audit(principal, 'undone', outcome.restored)
      return { restored: outcome.restored.length, left: outcome.left }
    },
  }
}
