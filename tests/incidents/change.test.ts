// What people may do to an incident in each of its states, as a table.

import { expect, test } from 'vitest'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import { changeIncident, type IncidentChange } from '#/incidents/change.ts'
import { INCIDENT } from '../api/invented-incident.ts'

const NOW = INCIDENT.createdAt + 60_000
const EARLIER = INCIDENT.createdAt + 10_000

const STATES = {
  new: INCIDENT,
  mine: { ...INCIDENT, status: 'open', owner: 'an', acknowledgedAt: EARLIER },
  theirs: { ...INCIDENT, status: 'open', owner: 'binh', acknowledgedAt: EARLIER },
  orphan: { ...INCIDENT, status: 'open', owner: null, acknowledgedAt: EARLIER },
  closed: {
    ...INCIDENT,
    status: 'closed',
    owner: 'binh',
    acknowledgedAt: EARLIER,
    closedAt: EARLIER,
    disposition: 'benign',
    mau05: 4,
  },
} as const satisfies Record<string, Incident>

const CHANGES = {
  take: { kind: 'take' },
  note: { kind: 'note', text: 'Đã gọi đơn vị' },
  'assign to chi': { kind: 'assign', owner: 'chi' },
  'assign to binh': { kind: 'assign', owner: 'binh' },
  unassign: { kind: 'assign', owner: null },
  close: { kind: 'close', disposition: 'true-positive', mau05: 4, reason: 'Đã chặn' },
  reopen: { kind: 'reopen', reason: 'Lại xảy ra' },
} as const satisfies Record<string, IncidentChange>

type Expected =
  | string
  | { readonly fields: Partial<Incident>; readonly entry: Omit<TimelineEntry, 'at' | 'by'> }
const REOPENED = { status: 'open', closedAt: null, disposition: null, mau05: 4 } as const
const CLOSED = {
  status: 'closed',
  closedAt: NOW,
  disposition: 'true-positive',
  mau05: 4,
  triagedAt: NOW,
} as const
const CLOSE_ENTRY = {
  kind: 'closed',
  text: 'Đóng (dương tính thật, Mẫu 05 loại 4): Đã chặn',
  outcome: { disposition: 'true-positive', mau05: 4 },
  reason: 'Đã chặn',
} as const
/** A line about who has it, and who had it before. */
const handed = (kind: 'taken' | 'assigned', text: string, before: string | null, after: string | null) => ({
  kind,
  text,
  owner: { before, after },
})

const TABLE: Record<keyof typeof STATES, Record<keyof typeof CHANGES, Expected>> = {
  new: {
    take: {
      fields: { status: 'open', owner: 'an', acknowledgedAt: NOW },
      entry: handed('taken', 'Nhận xử lý', null, 'an'),
    },
    note: { fields: {}, entry: { kind: 'note', text: 'Đã gọi đơn vị' } },
    'assign to chi': {
      fields: { status: 'open', owner: 'chi', acknowledgedAt: NOW },
      entry: handed('assigned', 'Giao cho chi', null, 'chi'),
    },
    'assign to binh': {
      fields: { status: 'open', owner: 'binh', acknowledgedAt: NOW },
      entry: handed('assigned', 'Giao cho binh', null, 'binh'),
    },
    unassign: 'unchanged',
    close: {
      fields: { ...CLOSED, owner: 'an', acknowledgedAt: NOW },
      entry: CLOSE_ENTRY,
    },
    reopen: 'not-closed',
  },
  mine: {
    take: 'unchanged',
    note: { fields: {}, entry: { kind: 'note', text: 'Đã gọi đơn vị' } },
    'assign to chi': { fields: { owner: 'chi' }, entry: handed('assigned', 'Giao cho chi', 'an', 'chi') },
    'assign to binh': { fields: { owner: 'binh' }, entry: handed('assigned', 'Giao cho binh', 'an', 'binh') },
    unassign: { fields: { owner: null }, entry: handed('assigned', 'Bỏ phân công của an', 'an', null) },
    close: { fields: CLOSED, entry: CLOSE_ENTRY },
    reopen: 'not-closed',
  },
  theirs: {
    take: { fields: { owner: 'an' }, entry: handed('taken', 'Nhận xử lý thay binh', 'binh', 'an') },
    note: { fields: {}, entry: { kind: 'note', text: 'Đã gọi đơn vị' } },
    'assign to chi': { fields: { owner: 'chi' }, entry: handed('assigned', 'Giao cho chi', 'binh', 'chi') },
    'assign to binh': 'unchanged',
    unassign: { fields: { owner: null }, entry: handed('assigned', 'Bỏ phân công của binh', 'binh', null) },
    close: { fields: CLOSED, entry: CLOSE_ENTRY },
    reopen: 'not-closed',
  },
  orphan: {
    take: { fields: { owner: 'an' }, entry: handed('taken', 'Nhận xử lý', null, 'an') },
    note: { fields: {}, entry: { kind: 'note', text: 'Đã gọi đơn vị' } },
    'assign to chi': { fields: { owner: 'chi' }, entry: handed('assigned', 'Giao cho chi', null, 'chi') },
    'assign to binh': { fields: { owner: 'binh' }, entry: handed('assigned', 'Giao cho binh', null, 'binh') },
    unassign: 'unchanged',
    close: { fields: { ...CLOSED, owner: 'an' }, entry: CLOSE_ENTRY },
    reopen: 'not-closed',
  },
  closed: {
    take: 'closed',
    note: { fields: {}, entry: { kind: 'note', text: 'Đã gọi đơn vị' } },
    'assign to chi': 'closed',
    'assign to binh': 'closed',
    unassign: 'closed',
    close: 'closed',
    reopen: {
      fields: REOPENED,
      entry: { kind: 'reopened', text: 'Mở lại: Lại xảy ra', reason: 'Lại xảy ra' },
    },
  },
}

const rows = (Object.keys(STATES) as (keyof typeof STATES)[]).flatMap(state =>
  (Object.keys(CHANGES) as (keyof typeof CHANGES)[]).map(change => ({
    state,
    change,
    expected: TABLE[state][change],
  })),
)

test.each(rows)('an incident that is $state, asked to $change', ({ state, change, expected }) => {
  const before: Incident = STATES[state]
  const outcome = changeIncident(before, CHANGES[change], 'an', NOW)
  expect(outcome.kind === 'refused' ? outcome.code : outcome).toEqual(outcomeOf(before, expected))
})

function outcomeOf(before: Incident, expected: Expected) {
  if (expected === 'unchanged') return { kind: 'unchanged' }
  if (typeof expected === 'string') return expected
  const incident = { ...before, ...expected.fields, updatedAt: NOW, version: before.version + 1 }
  return { kind: 'changed', incident, entry: { at: NOW, by: 'an', ...expected.entry } }
}

test('a close without a kind of Mẫu 05 says only how it turned out', () => {
  const outcome = changeIncident(
    INCIDENT,
    { kind: 'close', disposition: 'benign', mau05: null, reason: 'Diễn tập' },
    'an',
    NOW,
  )
  expect(outcome).toMatchObject({ entry: { text: 'Đóng (hành vi hợp lệ): Diễn tập' } })
})
