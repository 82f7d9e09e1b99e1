// What people may do to an incident, as pure functions: state, change, who and when go in; the changed
// incident with its line of history comes out, or the reason why not. Versions and storage are the caller's
// business. Texts of the history are for the people of the centre, in Vietnamese; judgements (classification,
// gravity, facts, milestones) are in judge.ts.

import type { Disposition, Incident, Mau05Kind } from '#/kernel/incident.ts'
import { addRisk, decayed } from '#/kernel/risk.ts'
import { judge, type Judgement } from './judge.ts'
import type { Changed, ChangeOutcome, Refusal } from './outcome.ts'
import { adjustment } from './risk.ts'

export type IncidentChange =
  | { readonly kind: 'take' }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'assign'; readonly owner: string | null }
  | {
      readonly kind: 'close'
      readonly disposition: Disposition
      readonly mau05: Mau05Kind | null
      readonly reason: string
    }
  | { readonly kind: 'reopen'; readonly reason: string }
  | { readonly kind: 'unit'; readonly unitId: string | null; readonly reason: string }
  | { readonly kind: 'risk'; readonly points: number; readonly reason: string }
  | Judgement

export const DISPOSITION_WORDS = {
  'true-positive': 'dương tính thật',
  benign: 'hành vi hợp lệ',
  'false-positive': 'dương tính giả',
  duplicate: 'trùng lặp',
  undetermined: 'chưa xác định',
} as const satisfies Record<Disposition, string>

/** What may still be said of a closed incident: the forms ask for it after the end. */
const AFTER_CLOSING: readonly IncidentChange['kind'][] = ['note', 'handling', 'milestone', 'unit']

/** Applies a change by user `by` at `nowMs`; the version grows by one. */
export function changeIncident(
  incident: Incident,
  change: IncidentChange,
  by: string,
  nowMs: number,
): ChangeOutcome {
  const refusal = refusalOf(incident, change)
  if (refusal !== undefined) return refusal

  const changed: Changed = (kind, text, fields, parts = {}) => ({
    kind: 'changed',
    incident: { ...incident, ...fields, updatedAt: nowMs, version: incident.version + 1 },
    entry: { at: nowMs, by, kind, text, ...parts },
  })
  const acknowledged = { acknowledgedAt: incident.acknowledgedAt ?? nowMs }

  switch (change.kind) {
    case 'take': {
      if (incident.owner === by && incident.status === 'open') return { kind: 'unchanged' }
      const from = incident.owner === null || incident.owner === by ? '' : ` thay ${incident.owner}`
      const fields = { ...acknowledged, status: 'open', owner: by } as const
      return changed('taken', `Nhận xử lý${from}`, fields, { owner: { before: incident.owner, after: by } })
    }
    case 'note':
      return changed('note', change.text, {})
    case 'assign': {
      const { owner } = change
      if (owner === incident.owner) return { kind: 'unchanged' }
      // Taking it from someone does not make it new again: it has been seen.
      const parts = { owner: { before: incident.owner, after: owner } }
      if (owner === null) return changed('assigned', `Bỏ phân công của ${incident.owner}`, { owner }, parts)
      return changed('assigned', `Giao cho ${owner}`, { ...acknowledged, status: 'open', owner }, parts)
    }
    case 'close': {
      const { disposition, mau05 } = change
      const kind = mau05 === null ? '' : `, Mẫu 05 loại ${mau05}`
      const text = `Đóng (${DISPOSITION_WORDS[disposition]}${kind}): ${change.reason}`
      const owner = incident.owner ?? by
      const fields = {
        ...acknowledged,
        status: 'closed',
        owner,
        closedAt: nowMs,
        disposition,
        mau05,
        // Who closes it has judged it.
        triagedAt: incident.triagedAt ?? nowMs,
      } as const
      return changed('closed', text, fields, { outcome: { disposition, mau05 }, reason: change.reason })
    }
    case 'reopen': {
      // The kind of Mẫu 05 stays as a proposal until it is closed again.
      const fields = { status: 'open', closedAt: null, disposition: null } as const
      return changed('reopened', `Mở lại: ${change.reason}`, fields, { reason: change.reason })
    }
    case 'unit': {
      const { unitId, reason } = change
      if (unitId === incident.unitId) return { kind: 'unchanged' }
      const text = unitId === null ? 'Không còn thuộc đơn vị nào' : `Chuyển cho đơn vị ${unitId}`
      const parts = { before: incident.unitId ?? '', after: unitId ?? '' }
      return changed('unit', `${text}: ${reason}`, { unitId }, { reason, parts })
    }
    case 'risk':
      return adjustRisk(incident, change.points, change.reason, by, nowMs, changed)
    default:
      return judge(incident, change, by, nowMs, changed)
  }
}

function refusalOf(incident: Incident, { kind }: IncidentChange): ChangeOutcome | undefined {
  const refuse = (code: Refusal, message: string): ChangeOutcome => ({ kind: 'refused', code, message })
  if (incident.mergedInto !== null && kind !== 'note')
    return refuse('merged', 'The incident was merged into another; undo the merge first.')
  const isClosed = incident.status === 'closed'
  if (kind === 'reopen') return isClosed ? undefined : refuse('not-closed', 'The incident is not closed.')
  return isClosed && !AFTER_CLOSING.includes(kind)
    ? refuse('closed', 'The incident is closed; reopen it first.')
    : undefined
}

/** Points below zero are cut where the risk ends, so that the ledger always sums up to it. */
function adjustRisk(
  incident: Incident,
  points: number,
  reason: string,
  by: string,
  now: number,
  changed: Changed,
): ChangeOutcome {
  const present = decayed(incident.risk.value, incident.risk.at, now)
  const added = Math.max(points, -present)
  if (added === 0) return { kind: 'unchanged' }
  const line = adjustment(added, reason, by, now)
  const outcome = changed(
    'classified',
    `Rủi ro: ${line.text}`,
    { risk: addRisk(incident.risk, [line]) },
    {
      reason,
      parts: { risk: String(Math.round(added)) },
    },
  )
  return outcome.kind === 'changed' ? { ...outcome, risk: [line] } : outcome
}
