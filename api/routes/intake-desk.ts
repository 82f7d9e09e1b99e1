// What the people of the centre do with notices from outside: verify, accept as an incident or to one, reject,
// write to the reporter. A notice belongs to the unit of its incident, or of the system it seems to mean.

import { INTAKE_STATES, type IntakeNotice, type PublicStanding } from '#/incidents/intake-notice.ts'
import type { NoticeOutcome } from '#/incidents/intake.ts'
import { showLocalTime } from '#/incidents/local-time.ts'
import { newIncident } from '#/incidents/open-by-hand.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { Stored } from '#/store/records.ts'
import type { Principal } from '../auth/principal.ts'
import { written } from '../change-incident.ts'
import type { IntakeNoticeView } from '../contract/intake.ts'
import { ApiError } from '../errors.ts'
import { addLine } from '../incident-line.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit, visibleIncident } from '../visible.ts'
import { parseWords } from '../word-list.ts'

type IntakeDeskHandlers = Handlers<
  'listIntake' | 'getIntake' | 'verifyIntake' | 'acceptIntake' | 'rejectIntake' | 'messageIntake'
>

const MAX_DESCRIPTION = 4000
const MAX_TITLE = 200

export function intakeDeskRoutes(platform: Platform): IntakeDeskHandlers {
  const { intake, register, state, audit, clock, law } = platform

  function unitOf({ incidentId, systemId }: IntakeNotice): string | null {
    const incident = incidentId === null ? undefined : state.incident(incidentId)
    if (incident !== undefined) return incident.unitId
    return systemId === null ? null : (register.system(systemId)?.system.unitId ?? null)
  }
  const shown = (stored: Stored<IntakeNotice>): IntakeNoticeView =>
    show(stored, intake.standing(stored.record))
  const sees = (notice: IntakeNotice, principal: Principal): boolean =>
    seesUnit(principal, unitOf(notice), platform.units)

  async function find(id: string, principal: Principal): Promise<Stored<IntakeNotice>> {
    const stored = await intake.notice(id)
    if (stored === undefined || !sees(stored.record, principal))
      throw new ApiError('intake.not-found', 'There is no such notice.')
    return stored
  }

  async function finish(
    outcome: NoticeOutcome,
    by: string,
    action: string,
    detail: string,
  ): Promise<IntakeNoticeView> {
    if (outcome.kind === 'refused') throw REFUSALS[outcome.why]()
    await audit.record(by, action, `notice ${outcome.stored.record.number}`, detail)
    return shown(outcome.stored)
  }

  /** Made under an id of its notice's: accepting again after a crash finds it and makes no second one. */
  function incidentFor(
    { id, record }: Stored<IntakeNotice>,
    wanted: { title: string; severity: Severity; systemId: string | null },
    by: string,
  ): Incident {
    const incidentId = `i-${id}`
    const known = state.incident(incidentId)
    if (known !== undefined) return known
    const unitId = wanted.systemId === null ? null : register.system(wanted.systemId)!.system.unitId
    const parts = [record.description, record.result, record.proposals].filter(text => text !== '')
    const made = state.createIncident(code =>
      newIncident(
        {
          ...wanted,
          description: parts.join('\n\n').slice(0, MAX_DESCRIPTION).toWellFormed(),
          unitId,
          entity: null,
          detectedAt: record.detectedAt,
          mau05: null,
          affects: [],
          origin: 'intake',
        },
        incidentId,
        code,
        by,
        clock.now(),
      ),
    )
    platform.incidentChanged(made)
    return made
  }

  /** The notice in the incident's history, and the clock of its acknowledgement: the page met it at once. */
  async function enter(incident: Incident, { record }: Stored<IntakeNotice>, by: string): Promise<void> {
    const { number, reporter, receivedAt } = record
    const text = `Thông báo ${number} của ${reporter}, nhận lúc ${showLocalTime(receivedAt)}; đã phản hồi ngay trên trang tiếp nhận`
    const entry: TimelineEntry = { at: clock.now(), by, kind: 'report', text, parts: { number, reporter } }
    const reason = `Thông báo ${number}`
    const isFirst = incident.facts['notice-received'] === undefined
    let current = addLine(platform, incident.id, entry, ({ facts }) => ({
      facts: { 'notice-received': { at: receivedAt, by, reason }, ...facts },
    }))
    const answered = 'Trang tiếp nhận đã phản hồi ngay cho bên gửi'
    for (const { id, start } of law.profile.clocks) {
      if (start !== 'fact:notice-received') continue
      const statements = [
        ...(isFirst ? [] : [() => law.start(current, id, { by, reason, at: receivedAt })]),
        () => law.meet(current, id, { by: 'thapcanh', reason: answered, at: receivedAt }),
      ]
      for (const state of statements) {
        const outcome = await state()
        // Refused: it was met or set aside by a person before; what they said stands.
        if (outcome.kind === 'done') current = addLine(platform, current.id, outcome.entry)
      }
    }
  }

  return {
    async listIntake({ query, principal }) {
      const wanted =
        query.state === undefined ? undefined : parseWords(query.state, INTAKE_STATES, 'query/state')
      const limit = query.limit ?? 100
      const notices: IntakeNoticeView[] = []
      const where = wanted?.length === 1 ? { where: { state: wanted[0]! } } : {}
      let after = query.after
      for (;;) {
        const page = await intake.find({
          ...where,
          order: { key: 'receivedAt', direction: 'down' },
          limit: limit - notices.length,
          ...(after === undefined ? {} : { after }),
        })
        for (const one of page.records)
          if (sees(one.record, principal) && (wanted?.includes(one.record.state) ?? true))
            notices.push(shown(one))
        if (page.next === null || notices.length >= limit)
          return { notices, next: page.next, waiting: await waitingFor(principal) }
        after = page.next
      }
    },

    getIntake: async ({ params, principal }) => shown(await find(params.id, principal)),

    async verifyIntake({ params, body, principal }) {
      const { id } = await find(params.id, principal)
      const outcome = await intake.decide(id, body.version, { state: 'verifying', by: principal.name })
      return await finish(outcome, principal.name, 'notice.verifying', '')
    },

    async acceptIntake({ params, body, principal }) {
      const stored = await find(params.id, principal)
      const { record, version } = stored
      if (record.state === 'accepted' || record.state === 'rejected') throw REFUSALS.decided()
      if (version !== body.version) throw REFUSALS.conflict()
      const systemId = body.systemId === undefined ? record.systemId : body.systemId
      if (systemId !== null) {
        const system = register.system(systemId)?.system
        if (system === undefined || !seesUnit(principal, system.unitId, platform.units))
          throw new ApiError('system.not-found', 'body/systemId: there is no such system')
      } else if (!seesUnit(principal, null, platform.units))
        throw new ApiError('permission.denied', 'body/systemId: must be a system of your units')
      const target = body.incidentId ?? null
      const incident =
        target === null
          ? incidentFor(
              stored,
              {
                title: written(body.title ?? titleOf(record), 'body/title'),
                severity: body.severity ?? 'medium',
                systemId,
              },
              principal.name,
            )
          : openIncident(target, principal)
      const outcome = await intake.decide(stored.id, body.version, {
        state: 'accepted',
        by: principal.name,
        incidentId: incident.id,
      })
      if (outcome.kind === 'changed') await enter(incident, stored, principal.name)
      return await finish(outcome, principal.name, 'notice.accepted', `incident ${incident.code}`)
    },

    async rejectIntake({ params, body, principal }) {
      const { id } = await find(params.id, principal)
      const reason = written(body.reason, 'body/reason')
      const publicReason = written(body.publicReason, 'body/publicReason')
      const decision = { state: 'rejected', by: principal.name, reason, publicReason } as const
      return await finish(
        await intake.decide(id, body.version, decision),
        principal.name,
        'notice.rejected',
        reason,
      )
    },

    async messageIntake({ params, body, principal }) {
      const { id } = await find(params.id, principal)
      const text = written(body.text, 'body/text')
      const outcome = await intake.message(id, body.version, principal.name, text)
      return await finish(outcome, principal.name, 'notice.answered', text.slice(0, 200))
    },
  }

  function openIncident(id: string, principal: Principal): Incident {
    const incident = visibleIncident(platform, principal, id)
    if (incident.status === 'closed')
      throw new ApiError('incident.closed', 'The incident is closed; reopen it first.')
    return incident
  }

  /** Of those the principal sees. */
  async function waitingFor(principal: Principal): Promise<number> {
    if (principal.units === null) return await intake.waiting()
    const page = await intake.find({ where: { isWaiting: 1 }, limit: 1000 })
    return page.records.filter(({ record }) => sees(record, principal)).length
  }
}

const REFUSALS = {
  'not-found': () => new ApiError('intake.not-found', 'There is no such notice.'),
  conflict: () => new ApiError('conflict', 'Someone has changed the notice since.'),
  decided: () => new ApiError('intake.decided', 'The notice has been decided already.'),
  'too-many': () => new ApiError('intake.too-many-messages', 'There are too many messages on this notice.'),
} as const satisfies Record<Extract<NoticeOutcome, { kind: 'refused' }>['why'], () => ApiError>

/** First line of what was reported, and of what. */
function titleOf({ system, description }: IntakeNotice): string {
  const line = description.split('\n', 1)[0]!.trim()
  return `${system.split('\n', 1)[0]!}: ${line}`.slice(0, MAX_TITLE).toWellFormed().trim()
}

/** Everything but the hash of the code. */
function show({ id, version, record }: Stored<IntakeNotice>, standing: PublicStanding): IntakeNoticeView {
  const { codeHash: _, messages, ...fields } = record
  const [text, textEnglish] = standing.words
  return {
    id,
    ...fields,
    messages: messages.map(({ at, by, text }) => ({ at, by, text })),
    shown: { state: standing.state, text, textEnglish },
    version,
  }
}
