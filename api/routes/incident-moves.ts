// Merging and splitting incidents, and undoing it. Both incidents must be visible to who asks.

import { randomUUID } from 'node:crypto'
import { planMerge, planSplit, type MoveAct, type RefusedMove } from '#/incidents/merge.ts'
import { isLastMove, planUndo } from '#/incidents/undo-move.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { StoredMove } from '#/store/state-store.ts'
import type { Principal } from '../auth/principal.ts'
import { REFUSAL_CODES, written, type IncidentWork } from '../change-incident.ts'
import type { MovedView } from '../contract/incident-work.ts'
import { ApiError } from '../errors.ts'
import type { ShowIncident } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit } from '../visible.ts'

type MoveHandlers = Handlers<
  'listMoves' | 'mergeIncident' | 'unmergeIncident' | 'splitIncident' | 'unsplitIncident'
>

export function incidentMoveRoutes(
  platform: Platform,
  show: ShowIncident,
  { find, checkSeen, conflict, audited }: IncidentWork,
): MoveHandlers {
  const { state, clock } = platform
  const newId = (): string => randomUUID().replaceAll('-', '')
  const actOf = (principal: Principal, reason: string): MoveAct => ({
    id: newId(),
    by: principal.name,
    now: clock.now(),
    reason: written(reason, 'body/reason'),
  })
  const partyOf = (incident: Incident) => ({ incident, risk: state.riskOf(incident.id) })

  function refuse({ code, message }: RefusedMove, incident: Incident): never {
    throw new ApiError(REFUSAL_CODES[code], message, { body: { incident: show(incident) } })
  }

  /** Tells all who watch, and answers both as they are now. */
  async function moved(
    kind: 'merged' | 'split' | 'unmerged' | 'unsplit',
    sourceId: string,
    targetId: string,
    by: Principal,
  ): Promise<MovedView> {
    const source = state.incident(sourceId)!
    const target = state.incident(targetId)!
    platform.incidentChanged(source)
    platform.incidentChanged(target)
    const view = { source: show(source), target: show(target) }
    return await audited(view, by, `incident.${kind}`, source, `incident ${target.code}`)
  }

  async function undo(
    id: string,
    seen: number,
    reason: string,
    principal: Principal,
    which: (move: StoredMove) => boolean,
  ) {
    const incident = find(id, principal)
    const move = state.movesOf(id).find(one => one.undoneAt === null && which(one))
    if (move === undefined)
      throw new ApiError('incident.not-merged', 'There is nothing of this incident to undo.', {
        body: { incident: show(incident) },
      })
    const other = find(move.from.id === id ? move.toId : move.from.id, principal)
    checkSeen(incident, seen)
    const act = actOf(principal, reason)
    const plan = planUndo(state, move, act)
    if (plan.kind === 'clash')
      throw new ApiError('incident.changed-since', plan.message, { body: { incident: show(incident) } })
    if (state.undoMove(move.number, act.now, plan.later, plan.writes) === 'conflict')
      throw conflict(find(id, principal))
    return await moved(move.kind === 'merge' ? 'unmerged' : 'unsplit', incident.id, other.id, principal)
  }

  return {
    listMoves({ params, principal }) {
      const { id } = find(params.id, principal)
      // The other incident may have been given to a unit that the principal does not see.
      const seen = (other: string): boolean =>
        seesUnit(principal, state.incident(other)?.unitId ?? null, platform.units)
      return state
        .movesOf(id)
        .filter(move => seen(move.from.id) && seen(move.toId))
        .map(move => ({
          id: move.id,
          kind: move.kind,
          at: move.at,
          by: move.by,
          reason: move.reason,
          from: move.from.id,
          fromCode: move.from.code,
          to: move.toId,
          toCode: move.toAfter.code,
          alerts: move.alerts,
          undoneAt: move.undoneAt,
          undoable: isLastMove(state, move),
        }))
    },

    async mergeIncident({ params, body, principal }) {
      const source = find(params.id, principal)
      const target = find(body.into, principal)
      checkSeen(source, body.version)
      checkSeen(target, body.intoVersion)
      const plan = planMerge(partyOf(source), partyOf(target), actOf(principal, body.reason))
      if ('kind' in plan) return refuse(plan, source)
      if (state.moveAlerts(() => plan) === 'conflict') throw conflict(find(params.id, principal))
      return await moved('merged', source.id, target.id, principal)
    },

    unmergeIncident: ({ params, body, principal }) =>
      undo(
        params.id,
        body.version,
        body.reason,
        principal,
        ({ kind, from }) => kind === 'merge' && from.id === params.id,
      ),

    async splitIncident({ params, body, principal }) {
      const source = find(params.id, principal)
      checkSeen(source, body.version)
      const ids = body.alertIds
      const chosen = ids.flatMap(id => {
        const kept = state.alert(id)
        return kept?.incidentId === source.id ? [kept.alert] : []
      })
      if (chosen.length < ids.length)
        throw new ApiError('request.invalid', 'body/alertIds: not all are alerts of this incident')
      const targetId = newId()
      const plan = planSplit(
        partyOf(source),
        {
          chosen: chosen.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
          chosenShares: state.ruleShares(source.id, { ids, not: false }),
          restShares: state.ruleShares(source.id, { ids, not: true }),
        },
        targetId,
        actOf(principal, body.reason),
      )
      if (typeof plan !== 'function') return refuse(plan, source)
      if (state.moveAlerts(plan) === 'conflict') throw conflict(find(params.id, principal))
      return await moved('split', source.id, targetId, principal)
    },

    unsplitIncident: ({ params, body, principal }) =>
      undo(
        params.id,
        body.version,
        body.reason,
        principal,
        ({ kind, toId }) => kind === 'split' && toId === params.id,
      ),
  }
}
