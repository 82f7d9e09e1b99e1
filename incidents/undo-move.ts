// Undoing a merge or a split: both incidents become what they were, with the alerts that came since. What people
// changed since stays, unless the move had changed the same thing: then undoing would destroy their work, and
// it is refused with the name of it. Moves are undone last first.

import { ALERT_FIELDS, withAlert } from '#/kernel/incident-alerts.ts'
import type { Incident, RiskLine } from '#/kernel/incident.ts'
import { sumRisk } from '#/kernel/risk.ts'
import type { GroupKey, IncidentWrite, KeptAlert, StateStore, StoredMove } from '#/store/state-store.ts'
import { emptied, ofAlert, type MoveAct, type Party } from './merge.ts'

export interface UndoPlan {
  readonly kind: 'plan'
  /** Alerts that came since and go along. */
  readonly later: readonly string[]
  readonly writes: readonly IncidentWrite[]
}

/** `field` was changed by the move and again since. */
export interface UndoClash {
  readonly kind: 'clash'
  readonly message: string
}

/** True when no later merge or split of either incident stands on this one. */
export function isLastMove(state: Pick<StateStore, 'movesOf'>, move: StoredMove): boolean {
  const isLast = (id: string): boolean =>
    state.movesOf(id).find(({ undoneAt }) => undoneAt === null)?.number === move.number
  return move.undoneAt === null && isLast(move.from.id) && isLast(move.toId)
}

/** Reads what it needs and plans; writes nothing. */
export function planUndo(
  state: Pick<StateStore, 'incident' | 'alertsSince' | 'keysOf' | 'riskOf' | 'movedBy' | 'movesOf'>,
  move: StoredMove,
  act: Omit<MoveAct, 'id'>,
): UndoPlan | UndoClash {
  if (!isLastMove(state, move)) return clash('a later merge or split must be undone first')
  const from = state.incident(move.from.id)!
  const to = state.incident(move.toId)!
  const cameToTarget = state.alertsSince(to.id, move.number)
  const goesBack = whichGoBack(state, move, to)
  const back = cameToTarget.filter(goesBack)
  const stay = cameToTarget.filter(alert => !goesBack(alert))
  const cameToSource = state.alertsSince(from.id, move.number)

  const ofTarget = state.riskOf(to.id)
  const ids = ofTarget.flatMap(({ alertId }) => (alertId === undefined ? [] : [alertId]))
  const moved = state.movedBy(move.number, ids)
  const backIds = new Set(back.map(({ id }) => id))
  const returns = (line: RiskLine): boolean =>
    line.alertId !== undefined && (moved.has(line.alertId) || backIds.has(line.alertId))
  const sourceRisk = [...state.riskOf(from.id), ...ofTarget.filter(returns)]
  const targetRisk = ofTarget.filter(line => !returns(line))

  const source = restored(move.from, move.fromAfter, from, [...cameToSource, ...back], sourceRisk, act.now)
  if (typeof source === 'string') return clash(`${from.code}: ${source}`)
  const target =
    move.to === null
      ? shellOf({ incident: to, risk: targetRisk }, move, act)
      : restored(move.to, move.toAfter, to, stay, targetRisk, act.now)
  if (typeof target === 'string') return clash(`${to.code}: ${target}`)

  const { by, now, reason } = act
  const kind = move.kind === 'merge' ? 'unmerged' : 'unsplit'
  const what = move.kind === 'merge' ? 'việc gộp' : 'việc tách'
  const write = (before: Incident, after: Incident, other: Incident): IncidentWrite => ({
    incident: { ...after, updatedAt: now, version: before.version + 1 },
    seen: before.version,
    entry: {
      at: now,
      by,
      kind,
      text: `Hoàn tác ${what} với sự cố ${other.code}: ${reason}`,
      reason,
      parts: { other: other.id, code: other.code },
    },
  })
  return { kind: 'plan', later: [...backIds], writes: [write(from, source, to), write(to, target, from)] }
}

/** Of alerts that came to the target since: those that came because of the merge, or to the part split off. */
function whichGoBack(
  state: Pick<StateStore, 'keysOf'>,
  move: StoredMove,
  to: Incident,
): (alert: KeptAlert) => boolean {
  if (move.kind === 'split') return () => true
  const text = ({ family, entity, systemId }: GroupKey): string =>
    JSON.stringify([family, entity.field, entity.value, systemId])
  const keys = new Set(state.keysOf(move.from.id).map(text))
  keys.delete(text(to))
  return ({ rule, entity, systemId }) => keys.has(text({ family: rule.family, entity, systemId }))
}

const OWN_WAY: readonly string[] = [...ALERT_FIELDS, 'id', 'code', 'version', 'updatedAt', 'risk']

/** The incident as before the move, with what happened since; or the name of the field that clashes. */
function restored(
  before: Incident,
  after: Incident,
  now: Incident,
  alertsSince: readonly KeptAlert[],
  risk: readonly RiskLine[],
  nowMs: number,
): Incident | string {
  const fields: Record<string, unknown> = {}
  const values = (of: Incident): Readonly<Record<string, unknown>> => of as never
  for (const name of Object.keys(now)) {
    if (OWN_WAY.includes(name)) continue
    const [was, made, is] = [values(before)[name], values(after)[name], values(now)[name]]
    if (same(was, made)) fields[name] = is
    else if (same(made, is)) fields[name] = was
    else return `${name} was changed since`
  }
  const incident = alertsSince.reduce(withAlert, { ...before, ...fields } as Incident)
  return { ...incident, risk: sumRisk(risk, nowMs) }
}

/** What is left of the part split off: an empty incident that points back; what people judged of it is theirs. */
function shellOf(
  to: Party,
  { toAfter, from }: StoredMove,
  { by, now }: Omit<MoveAct, 'id'>,
): Incident | string {
  const { incident } = to
  if (incident.status === 'closed') return 'was closed since'
  const judged = [
    'gravity',
    'facts',
    'handling',
    'affects',
    'triagedAt',
    'containedAt',
    'resolvedAt',
  ] as const
  const changed = judged.find(name => !same(toAfter[name], incident[name]))
  if (changed !== undefined) return `${changed} was changed since`
  return emptied({ incident, risk: to.risk.filter(line => !ofAlert(line)) }, from.id, by, now)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function clash(message: string): UndoClash {
  return { kind: 'clash', message }
}
