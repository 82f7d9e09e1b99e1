// What people may do to an incident, as pure functions: state, change, who and when go in; the changed
// incident with its line of history comes out, or the reason why not. Versions and storage are the
// route's business. Texts of the history are for the people of the centre, in Vietnamese.

import type { Disposition, Incident, Mau05Kind, TimelineEntry } from '#/kernel/incident.ts'
import type { ApiErrorCode } from './errors.ts'

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

export type ChangeOutcome =
  | { readonly kind: 'changed'; readonly incident: Incident; readonly entry: TimelineEntry }
  /** Already as asked: nothing to write. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ApiErrorCode; readonly message: string }

/** What a line says apart from its words, for other languages. */
type EntryParts = Pick<TimelineEntry, 'owner' | 'outcome' | 'reason'>

const DISPOSITION_WORDS = {
  'true-positive': 'dương tính thật',
  benign: 'hành vi hợp lệ',
  'false-positive': 'dương tính giả',
  duplicate: 'trùng lặp',
  undetermined: 'chưa xác định',
} as const satisfies Record<Disposition, string>

/** Applies a change by user `by` at `nowMs`; the version grows by one. */
export function changeIncident(
  incident: Incident,
  change: IncidentChange,
  by: string,
  nowMs: number,
): ChangeOutcome {
  const isClosed = incident.status === 'closed'
  if (change.kind === 'reopen' ? !isClosed : isClosed && change.kind !== 'note')
    return isClosed
      ? { kind: 'refused', code: 'incident.closed', message: 'The incident is closed; reopen it first.' }
      : { kind: 'refused', code: 'incident.not-closed', message: 'The incident is not closed.' }

  const changed = (
    kind: TimelineEntry['kind'],
    text: string,
    fields: Partial<Incident>,
    parts: EntryParts = {},
  ): ChangeOutcome => ({
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
      } as const
      return changed('closed', text, fields, { outcome: { disposition, mau05 }, reason: change.reason })
    }
  }
  // The kind of Mẫu 05 stays as a proposal until it is closed again.
  const fields = { status: 'open', closedAt: null, disposition: null } as const
  return changed('reopened', `Mở lại: ${change.reason}`, fields, { reason: change.reason })
}
