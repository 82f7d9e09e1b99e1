// What people establish about an incident: as tables of what is changed, left or refused.

import { describe, expect, test } from 'vitest'
import { changeIncident, type IncidentChange } from '#/incidents/change.ts'
import { INCIDENT_FACTS, MILESTONES, type Incident } from '#/kernel/incident.ts'
import { INCIDENT } from '../api/invented-incident.ts'

const NOW = INCIDENT.createdAt + 600_000
const DAY = 86_400_000
const closed: Incident = { ...INCIDENT, status: 'closed', closedAt: NOW, disposition: 'benign', owner: 'an' }
const merged: Incident = { ...closed, mergedInto: 'other' }

function change(wanted: IncidentChange, incident: Incident = INCIDENT) {
  return changeIncident(incident, wanted, 'an', NOW)
}

const HANDLING = {
  self: true,
  domesticHelpers: ['Trung tâm ứng cứu'],
  foreignHelpers: [],
  coordinatorAsked: true,
  damage: '20 triệu đồng',
}
const CLASSIFY = { kind: 'classify', mau05: 6, affects: ['availability'], triaged: true } as const

describe('a judgement', () => {
  test('of what it is sets kind, properties and the moment of triage once', () => {
    const outcome = change(CLASSIFY)
    expect(outcome).toMatchObject({
      incident: { mau05: 6, affects: ['availability'], triagedAt: NOW, version: 2 },
      entry: {
        kind: 'classified',
        text: 'Phân loại: loại 6 – Mã hóa phần mềm, dữ liệu, thiết bị; ảnh hưởng tính khả dụng',
      },
    })
    const earlier = { ...INCIDENT, triagedAt: NOW - 5 }
    expect(change(CLASSIFY, earlier)).toMatchObject({ incident: { triagedAt: NOW - 5 } })
    const same = { ...earlier, mau05: 6, affects: ['availability'] } as const
    expect(change(CLASSIFY, same)).toEqual({ kind: 'unchanged' })
  })

  test('of gravity names who, when and why, and what it was before', () => {
    const first = change({ kind: 'gravity', value: 'serious', reason: 'Mất dịch vụ' })
    expect(first).toMatchObject({
      incident: { gravity: { value: 'serious', at: NOW, by: 'an', reason: 'Mất dịch vụ' } },
      entry: { kind: 'gravity', reason: 'Mất dịch vụ', parts: { before: '', after: 'serious' } },
    })
  })

  test.each(INCIDENT_FACTS)('of %s is established and withdrawn with its reason', fact => {
    const made = change({ kind: 'fact', fact, at: NOW - 10, reason: 'Đã xác minh' })
    if (made.kind !== 'changed') throw new Error('a fact changes')
    expect(made.incident.facts).toEqual({ [fact]: { at: NOW - 10, by: 'an', reason: 'Đã xác minh' } })
    const withdrawn = change({ kind: 'withdraw', fact, reason: 'Nhầm' }, made.incident)
    expect(withdrawn).toMatchObject({
      incident: { facts: {} },
      entry: { parts: { fact, withdrawn: 'true' } },
    })
    expect(change({ kind: 'withdraw', fact, reason: 'Nhầm' })).toEqual({ kind: 'unchanged' })
  })

  test.each(MILESTONES)('that it is %s is set and taken back with a reason', milestone => {
    const made = change({ kind: 'milestone', milestone, at: NOW, reason: '' })
    if (made.kind !== 'changed') throw new Error('a milestone changes')
    expect(made.incident[`${milestone}At`]).toBe(NOW)
    const back = { kind: 'milestone', milestone, at: null } as const
    expect(change({ ...back, reason: '' }, made.incident)).toMatchObject({ code: 'invalid' })
    expect(change({ ...back, reason: 'Nhầm' }, made.incident)).toMatchObject({
      incident: { [`${milestone}At`]: null },
      entry: { reason: 'Nhầm' },
    })
  })

  const REFUSED: readonly (readonly [name: string, wanted: IncidentChange, incident: Incident])[] = [
    ['a fact of the future', { kind: 'fact', fact: 'complex', at: NOW + DAY, reason: 'x' }, INCIDENT],
    ['a fact of years ago', { kind: 'fact', fact: 'complex', at: NOW - 400 * DAY, reason: 'x' }, INCIDENT],
    [
      'a milestone of the future',
      { kind: 'milestone', milestone: 'resolved', at: NOW + DAY, reason: '' },
      INCIDENT,
    ],
    [
      'a milestone before the incident',
      { kind: 'milestone', milestone: 'contained', at: NOW - 90 * DAY, reason: '' },
      INCIDENT,
    ],
    [
      'resolved before contained',
      { kind: 'milestone', milestone: 'resolved', at: NOW - 10, reason: '' },
      { ...INCIDENT, containedAt: NOW },
    ],
  ]
  test.each(REFUSED)('%s is refused', (_name, wanted, incident) => {
    expect(change(wanted, incident)).toMatchObject({ kind: 'refused', code: 'invalid' })
  })

  test('of a closed incident is left to who reopens it, but for what the forms ask after the end', () => {
    expect(change(CLASSIFY, closed)).toMatchObject({ code: 'closed' })
    expect(change({ kind: 'gravity', value: 'serious', reason: 'x' }, closed)).toMatchObject({
      code: 'closed',
    })
    expect(change({ kind: 'handling', handling: HANDLING }, closed)).toMatchObject({
      incident: { handling: HANDLING },
      entry: {
        text: 'Kết quả xử lý: tự xử lý, Trung tâm ứng cứu (trong nước), đề nghị cơ quan điều phối hỗ trợ; thiệt hại ước tính: 20 triệu đồng',
      },
    })
    expect(change({ kind: 'milestone', milestone: 'resolved', at: NOW, reason: '' }, closed).kind).toBe(
      'changed',
    )
  })

  test('of a merged incident is refused, a note is not', () => {
    expect(change({ kind: 'reopen', reason: 'x' }, merged)).toMatchObject({ code: 'merged' })
    expect(change({ kind: 'handling', handling: null }, merged)).toMatchObject({ code: 'merged' })
    expect(change({ kind: 'note', text: 'x' }, merged).kind).toBe('changed')
  })

  test('of the risk is cut where the risk ends', () => {
    const risky = { ...INCIDENT, risk: { value: 30, at: NOW } }
    expect(change({ kind: 'risk', points: -100, reason: 'Thử nghiệm' }, risky)).toMatchObject({
      incident: { risk: { value: 0 } },
      risk: [{ points: -30, why: 'adjusted', by: 'an' }],
    })
  })
})
