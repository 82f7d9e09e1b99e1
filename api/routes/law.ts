// The law: its profile, the clocks of incidents and what people state about them, the calendar. Every statement
// leaves a line in the incident's history and one in the audit trail.

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { CalendarItem } from '#/regulation/calendar.ts'
import type { ClockRefusal } from '#/regulation/deed-check.ts'
import type { DeedOutcome, Statement } from '#/regulation/law.ts'
import { icalendarOf } from '#/regulation/icalendar.ts'
import { DAY_MS, dayOf, parseIsoDate, startOfDay } from '#/regulation/local-date.ts'
import { testSeriousness } from '#/regulation/seriousness.ts'
import type { Principal } from '../auth/principal.ts'
import { written } from '../change-incident.ts'
import type { IncidentClocksView } from '../contract/law.ts'
import { ApiError } from '../errors.ts'
import {
  showCalendarItem,
  showClock,
  showDeed,
  showProfile,
  showRegisterClock,
  showSeriousness,
} from '../law-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { unitsFilter, visibleIncident, visibleSystems } from '../visible.ts'

type LawHandlers = Handlers<
  | 'getLaw'
  | 'getIncidentClocks'
  | 'meetClock'
  | 'pauseClock'
  | 'resumeClock'
  | 'setClockAside'
  | 'withdrawClockDeed'
  | 'getSeriousness'
  | 'getLawCalendar'
  | 'getLawCalendarFile'
  | 'stateDone'
  | 'listRegisterClocks'
  | 'stateContactChanged'
  | 'meetRegisterClock'
>

/** Without `from` and `to`: what may still be overdue, and what comes soon. */
const DAYS_BACK = 31
const DAYS_AHEAD = 62
const MAX_DAYS = 800
/** Closed incidents detected longer ago are left to their own page. */
const CLOSED_DAYS = 180

export function lawRoutes(platform: Platform): LawHandlers {
  const { law, audit, clock, state } = platform
  const { profile } = law

  async function clocksView(incident: Incident): Promise<IncidentClocksView> {
    const { clocks, deeds } = await law.clocks(incident)
    return {
      profile: profile.id,
      now: clock.now(),
      clocks: clocks.map(view => showClock(profile, view)),
      deeds: deeds.map(showDeed),
    }
  }

  /** Alerts may come in between; the line belongs into the history all the same. */
  function addEntry(id: string, entry: TimelineEntry): void {
    for (;;) {
      const incident = state.incident(id)
      if (incident === undefined) return
      const next = { ...incident, updatedAt: clock.now(), version: incident.version + 1 }
      if (state.changeIncident(next, incident.version, entry) === 'conflict') continue
      platform.incidentChanged(next)
      return
    }
  }

  async function settle(
    incident: Incident,
    outcome: DeedOutcome,
    by: Principal,
  ): Promise<IncidentClocksView> {
    if (outcome.kind === 'refused') throw refused(outcome)
    const { deed, entry } = outcome
    addEntry(incident.id, entry)
    await audit.record(
      by.name,
      `clock.${deed.kind}`,
      `incident ${incident.code}`,
      `${deed.clock}: ${deed.reason}`,
    )
    return await clocksView(state.incident(incident.id) ?? incident)
  }

  const statement = (
    body: Pick<Statement, 'at' | 'article' | 'documentId'> & { reason: string },
    by: Principal,
  ) => ({
    ...body,
    by: by.name,
    reason: written(body.reason, 'body/reason'),
  })

  function checkMayState(clockId: string, principal: Principal): void {
    const wanted = profile.clocks.find(({ id }) => id === clockId)
    if (wanted?.statedBy === 'lead' && !principal.permissions.includes('incidents.lead'))
      throw new ApiError('permission.denied', `${clockId} is stated by a lead.`)
  }

  async function calendar(
    query: { readonly from?: string; readonly to?: string } | undefined,
    principal: Principal,
  ): Promise<{ from: number; to: number; items: readonly CalendarItem[]; complete: boolean }> {
    const { from, to } = rangeOf(query ?? {}, clock.now(), profile.utcOffsetMinutes)
    const { incidents, complete } = incidentsOf(principal)
    const documents = await platform.sentDocuments()
    const systems = visibleSystems(platform, principal)
    return { from, to, complete, items: await law.calendar(from, to, { incidents, systems, documents }) }
  }

  /** Those whose clocks may run: all that are not closed, and the lately detected closed ones. */
  function incidentsOf(principal: Principal): { incidents: Incident[]; complete: boolean } {
    const units = unitsFilter(platform, principal)
    const seen = units === undefined ? {} : { units }
    const sinceMs = clock.now() - CLOSED_DAYS * DAY_MS
    const incidents: Incident[] = []
    for (const filter of [{ status: ['new', 'open'] }, { status: ['closed'], sinceMs }] as const) {
      let after: string | undefined
      do {
        const page = state.incidents({
          ...filter,
          ...seen,
          order: 'newest',
          limit: 500,
          ...(after === undefined ? {} : { after }),
        })
        incidents.push(...page.incidents)
        after = page.next ?? undefined
        if (incidents.length > LIMITS.maxCalendarIncidents)
          return { incidents, complete: after === undefined }
      } while (after !== undefined)
    }
    return { incidents, complete: true }
  }

  const registerClocks = async () =>
    (await law.registerClocks()).map(view => showRegisterClock(profile, view))

  return {
    getLaw: () => showProfile(profile),

    getIncidentClocks: ({ params, principal }) => clocksView(visibleIncident(platform, principal, params.id)),

    async meetClock({ params, body, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      checkMayState(params.clock, principal)
      return await settle(
        incident,
        await law.meet(incident, params.clock, statement(body, principal)),
        principal,
      )
    },

    async pauseClock({ params, body, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      return await settle(
        incident,
        await law.pause(incident, params.clock, statement(body, principal)),
        principal,
      )
    },

    async resumeClock({ params, body, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      return await settle(
        incident,
        await law.resume(incident, params.clock, statement(body, principal)),
        principal,
      )
    },

    async setClockAside({ params, body, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      const outcome = await law.setAside(incident, params.clock, statement(body, principal))
      return await settle(incident, outcome, principal)
    },

    async withdrawClockDeed({ params, body, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      const { deedId, reason } = body
      const said = statement({ reason }, principal)
      return await settle(incident, await law.withdraw(incident, params.clock, deedId, said), principal)
    },

    getSeriousness({ params, query, principal }) {
      const incident = visibleIncident(platform, principal, params.id)
      const system = platform.systems.find(({ id }) => id === incident.systemId)
      const answers = { ...answersOf(query?.no, false), ...answersOf(query?.yes, true) }
      const known = { facts: incident.facts, level: system?.level ?? null, critical: null }
      return showSeriousness(profile, testSeriousness(profile, known, answers))
    },

    async getLawCalendar({ query, principal }) {
      const { from, to, items, complete } = await calendar(query, principal)
      const shown = items.map(item => showCalendarItem(profile, item))
      return { profile: profile.id, now: clock.now(), from, to, items: shown, complete }
    },

    async getLawCalendarFile({ query, principal, request, reply }) {
      const { items } = await calendar(query, principal)
      void reply.header('content-disposition', 'attachment; filename="thapcanh.ics"')
      return icalendarOf(profile, items, { host: request.hostname, nowMs: clock.now() })
    },

    async stateDone({ body, principal }) {
      const { item, periodStart, systemId = null } = body
      if (systemId !== null && !visibleSystems(platform, principal).some(({ id }) => id === systemId))
        throw new ApiError('request.invalid', 'body/systemId: there is no such system')
      const at = body.at ?? clock.now()
      if (at > clock.now()) throw new ApiError('clock.time-invalid', 'body/at: lies in the future')
      const reason = written(body.reason, 'body/reason')
      const outcome = await law.stateDone({ item, systemId, periodStart, at, by: principal.name, reason })
      if (outcome === 'unknown') throw new ApiError('law.item-not-found', 'The law profile has no such item.')
      if (outcome === 'already') throw new ApiError('law.already-done', 'Someone has stated this before.')
      await audit.record(principal.name, 'law.done', `${item} ${systemId ?? ''}`.trim(), reason)
    },

    listRegisterClocks: registerClocks,

    async stateContactChanged({ body, principal }) {
      const said = statement(body, principal)
      if ((said.at ?? 0) > clock.now())
        throw new ApiError('clock.time-invalid', 'body/at: lies in the future')
      await law.contactChanged(said)
      await audit.record(principal.name, 'clock.started', 'register', said.reason)
      return await registerClocks()
    },

    async meetRegisterClock({ params, body, principal }) {
      const said = statement(body, principal)
      const outcome = await law.meetRegister(params.id, said)
      if ('code' in outcome) throw refused(outcome)
      await audit.record(principal.name, 'clock.met', 'register', `${outcome.clock.id}: ${said.reason}`)
      return await registerClocks()
    },
  }
}

function refused({ code, message }: ClockRefusal): ApiError {
  return new ApiError(code, message.en, { body: { why: message } })
}

function answersOf(words: string | undefined, answer: boolean): Record<string, boolean> {
  const ids = (words ?? '').split(',').filter(id => id !== '')
  return Object.fromEntries(ids.map(id => [id, answer]))
}

/** `to` is the last day that is shown. */
function rangeOf(
  { from, to }: { readonly from?: string; readonly to?: string },
  nowMs: number,
  offsetMinutes: number,
): { readonly from: number; readonly to: number } {
  const today = dayOf(nowMs, offsetMinutes)
  const day = (text: string | undefined, otherwise: number, place: string): number => {
    const found = text === undefined ? otherwise : parseIsoDate(text)
    if (found === undefined) throw new ApiError('request.invalid', `${place}: there is no such day`)
    return found
  }
  const first = day(from, today - DAYS_BACK, 'query/from')
  const last = day(to, Math.max(today, first) + DAYS_AHEAD, 'query/to')
  if (last < first || last - first > MAX_DAYS)
    throw new ApiError('request.invalid', `query/to: must be within ${MAX_DAYS} days after query/from`)
  return { from: startOfDay(first, offsetMinutes), to: startOfDay(last + 1, offsetMinutes) }
}
