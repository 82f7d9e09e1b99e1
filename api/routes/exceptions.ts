// Exceptions: proposed by those who work on incidents, reviewed by another person, withdrawn. Whoever sees a part of
// the city proposes for systems of that part only.

import { randomUUID } from 'node:crypto'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ExceptionOutcome } from '#/store/exceptions.ts'
import type { Principal } from '../auth/principal.ts'
import type { ExceptionBody, ExceptionProblemView, ExceptionView } from '../contract/exceptions.ts'
import type { DetectionReader } from '../detection-desk.ts'
import { draftException } from '../draft-exception.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { visibleIncident, visibleSystems } from '../visible.ts'

type ExceptionHandlers = Handlers<
  | 'listExceptions'
  | 'getException'
  | 'checkException'
  | 'previewException'
  | 'draftException'
  | 'proposeException'
  | 'changeException'
  | 'approveException'
  | 'rejectException'
  | 'withdrawException'
>

export function exceptionRoutes(platform: Platform): ExceptionHandlers {
  const { clock, audit, state, detection } = platform
  const desk = detection.exceptions
  const { store } = desk

  function readerOf(principal: Principal): DetectionReader {
    const systems = principal.units === null ? null : visibleSystems(platform, principal).map(({ id }) => id)
    const mayReview = principal.permissions.includes('rules.manage')
    return { name: principal.name, mayReview, systems }
  }

  /** Refuses what cannot be; what only reaches no rule is kept and shown as not applied. */
  async function checked(body: ExceptionBody, principal: Principal): Promise<ExceptionDefinition> {
    const problems: ExceptionProblemView[] = []
    const fail = (path: string, detail: string): void =>
      void problems.push({ severity: 'error', line: null, path, detail })
    const now = clock.now()
    if (body.expiresAt <= now) fail('expiresAt', 'is not in the future')
    if (body.expiresAt > now + LIMITS.maxExceptionMs)
      fail('expiresAt', `is more than ${LIMITS.maxExceptionMs / 86_400_000} days ahead`)
    const owner = state.user(body.owner)
    if (owner === undefined || owner.disabled) fail('owner', 'is no account in use')
    const { systems } = readerOf(principal)
    if (systems !== null && (body.systems.length === 0 || body.systems.some(id => !systems.includes(id))))
      fail('systems', 'must name systems of your units')
    const filter = (await desk.check(body)).problems.filter(({ severity }) => severity === 'error')
    if (problems.length + filter.length > 0) throw invalid([...problems, ...filter])
    return body
  }

  async function shown(outcome: ExceptionOutcome, principal: Principal, did: string): Promise<ExceptionView> {
    if (outcome.kind !== 'done') throw refusal(outcome.kind)
    const { id, record } = outcome.exception
    const definition = (record.proposal ?? record.inForce ?? record.ended)?.definition
    await audit.record(principal.name, `exception.${did}`, `exception ${id}`, definition?.title ?? '')
    return await desk.show(outcome.exception, readerOf(principal))
  }

  return {
    async listExceptions({ query, principal }) {
      const reader = readerOf(principal)
      const all = query.rule === undefined ? await desk.list(reader) : await desk.ofRule(query.rule, reader)
      const found = all.filter(({ state: at }) => query.state === undefined || at === query.state)
      const { offset = 0, limit = 200 } = query
      return {
        exceptions: found.sort(neglectedFirst).slice(offset, offset + limit),
        total: found.length,
      }
    },

    async getException({ params, principal }) {
      const detail = await desk.detail(params.id, readerOf(principal))
      if (detail === undefined) throw refusal('not-found')
      return detail
    },

    checkException: async ({ body }) => await desk.check(body),

    async previewException({ body, principal }) {
      return await desk.preview(body, readerOf(principal))
    },

    async draftException({ body, principal }) {
      const { id } = visibleIncident(platform, principal, body.incidentId)
      const kept = state.alert(body.alertId)
      if (kept === undefined || kept.incidentId !== id)
        throw new ApiError('event.not-found', 'There is no such alert of this incident.')
      const event = kept.alert.event ?? (await storedEvent(kept.alert.eventIds[0]))
      const now = clock.now()
      return draftException({
        alert: kept.alert,
        event,
        fields: body.fields,
        owner: principal.name,
        now,
        newId: randomUUID,
      })
    },

    async proposeException({ body, principal }) {
      const outcome = await store.propose(await checked(body, principal), principal.name)
      return await shown(outcome, principal, 'proposed')
    },

    async changeException({ params, body, principal }) {
      mustSee(params.id, principal)
      const definition = await checked(body.body, principal)
      const outcome = await store.change(params.id, definition, principal.name, body.version)
      return await shown(outcome, principal, 'changed')
    },

    async approveException({ params, body, principal }) {
      const proposal = store.get(params.id)?.record.proposal
      if (proposal !== undefined && proposal !== null && proposal.definition.expiresAt <= clock.now())
        throw invalid([{ severity: 'error', line: null, path: 'expiresAt', detail: 'is not in the future' }])
      return await shown(await store.approve(params.id, principal.name, body.version), principal, 'approved')
    },

    async rejectException({ params, body, principal }) {
      const outcome = await store.reject(params.id, principal.name, body.reason, body.version)
      return await shown(outcome, principal, 'rejected')
    },

    async withdrawException({ params, body, principal }) {
      const outcome = await store.withdraw(params.id, principal.name, body.reason, body.version)
      return await shown(outcome, principal, 'withdrawn')
    },
  }

  async function storedEvent(id: string | undefined): Promise<Event> {
    const hit = id === undefined ? undefined : await platform.events.get(id)
    if (hit === undefined) throw new ApiError('event.not-found', 'The event is no longer in the store.')
    return hit.event
  }

  /** Whoever sees a part of the city changes only exceptions that are bound to systems of that part. */
  function mustSee(id: string, principal: Principal): void {
    const { systems } = readerOf(principal)
    const record = store.get(id)?.record
    const definition = record?.inForce?.definition ?? record?.proposal?.definition
    const isForeign =
      systems !== null &&
      (definition === undefined ||
        definition.systems.length === 0 ||
        definition.systems.some(system => !systems.includes(system)))
    if (isForeign) throw refusal('not-found')
  }
}

/** Those that are in force and yet not applied come first, then what waits, then the newest. */
function neglectedFirst(a: ExceptionView, b: ExceptionView): number {
  const rank = (view: ExceptionView): number =>
    view.state === 'active' && (!view.applied.applied || view.applied.reason !== null)
      ? 0
      : view.proposal !== null
        ? 1
        : 2
  return rank(a) - rank(b) || (b.createdAt ?? 0) - (a.createdAt ?? 0)
}

function invalid(problems: readonly ExceptionProblemView[]): ApiError {
  const message = problems.map(({ path, detail }) => `${path}: ${detail}`).join('; ')
  return new ApiError('exception.invalid', message, { body: { problems } })
}

function refusal(kind: Exclude<ExceptionOutcome['kind'], 'done'>): ApiError {
  switch (kind) {
    case 'not-found':
      return new ApiError('exception.not-found', 'There is no such exception.')
    case 'conflict':
      return new ApiError('conflict', 'Someone has changed the exception since.')
    case 'own':
      return new ApiError('exception.own-proposal', 'Another person must review what you proposed.')
    case 'no-proposal':
      return new ApiError('exception.no-proposal', 'Nothing waits for review.')
    case 'ended':
      return new ApiError('exception.ended', 'It is over; propose a new one.')
    case 'not-in-force':
      return new ApiError('exception.not-in-force', 'It is not in force; reject the proposal instead.')
    case 'full':
      return new ApiError('exception.too-many', 'As many exceptions are kept as may be.')
  }
}
