// Detection rules: one with its text, why it matches an event or not, counters, liveness.

import type { Event } from '#/kernel/event.ts'
import { showEvent } from '../incident-view.ts'
import type { ExplanationView } from '../contract/detection.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesEvent, visibleIncident } from '../visible.ts'

type DetectionHandlers = Handlers<
  'getRule' | 'switchRule' | 'explainRule' | 'explainAlert' | 'ruleCounters' | 'getLiveness' | 'runLiveness'
>

export function detectionRoutes(platform: Platform): DetectionHandlers {
  const { audit, detection, state } = platform

  async function storedEvent(id: string | undefined) {
    const hit = id === undefined ? undefined : await platform.events.get(id)
    if (hit === undefined) throw new ApiError('event.not-found', 'The event is not in the store.')
    return hit.event
  }

  async function explained(ruleId: string, event: Parameters<typeof showEvent>[0]): Promise<ExplanationView> {
    const view = await detection.explain(ruleId, event)
    if (view === undefined) throw ruleNotFound()
    return view
  }

  return {
    async getRule({ params }) {
      const rule = await detection.rules.get(params.id)
      if (rule === undefined) throw ruleNotFound()
      return rule
    },

    async switchRule({ params, body, principal }) {
      const { on, seen } = body
      const reason = body.reason.trim()
      if (reason === '') throw new ApiError('request.invalid', 'body/reason must say why')
      const request = { id: params.id, on, seen, reason, by: principal.name }
      const outcome = await detection.rules.switchRule(request)
      if (typeof outcome === 'string') throw SWITCH_REFUSALS[outcome]()
      return outcome
    },

    async explainRule({ params, body }) {
      if (body.eventId !== undefined) return await explained(params.id, await storedEvent(body.eventId))
      const event = detection.eventOf(body.line === undefined ? { json: body.event } : { line: body.line })
      if (typeof event === 'string') throw new ApiError('request.invalid', `body/event: ${event}`)
      return await explained(params.id, event)
    },

    async explainAlert({ params, principal }) {
      const { id } = visibleIncident(platform, principal, params.id)
      const kept = state.alert(params.alert)
      if (kept === undefined || kept.incidentId !== id)
        throw new ApiError('event.not-found', 'There is no such alert of this incident.')
      const mayShow = (event: Event): boolean => seesEvent(platform, principal, event)
      const correlation = await detection.explainCorrelation(kept.alert, mayShow)
      if (correlation !== undefined) return correlation
      const event = kept.alert.event ?? (await storedEvent(kept.alert.eventIds[0]))
      return await explained(kept.alert.rule.id, event)
    },

    ruleCounters: async () => await detection.counters(),

    getLiveness: async () => await detection.liveness.last(),

    async runLiveness({ principal }) {
      const view = await detection.liveness.run()
      await audit.record(principal.name, 'liveness.run', 'rules', `${view.alive} of ${view.rules} alive`)
      return view
    },
  }
}

const SWITCH_REFUSALS = {
  'not-found': () => ruleNotFound(),
  conflict: () => new ApiError('rule.changed', 'Someone switched the rule since; look again.'),
  'of-set': () => new ApiError('rule.of-set', 'The rule is of an imported set; decide of it there.'),
} as const

const ruleNotFound = (): ApiError => new ApiError('rule.not-found', 'There is no such rule at work.')
