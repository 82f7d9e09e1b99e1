// One change of one incident, as every route does it: find what the caller may see, tell stale versions, apply
// the change, write it, tell all who watch, and note it in the audit trail. Nothing waits between reading and
// writing, so nobody else of this process can come between.

import { changeIncident, type IncidentChange } from '#/incidents/change.ts'
import type { Refusal } from '#/incidents/outcome.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { Principal } from './auth/principal.ts'
import type { IncidentView } from './contract/schemas.ts'
import { ApiError, type ApiErrorCode } from './errors.ts'
import type { ShowIncident } from './incident-view.ts'
import type { Platform } from './platform.ts'
import { visibleIncident } from './visible.ts'

/** How each refusal of a change is answered. */
export const REFUSAL_CODES = {
  closed: 'incident.closed',
  'not-closed': 'incident.not-closed',
  merged: 'incident.merged',
  invalid: 'request.invalid',
} as const satisfies Record<Refusal, ApiErrorCode>

export interface IncidentWork {
  /** The incident, when the principal may see it. */
  readonly find: (id: string, principal: Principal) => Incident
  /** The refusal for a stale version: it carries the incident as it is. */
  readonly conflict: (current: Incident) => ApiError
  /** Throws `conflict` when people have worked on it since `seenVersion`. */
  readonly checkSeen: (current: Incident, seenVersion: number) => void
  readonly change: (
    id: string,
    seenVersion: number,
    wanted: IncidentChange,
    by: Principal,
  ) => Promise<IncidentView>
  /** Writes into the audit trail what was done to the incident, and answers the view. */
  readonly audited: <View>(
    view: View,
    by: Principal,
    action: string,
    incident: Incident,
    detail?: string,
  ) => Promise<View>
}

export function createIncidentWork(platform: Platform, show: ShowIncident): IncidentWork {
  const { state } = platform
  const find = (id: string, principal: Principal): Incident => visibleIncident(platform, principal, id)

  function conflict(current: Incident): ApiError {
    return new ApiError('conflict', 'Someone has changed the incident since.', {
      body: { incident: show(current) },
    })
  }

  /**
   * Under attack an incident gets new alerts every second, and each makes a new version. Someone who takes it
   * or writes a note has not been overtaken by anybody then; only the work of people is a conflict.
   */
  function checkSeen(current: Incident, seenVersion: number): void {
    if (seenVersion === current.version) return
    if (seenVersion > current.version || seenVersion < state.workVersion(current.id)) throw conflict(current)
  }

  async function audited<View>(
    view: View,
    by: Principal,
    action: string,
    { code }: Incident,
    detail = '',
  ): Promise<View> {
    await platform.audit.record(by.name, action, `incident ${code}`, detail)
    return view
  }

  return {
    find,
    conflict,
    checkSeen,
    audited,
    async change(id, seenVersion, wanted, by) {
      const current = find(id, by)
      // Who judges the evidence must have seen all of it; the others are not hindered by new alerts.
      const isJudgement = wanted.kind === 'close' || wanted.kind === 'reopen'
      if (isJudgement && seenVersion !== current.version) throw conflict(current)
      checkSeen(current, seenVersion)
      const outcome = changeIncident(current, wanted, by.name, platform.clock.now())
      if (outcome.kind === 'unchanged') return show(current)
      if (outcome.kind === 'refused')
        throw new ApiError(REFUSAL_CODES[outcome.code], outcome.message, {
          body: { incident: show(current) },
        })
      const { incident, entry, risk } = outcome
      if (state.changeIncident(incident, current.version, entry, risk) === 'conflict')
        throw conflict(find(id, by))
      platform.incidentChanged(incident)
      // What a note says stays in the history of the incident.
      const detail = entry.kind === 'note' ? '' : entry.text
      return await audited(show(incident), by, `incident.${entry.kind}`, incident, detail)
    },
  }
}

/** Text for the history: NFC, without blanks around it, and not empty. */
export function written(text: string, place: string): string {
  const trimmed = text.normalize('NFC').trim()
  if (trimmed === '') throw new ApiError('request.invalid', `${place}: must not be blank`)
  return trimmed
}
