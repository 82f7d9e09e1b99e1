// The queue and the incident page: reading, and the five things people do to an incident every day. Who
// changes one names the version they saw; the answer to a stale version carries the incident as it is now.

import { isSeen, unitsSeen } from '#/incidents/visibility.ts'
import { proposeKinds } from '#/incidents/propose-kind.ts'
import type { Incident, Mau05Kind } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { NearestDeadline } from '#/regulation/law.ts'
import type { IncidentPage, User } from '#/store/state-store.ts'
import { written, type IncidentWork } from '../change-incident.ts'
import { permissionsOf } from '../contract/permissions.ts'
import { SOON_MS, createDeadlines, type DueIncident } from '../deadlines.ts'
import { ApiError } from '../errors.ts'
import { readFilter } from '../incident-filter.ts'
import { showAlert, showTimeline, type ShowIncident } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { unitsFilter } from '../visible.ts'

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

export function incidentRoutes(platform: Platform, show: ShowIncident, work: IncidentWork): IncidentHandlers {
  const { state, clock } = platform
  const { change, find } = work
  const deadlines = createDeadlines(state, platform.law, clock)

  /** Those of the board, read anew: closed since, they are left out. `after` is how many were shown. */
  function pageOf(due: readonly DueIncident[], after: string | undefined, limit: number): IncidentPage {
    const from = Number(after ?? 0)
    if (!Number.isSafeInteger(from) || from < 0)
      throw new ApiError('request.invalid', 'query/after: was given by no earlier answer')
    const incidents = due
      .slice(from, from + limit)
      .map(({ id }) => state.incident(id))
      .filter(incident => incident !== undefined && incident.status !== 'closed') as Incident[]
    return { incidents, next: from + limit < due.length ? String(from + limit) : null, total: due.length }
  }

  return {
    async listIncidents({ query, principal }) {
      const units = unitsFilter(platform, principal)
      const bound = units === undefined ? {} : { units }
      const seen = units === undefined ? null : new Set(units)
      const due = (await deadlines.board()).filter(({ unitId }) => isSeen(seen, unitId))
      const soonUntil = clock.now() + SOON_MS
      const soon = due.filter(({ deadline }) => deadline.dueAt <= soonUntil)
      const page =
        query.due === undefined
          ? state.incidents({
              ...readFilter(query, principal, platform, 'query'),
              ...(query.order === undefined ? {} : { order: query.order }),
              limit: query.limit ?? 100,
              ...(query.after === undefined ? {} : { after: query.after }),
            })
          : pageOf(query.due === 'soon' ? soon : due, query.after, query.limit ?? 100)
      const nearest = await deadlines.of(page.incidents)
      const { byStatus, unassigned } = state.counts(units)
      const mine = state.incidents({ ...bound, status: ['new', 'open'], owner: principal.name, limit: 1 })
      return {
        incidents: page.incidents.map(incident => ({
          ...show(incident),
          deadline: showDeadline(nearest.get(incident.id)),
        })),
        next: page.next,
        total: page.total,
        counts: { ...byStatus, unassigned, mine: mine.total, dueSoon: soon.length },
      }
    },

    getIncident({ params, principal }) {
      const incident = find(params.id, principal)
      const { id } = incident
      return {
        incident: show(incident),
        alerts: state.alertsOf(id, LIMITS.maxShownAlerts).map(showAlert),
        ...showTimeline(state.timeline(id), LIMITS.maxShownAlerts, state.timelineOmitted(id)),
        proposals: proposeKinds(incident.tags).map(({ kind, because }) => ({ kind, because: [...because] })),
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
      checkAssignee(platform, body.owner, [find(params.id, principal).unitId])
      return change(params.id, body.version, { kind: 'assign', owner: body.owner }, principal)
    },

    reopenIncident: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'reopen', reason: written(body.reason, 'body/reason') },
        principal,
      ),

    /** People of a unit are told of those who see something of theirs. */
    listAssignees({ principal }) {
      const seen = unitsSeen(platform.units, principal)
      const seesSome = (user: User): boolean =>
        seen === null || user.units === null || platform.units.below(user.units).some(id => seen.has(id))
      return state
        .users()
        .filter(user => mayBeGivenIncidents(user) && seesSome(user))
        .map(({ name, displayName }) => ({ name, displayName }))
    },
  }
}

function showDeadline(deadline: NearestDeadline | undefined) {
  if (deadline === undefined) return null
  const { clock, state, dueAt } = deadline
  return { clock, state, dueAt }
}

/** Throws `assignee.invalid` unless incidents of all these units may be given to that account. */
export function checkAssignee(
  platform: Pick<Platform, 'state' | 'units'>,
  name: string | null,
  unitIds: readonly (string | null)[],
): void {
  if (name === null) return
  const user = platform.state.user(name)
  const seen = user === undefined ? new Set<string>() : unitsSeen(platform.units, user)
  if (user === undefined || !mayBeGivenIncidents(user) || !unitIds.every(id => isSeen(seen, id)))
    throw new ApiError(
      'assignee.invalid',
      'body/owner: must be an enabled account that may work on incidents of this unit',
    )
}

function mayBeGivenIncidents({ disabled, role, units }: User): boolean {
  return !disabled && permissionsOf(role, units).includes('incidents.work')
}
