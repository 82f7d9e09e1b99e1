// The law with a real record store under it: statements, refusals, two people at once, and ten thousand incidents.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import { createLaw, type DeedOutcome, type Law } from '#/regulation/law.ts'
import type { LawProfile } from '#/regulation/profile-schema.ts'
import type { Records } from '#/store/records.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { incidentAt, profileNamed, said, vn, vnText } from './invented-law-incident.ts'

const builtin = profileNamed('vn-2026')
const city = profileNamed(join(import.meta.dirname, 'city-law.yaml'))

interface Office extends Disposable {
  readonly law: Law
  readonly clock: Clock & { set(time: string): void }
  readonly records: Records
  /** The same law seen from another process on the same records. */
  readonly other: Law
}

function openOffice(now: string, profile: LawProfile = builtin): Office {
  let ms = vn(now)
  const clock = { now: () => ms, set: (time: string) => void (ms = vn(time)) }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const options = { profile, records: state.records, clock, sinceMs: vn('2026-01-01') }
  return {
    law: createLaw(options),
    other: createLaw(options),
    clock,
    records: state.records,
    [Symbol.dispose]: () => state[Symbol.dispose](),
  }
}

const incident = incidentAt('2026-11-20 08:00')
const by = { by: 'lead', reason: 'Công văn số 12' }
const stateOf = async (law: Law, id: string, of: Incident = incident) =>
  (await law.clocks(of)).clocks.find(({ clock }) => clock.id === id)!.state
const codeOf = (outcome: DeedOutcome) => (outcome.kind === 'refused' ? outcome.code : 'done')

describe('a clock', () => {
  test('is met by a statement, which gives its line for the history', async () => {
    using office = openOffice('2026-11-21 10:00')
    const outcome = await office.law.meet(incident, 'C3', {
      ...by,
      at: vn('2026-11-21 09:00'),
      documentId: 'd-1',
    })
    expect(outcome).toMatchObject({
      kind: 'done',
      entry: {
        kind: 'clock',
        by: 'lead',
        at: vn('2026-11-21 10:00'),
        text: 'Đã thực hiện C3, Báo cáo nguyên nhân, phạm vi ảnh hưởng, biện pháp khắc phục: Công văn số 12',
        reason: 'Công văn số 12',
        parts: { act: 'met', clock: 'C3', state: 'met', documentId: 'd-1' },
      },
    })
    expect(await stateOf(office.law, 'C3')).toBe('met')
    expect(codeOf(await office.law.meet(incident, 'C3', by))).toBe('clock.already-met')
  })

  test('is met late when it was, and the history says so', async () => {
    using office = openOffice('2026-11-24 10:00')
    const outcome = await office.law.meet(incident, 'C3', by)
    expect(outcome).toMatchObject({ kind: 'done', view: { state: 'met-late' } })
    expect(outcome.kind === 'done' && outcome.entry.text).toContain('(trễ hạn)')
  })

  test.each([
    ['that the profile does not have', 'C99', {}, 'clock.not-found'],
    ['that has not begun', 'C5', {}, 'clock.not-owed'],
    ['in the future', 'C3', { at: vn('2026-11-21 10:01') }, 'clock.time-invalid'],
  ])('%s is refused', async (_, id, fields, code) => {
    using office = openOffice('2026-11-21 10:00')
    expect(codeOf(await office.law.meet(incident, id, { ...by, ...fields }))).toBe(code)
    expect((await office.law.clocks(incident)).deeds).toEqual([])
  })

  test('goes on when a statement was taken back, once', async () => {
    using office = openOffice('2026-11-21 10:00')
    const met = await office.law.meet(incident, 'C3', by)
    const id = met.kind === 'done' ? met.deed.id : ''
    expect(codeOf(await office.law.withdraw(incident, 'C4', id, by))).toBe('clock.deed-not-found')
    expect(codeOf(await office.law.withdraw(incident, 'C3', id, by))).toBe('done')
    expect(await stateOf(office.law, 'C3')).toBe('running')
    expect(codeOf(await office.law.withdraw(incident, 'C3', id, by))).toBe('clock.deed-not-found')
    expect(codeOf(await office.law.meet(incident, 'C3', by))).toBe('done')
  })

  test('may be set aside only on a ground that the profile names', async () => {
    using office = openOffice('2026-11-21 10:00')
    expect(codeOf(await office.law.setAside(incident, 'C3', by))).toBe('done')
    expect(await stateOf(office.law, 'C3')).toBe('not-applicable')
    expect(codeOf(await office.law.setAside(incident, 'C7', by))).toBe('clock.set-aside-not-allowed')
  })

  test('is stated once when two people state it at the same time', async () => {
    using office = openOffice('2026-11-21 10:00')
    const outcomes = await Promise.all([
      office.law.meet(incident, 'C3', by),
      office.other.meet(incident, 'C3', { ...by, by: 'an' }),
      office.law.meet(incident, 'C4', by),
    ])
    expect(outcomes.map(codeOf).sort()).toEqual(['clock.already-met', 'done', 'done'])
    expect((await office.law.clocks(incident)).deeds).toHaveLength(2)
  })
})

describe('a pause', () => {
  test('is refused with the article when the law names none', async () => {
    using office = openOffice('2026-11-21 10:00')
    const outcome = await office.law.pause(incident, 'C4', by)
    expect(outcome).toMatchObject({ kind: 'refused', code: 'clock.pause-not-allowed' })
    expect(outcome.kind === 'refused' && outcome.message.vi).toContain('Điều 9.2.a')
  })

  test('moves the end by its length, where a profile names one', async () => {
    using office = openOffice('2026-11-21 10:00', city)
    expect(codeOf(await office.law.pause(incident, 'C4', by))).toBe('done')
    expect(await stateOf(office.law, 'C4')).toBe('paused')
    office.clock.set('2026-11-23 10:00')
    expect(codeOf(await office.law.resume(incident, 'C4', by))).toBe('done')
    const view = (await office.law.clocks(incident)).clocks.find(({ clock }) => clock.id === 'C4')!
    expect([vnText(view.dueAt), view.state]).toEqual(['2026-11-27 08:00', 'running'])
    expect(codeOf(await office.law.resume(incident, 'C4', by))).toBe('clock.not-paused')
  })

  test('may lie in another; the clock goes on when both have ended', async () => {
    using office = openOffice('2026-11-21 10:00', city)
    const { law, clock } = office
    await law.pause(incident, 'C4', by)
    clock.set('2026-11-21 12:00')
    await law.pause(incident, 'C4', by)
    clock.set('2026-11-21 14:00')
    await law.resume(incident, 'C4', by)
    expect(await stateOf(law, 'C4')).toBe('paused')
    clock.set('2026-11-21 16:00')
    await law.resume(incident, 'C4', by)
    const view = (await law.clocks(incident)).clocks.find(({ clock }) => clock.id === 'C4')!
    expect([view.state, view.pausedMs]).toEqual(['running', 6 * 3_600_000])
  })

  test('comes too late for what is overdue', async () => {
    using office = openOffice('2026-11-25 08:01', city)
    expect(codeOf(await office.law.pause(incident, 'C4', by))).toBe('clock.pause-not-allowed')
  })
})

describe('a document that was sent', () => {
  const sent = { id: 'd-7', sentAt: vn('2026-11-21 09:00'), by: 'lead', reason: 'Đã ký và gửi' }

  test('meets the clock that asks for its form', async () => {
    using office = openOffice('2026-11-21 10:00')
    expect(await office.law.documentSent(incident, { ...sent, form: 'thong-bao-su-co' })).toMatchObject({
      kind: 'done',
      deed: { clock: 'C4', documentId: 'd-7' },
    })
    expect(await office.law.documentSent(incident, { ...sent, form: 'thong-bao-su-co' })).toBeNull()
    expect(await office.law.documentSent(incident, { ...sent, form: 'mau-04' })).toBeNull()
  })

  test('meets one after the other of a complex incident: preliminary, update, final', async () => {
    using office = openOffice('2026-11-30 10:00')
    const complex = {
      ...incident,
      facts: { complex: said('2026-11-20 09:00') },
      resolvedAt: vn('2026-11-28 08:00'),
    }
    const clocks = []
    for (const at of ['2026-11-21 09:00', '2026-11-24 09:00', '2026-11-29 09:00', '2026-11-30 09:00']) {
      const outcome = await office.law.documentSent(complex, {
        ...sent,
        sentAt: vn(at),
        form: 'bao-cao-72-gio',
      })
      clocks.push(outcome?.kind === 'done' ? outcome.deed.clock : outcome)
    }
    expect(clocks).toEqual(['C3', 'C3-update', 'C3-final', null])
  })
})

test('a second notice starts its clock again; other clocks cannot be started', async () => {
  using office = openOffice('2026-11-21 10:00')
  const told = { ...incident, facts: { 'notice-received': said('2026-11-20 08:00') } }
  expect(codeOf(await office.law.meet(told, 'C7', { ...by, at: vn('2026-11-20 08:05') }))).toBe('done')
  expect(codeOf(await office.law.start(told, 'C7', { ...by, at: vn('2026-11-21 09:50') }))).toBe('done')
  expect((await office.law.clocks(told)).clocks.find(({ clock }) => clock.id === 'C7')).toMatchObject({
    state: 'running',
    round: 2,
  })
  expect(codeOf(await office.law.start(told, 'C3', by))).toBe('clock.not-owed')
})

test('a changed contact point starts a clock of the register, which is met by its own statement', async () => {
  using office = openOffice('2026-11-21 10:00')
  const [clock] = await office.law.contactChanged({ ...by, at: vn('2026-11-21 08:00') })
  expect(clock).toMatchObject({ state: 'running', dueAt: vn('2026-11-22 08:00') })
  expect(await office.law.meetRegister('register.9', by)).toMatchObject({ code: 'clock.not-found' })
  expect(await office.law.meetRegister(clock!.occurrence, by)).toMatchObject({ state: 'met' })
  expect(await office.law.meetRegister(clock!.occurrence, by)).toMatchObject({ code: 'clock.already-met' })
  expect(await office.law.registerClocks()).toHaveLength(1)
})

test('a report or duty is stated as done once, and only when the profile has it', async () => {
  using office = openOffice('2026-11-21 10:00')
  const statement = {
    item: 'log-review',
    systemId: 'dvc',
    periodStart: vn('2026-07-01'),
    at: vn('2026-11-21'),
    ...by,
  }
  expect(await office.law.stateDone(statement)).toBe('done')
  expect(await office.law.stateDone({ ...statement, by: 'an' })).toBe('already')
  expect(await office.law.stateDone({ ...statement, item: 'no-such' })).toBe('unknown')
  const systems = [
    { id: 'dvc', name: 'Cổng', level: 3, owner: '', hosts: [], addresses: [], listeners: [] },
  ] as const
  const items = await office.law.calendar(vn('2026-12-01'), vn('2027-01-02'), {
    incidents: [],
    systems,
    documents: [],
  })
  expect(items.find(({ item }) => item === 'log-review')).toMatchObject({ state: 'done', doneBy: 'lead' })
})

test('reminders are told of clocks and of reports alike', async () => {
  using office = openOffice('2026-12-18 00:00')
  const around = { incidents: [incidentAt('2026-12-16 08:00')], systems: [], documents: [] }
  const told = await office.law.dueReminders(vn('2026-12-18 00:00'), vn('2026-12-19 08:00'), around)
  expect(told.map(({ at, item }) => [item.item, vnText(at)])).toEqual(
    [
      ['mau-08', '2026-12-18 00:00'],
      ['C3', '2026-12-18 08:00'],
      ['mau-08-don-vi', '2026-12-19 00:00'],
      ['C3', '2026-12-19 04:00'],
      ['C3', '2026-12-19 07:00'],
      ['C3', '2026-12-19 08:00'],
      ['C4', '2026-12-19 08:00'],
    ].filter(([, at]) => at! > '2026-12-18 00:00'),
  )
})

describe('the nearest deadline', () => {
  test('is the clock that is owed and due first', async () => {
    using office = openOffice('2026-11-21 10:00')
    const urgent = {
      ...incident,
      id: 'i-2',
      gravity: { value: 'serious' as const, ...said('2026-11-20 09:00') },
    }
    const closed = { ...incident, id: 'i-3', status: 'closed' as const, disposition: 'benign' as const }
    await office.law.meet(incident, 'C3', by)
    const nearest = await office.law.nearest([incident, urgent, closed])
    expect(nearest.get('i-new')).toEqual({ clock: 'C4', state: 'running', dueAt: vn('2026-11-25 08:00') })
    expect(nearest.get('i-2')).toEqual({ clock: 'C2', state: 'overdue', dueAt: vn('2026-11-21 08:00') })
    expect(nearest.has('i-3')).toBe(false)
  })

  test('knows at once what another process has written', async () => {
    using office = openOffice('2026-11-21 10:00')
    expect((await office.law.nearest([incident])).get('i-new')!.clock).toBe('C3')
    await office.other.meet(incident, 'C3', by)
    expect((await office.law.nearest([incident])).get('i-new')!.clock).toBe('C4')
  })

  test('of ten thousand incidents is found in well under a second', async () => {
    using office = openOffice('2026-11-21 10:00')
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      ...incident,
      id: `i-${at}`,
      detectedAt: incident.detectedAt + at * 1000,
    }))
    for (const one of many.slice(0, 300)) await office.law.meet(one, 'C3', by)
    await office.law.nearest(many)
    // The processor's time: a busy machine is no slow search.
    const started = process.cpuUsage()
    const nearest = await office.law.nearest(many)
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(700)
    expect(nearest.size).toBe(10_000)
    expect([nearest.get('i-0')!.clock, nearest.get('i-9999')!.clock]).toEqual(['C4', 'C3'])
  })
})
