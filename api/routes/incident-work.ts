// Work on incidents beyond the everyday: judgements, risk, units, opening by hand, alerts and their events.
// Merges and splits are in incident-moves.ts, bulk changes in incident-bulk.ts.

import { randomUUID } from 'node:crypto'
import { newIncident, refuseNewIncident, type NewIncident } from '#/incidents/open-by-hand.ts'
import { similarTo } from '#/incidents/similar.ts'
import { MAX_PERIODS, periodsOf, timesOf } from '#/incidents/times.ts'
import { unitsSeen } from '#/incidents/visibility.ts'
import type { Handling, Mau05Kind } from '#/kernel/incident.ts'
import { RISK_HALF_LIFE_MS, decayed, shownRisk } from '#/kernel/risk.ts'
import type { Principal } from '../auth/principal.ts'
import { written, type IncidentWork } from '../change-incident.ts'
import { ApiError } from '../errors.ts'
import { showAlert, showEvent, type ShowIncident } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit, unitsFilter, visibleSystems } from '../visible.ts'

type WorkHandlers = Handlers<
  | 'getSimilar'
  | 'getRisk'
  | 'adjustRisk'
  | 'listIncidentAlerts'
  | 'getAlertEvent'
  | 'classifyIncident'
  | 'setHandling'
  | 'setGravity'
  | 'setFact'
  | 'withdrawFact'
  | 'setMilestone'
  | 'setUnit'
  | 'createIncident'
  | 'incidentTimes'
>

const MOST_SIMILAR = 20

export function incidentWorkRoutes(
  platform: Platform,
  show: ShowIncident,
  { find, change, audited }: IncidentWork,
): WorkHandlers {
  const { state, clock } = platform

  /** Units exist when they are below themselves in the tree. */
  function checkUnit(unitId: string | null, principal: Principal): void {
    if (unitId === null ? principal.units !== null : !platform.units.below([unitId]).includes(unitId))
      throw new ApiError('request.invalid', 'body/unitId: there is no such unit')
  }

  /** Whose a new incident is: as asked, else its system's; people of units open incidents of units they see. */
  function unitOfNew(asked: string | null | undefined, systemId: string | null, principal: Principal) {
    const system = visibleSystems(platform, principal).find(({ id }) => id === systemId)
    if (systemId !== null && system === undefined)
      throw new ApiError('request.invalid', 'body/systemId: there is no such system')
    const unitId = asked ?? system?.unitId ?? (principal.units?.length === 1 ? principal.units[0]! : null)
    if (unitId !== null) checkUnit(unitId, principal)
    if (!seesUnit(principal, unitId, platform.units))
      throw new ApiError('request.invalid', 'body/unitId: must be one of your units')
    return unitId
  }

  return {
    getSimilar({ params, principal }) {
      const incident = find(params.id, principal)
      const seen = unitsSeen(platform.units, principal)
      const sees = (unitId: string | null) => seen === null || (unitId !== null && seen.has(unitId))
      const similar = similarTo(state, incident, MOST_SIMILAR, other => sees(other.unitId))
      return {
        incidents: similar.map(({ incident: other, score, shared }) => ({
          incident: show(other),
          score,
          shared: shared.map(({ kind, value }) => ({ kind, value })),
        })),
      }
    },

    getRisk({ params, principal }) {
      const incident = find(params.id, principal)
      const now = clock.now()
      return {
        value: shownRisk(incident.risk, now),
        halfLifeMs: RISK_HALF_LIFE_MS,
        lines: state.riskOf(incident.id).map(({ at, by, why, points, text, parts, alertId }) => ({
          at,
          by,
          why,
          points,
          remaining: decayed(points, at, now),
          text,
          ...(parts === undefined ? {} : { parts: { ...parts } }),
          ...(alertId === undefined ? {} : { alertId }),
        })),
      }
    },

    adjustRisk: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'risk', points: body.points, reason: written(body.reason, 'body/reason') },
        principal,
      ),

    listIncidentAlerts({ params, query, principal }) {
      const { id } = find(params.id, principal)
      const page = state.alertPage(id, query.limit ?? 100, query.after)
      return { alerts: page.alerts.map(showAlert), next: page.next }
    },

    async getAlertEvent({ params, principal }) {
      const { id } = find(params.id, principal)
      const kept = state.alert(params.alert)
      const eventId = kept?.alert.eventIds[0]
      if (kept === undefined || kept.incidentId !== id || eventId === undefined)
        throw new ApiError('event.not-found', 'There is no such alert of this incident.')
      if (kept.alert.event !== null) return { id: eventId, event: showEvent(kept.alert.event) }
      const hit = await platform.events.get(eventId)
      if (hit === undefined) throw new ApiError('event.not-found', 'The event is no longer in the store.')
      return { id: hit.id, event: showEvent(hit.event) }
    },

    classifyIncident: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        {
          kind: 'classify',
          mau05: body.mau05 as Mau05Kind | null,
          affects: body.affects,
          ...(body.description === undefined
            ? {}
            : { description: body.description.normalize('NFC').trim() }),
          triaged: body.triaged ?? true,
        },
        principal,
      ),

    setHandling: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'handling', handling: body.handling === null ? null : tidy(body.handling) },
        principal,
      ),

    setGravity: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'gravity', value: body.value, reason: written(body.reason, 'body/reason') },
        principal,
      ),

    setFact: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        {
          kind: 'fact',
          fact: params.fact,
          at: body.at ?? clock.now(),
          reason: written(body.reason, 'body/reason'),
        },
        principal,
      ),

    withdrawFact: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        { kind: 'withdraw', fact: params.fact, reason: written(body.reason, 'body/reason') },
        principal,
      ),

    setMilestone: ({ params, body, principal }) =>
      change(
        params.id,
        body.version,
        {
          kind: 'milestone',
          milestone: params.milestone,
          at: body.at,
          reason: body.reason?.normalize('NFC').trim() ?? '',
        },
        principal,
      ),

    setUnit({ params, body, principal }) {
      find(params.id, principal)
      checkUnit(body.unitId, principal)
      const reason = written(body.reason, 'body/reason')
      return change(params.id, body.version, { kind: 'unit', unitId: body.unitId, reason }, principal)
    },

    async createIncident({ body, principal }) {
      const now = clock.now()
      const wanted: NewIncident = {
        title: written(body.title, 'body/title'),
        description: body.description.normalize('NFC').trim(),
        severity: body.severity,
        systemId: body.systemId,
        unitId: unitOfNew(body.unitId, body.systemId, principal),
        entity: body.entity ?? null,
        detectedAt: body.detectedAt,
        mau05: (body.mau05 ?? null) as Mau05Kind | null,
        affects: body.affects ?? [],
        origin: 'person',
      }
      const refusal = refuseNewIncident(wanted, now)
      if (refusal !== undefined) throw new ApiError('request.invalid', `body/${refusal}`)
      const id = randomUUID().replaceAll('-', '')
      const incident = state.createIncident(code => newIncident(wanted, id, code, principal.name, now))
      platform.incidentChanged(incident)
      return await audited(show(incident), principal, 'incident.created', incident, incident.title)
    },

    incidentTimes({ query, principal }) {
      const { from, to, period } = query
      const periods = periodsOf(from, to, period)
      if (from >= to || periods.length > MAX_PERIODS)
        throw new ApiError('request.invalid', `query/to: must be after from, at most ${MAX_PERIODS} periods`)
      return [...timesOf(state.moments(from, to, unitsFilter(platform, principal)), periods)]
    },
  }
}

function tidy(handling: Handling): Handling {
  const names = (list: readonly string[]): string[] =>
    list.map(name => name.normalize('NFC').trim()).filter(name => name !== '')
  return {
    self: handling.self,
    domesticHelpers: names(handling.domesticHelpers),
    foreignHelpers: names(handling.foreignHelpers),
    coordinatorAsked: handling.coordinatorAsked,
    damage: handling.damage.normalize('NFC').trim(),
  }
}
