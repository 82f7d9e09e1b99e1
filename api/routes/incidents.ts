// The queue and the incident page: reading, and the five things people do to an incident. Who changes one
// names the version they saw; the answer to a stale version carries the incident as it is now.

import type { Incident, Mau05Kind } from '#/kernel/incident.ts'
import { INCIDENT_STATUSES } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import type { IncidentFilter, User } from '#/store/state-store.ts'
import type { Principal } from '../auth/principal.ts'
import { GRANTS } from '../contract/operations.ts'
import type { IncidentView } from '../contract/schemas.ts'
import { ApiError } from '../errors.ts'
import { changeIncident, type IncidentChange } from '../incident-changes.ts'
import { showAlert, showTimeline, type ShowIncident } from '../incident-view.ts'
import { changedByAlertsOnly } from '../incident-versions.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { unitsFilter, visibleIncident } from '../visible.ts'
import { parseWords } from '../word-list.ts'

type IncidentHandlers = Handlers<
  | 'listIncidents'
  | 'getIncident'
  | 'takeIncident'
  | 'noteIncident'
  | 'closeIncident'
  | 'assignIncident'
  | 'reopenIncident'
  | 'listAssignees'
>

export function incidentRoutes(platform: Platform, show: ShowIncident): IncidentHandlers {
  const { state } = platform

  const find = (id: string, principal: Principal): Incident => visibleIncident(platform, principal, id)

  function conflict(current: Incident): ApiError {
    return new ApiError('conflict', 'Someone has changed the incident since.', {
      body: { incident: show(current) },
    })
  }

  /** Nothing here waits, so nobody else of this process can come between reading and writing. */
  function change(id: string, seenVersion: number, wanted: IncidentChange, by: Principal): IncidentView {
    const current = find(id, by)
    if (seenVersion !== current.version) {
      // Who judges the evidence must have seen all of it; the others are not hindered by new alerts.
      const isJudgement = wanted.kind === 'close' || wanted.kind === 'reopen'
      if (isJudgement || !changedByAlertsOnly(current, seenVersion, state.timeline(id)))
        throw conflict(current)
    }
    const outcome = changeIncident(current, wanted, by.name, platform.clock.now())
    if (outcome.kind === 'unchanged') return show(current)
    if (outcome.kind === 'refused')
      throw new ApiError(outcome.code, outcome.message, { body: { incident: show(current) } })
    const { incident, entry } = outcome
    if (state.changeIncident(incident, current.version, entry) === 'conflict') throw conflict(find(id, by))
    platform.incidentChanged(incident)
    return show(incident)
  }

  function checkAssignee(name: string | null): void {
    if (name === null) return
    const user = state.user(name)
    if (user === undefined || !mayBeGivenIncidents(user))
      throw new ApiError(
        'assignee.invalid',
        'body/owner: must be an enabled account that may work on incidents',
      )
  }

  return {
    listIncidents({ query, principal }) {
      const units = unitsFilter(platform, principal)
      const page = state.incidents({
        ...(units === undefined ? {} : { units }),
        limit: query.limit ?? 100,
        ...(query.status === undefined
          ? {}
          : { status: parseWords(query.status, INCIDENT_STATUSES, 'query/status') }),
        ...(query.severity === undefined
          ? {}
          : { severity: parseWords(query.severity, SEVERITIES, 'query/severity') }),
        ...ownerFilter(query.owner, principal),
        ...(query.system === undefined ? {} : { systemId: query.system }),
        ...(query.text === undefined || query.text.trim() === '' ? {} : { text: query.text.trim() }),
        ...(query.after === undefined ? {} : { after: query.after }),
      })
      const { byStatus, unassigned } = state.counts(units)
      const mine = state.incidents({
        status: ['new', 'open'],
        owner: principal.name,
        limit: 1,
        ...(units === undefined ? {} : { units }),
      }).total
      return {
        incidents: page.incidents.map(show),
        next: page.next,
        total: page.total,
        counts: { new: byStatus.new, open: byStatus.open, closed: byStatus.closed, unassigned, mine },
      }
    },

    getIncident({ params, principal }) {
      const incident = find(params.id, principal)
      return {
        incident: show(incident),
        alerts: state.alertsOf(incident.id, LIMITS.maxShownAlerts).map(showAlert),
        ...showTimeline(state.timeline(incident.id), LIMITS.maxShownAlerts),
      }
    },

    takeIncident: ({ params, body, principal }) =>
      change(params.id, body.version, { kind: 'take' }, principal),

    noteIncident: ({ params, body, principal }) =>
      change(params.id, body.version, { kind: 'note', text: written(body.text, 'body/text') }, principal),

    closeIncident({ params, body, principal }) {
      const mau05 = body.mau05 as Mau05Kind | null
      const reason = written(body.reason, 'body/reason')
      return change(
        params.id,
        body.version,
        { kind: 'close', disposition: body.disposition, mau05, reason },
        principal,
      )
    },

    assignIncident({ params, body, principal }) {
      find(params.id, principal)
      checkAssignee(body.owner)
      return change(params.id, body.version, { kind: 'assign', owner: body.owner }, principal)
    },

    reopenIncident: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'reopen', reason: written(body.reason, 'body/reason') },
        principal,
      ),

    listAssignees: () =>
      state
        .users()
        .filter(mayBeGivenIncidents)
        .map(({ name, displayName }) => ({ name, displayName })),
  }
}

function mayBeGivenIncidents(user: User): boolean {
  return !user.disabled && GRANTS[user.role].some(granted => granted === 'incidents.work')
}

/** `me` and `none` are words of the filter; accounts cannot be called so. */
function ownerFilter(owner: string | undefined, principal: Principal): Pick<IncidentFilter, 'owner'> {
  if (owner === undefined || owner === '') return {}
  if (owner === 'none') return { owner: null }
  return { owner: owner === 'me' ? principal.name : owner }
}

/** Text for the history: NFC, without blanks around it, and not empty. */
function written(text: string, place: string): string {
  const trimmed = text.normalize('NFC').trim()
  if (trimmed === '') throw new ApiError('request.invalid', `${place}: must not be blank`)
  return trimmed
}
