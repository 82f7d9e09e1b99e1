// Exceptions and what they hid, as they are kept: over a restart, in the face of two who decide at once, and the alerts
// that a preview looks at.

import { expect, test } from 'vitest'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createExceptionStore } from '#/store/exceptions.ts'
import { createHiddenCounts } from '#/store/hidden-alerts.ts'
import { ALERT, CREATED, INCIDENT } from '../api/invented-incident.ts'
import { plantIncident } from '../api/plant-incident.ts'

const clock = { now: () => 1_000_000 }
const DEFINITION: ExceptionDefinition = {
  title: 't',
  filter: 'f',
  tags: [],
  systems: [],
  entity: null,
  reason: 'r',
  owner: 'an',
  expiresAt: 2_000_000,
}

function opened() {
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const changes: [string, string | null][] = []
  let next = 0
  const open = () =>
    createExceptionStore({
      records: state.records,
      clock,
      newId: () => `x-${(next += 1)}`,
      onChanged: (id, definition) => void changes.push([id, definition?.title ?? null]),
    })
  return { state, changes, open }
}

test('only what comes into force or leaves it is told, and all is there after a restart', async () => {
  const { state, changes, open } = opened()
  using _ = state
  const store = await open()
  await store.propose(DEFINITION, 'an')
  await store.change('x-1', { ...DEFINITION, title: 't2' }, 'an', 1)
  expect(changes).toEqual([])
  expect((await store.approve('x-1', 'an', 2)).kind).toBe('own')
  await store.approve('x-1', 'binh', 2)
  await store.change('x-1', { ...DEFINITION, title: 't3' }, 'an', 3)
  await store.reject('x-1', 'binh', 'no', 4)
  expect(changes).toEqual([['x-1', 't2']])

  const again = await open()
  expect(again.inForce()).toEqual([{ id: 'x-1', definition: { ...DEFINITION, title: 't2' } }])
  expect((await again.history('x-1', 10)).map(({ kind }) => kind)).toEqual([
    'proposed',
    'changed',
    'approved',
    'changed',
    'rejected',
  ])
  await again.withdraw('x-1', 'binh', 'over', 5)
  expect(changes.at(-1)).toEqual(['x-1', null])
  expect(again.inForce()).toEqual([])
})

test('of two who decide at once one is told of the other', async () => {
  const { state, open } = opened()
  using _ = state
  const [one, other] = [await open(), await open()]
  await one.propose(DEFINITION, 'an')
  const late = await open()
  expect((await one.approve('x-1', 'binh', 1)).kind).toBe('done')
  expect((await late.approve('x-1', 'chi', 1)).kind).toBe('conflict')
  expect((await other.approve('x-1', 'chi', 1)).kind).toBe('not-found')
})

test.each([
  ['approved', 'approve', 'no-proposal'],
  ['withdrawn', 'withdraw', 'ended'],
] as const)('what is %s is not so twice', async (_state, step, kind) => {
  const { state, open } = opened()
  using _ = state
  const store = await open()
  await store.propose(DEFINITION, 'an')
  expect((await store.withdraw('x-1', 'binh', 'x', 1)).kind).toBe('not-in-force')
  await store.approve('x-1', 'binh', 1)
  if (step === 'withdraw') await store.withdraw('x-1', 'binh', 'x', 2)
  const version = store.get('x-1')!.version
  const again =
    step === 'approve'
      ? await store.approve('x-1', 'binh', version)
      : await store.withdraw('x-1', 'binh', 'x', version)
  expect(again.kind).toBe(kind)
})

test('what was hidden is added up, and written only when it changed', async () => {
  const { state } = opened()
  using _ = state
  const counts = await createHiddenCounts(state.records)
  const one = { exceptionId: 'x-1', alerts: 2, lastAt: 5, lastRule: 'r', lastEvent: 'e' }
  counts.add([one, { ...one, exceptionId: 'rules/f.yml:3' }])
  counts.add([{ ...one, alerts: 3, lastEvent: 'e2' }])
  await counts.flush()
  await counts.flush()
  const again = await createHiddenCounts(state.records)
  expect(again.of('x-1')).toEqual({ ...one, alerts: 5, lastEvent: 'e2' })
  expect(again.total()).toBe(7)
  again.add([one])
  await again.flush()
  expect((await createHiddenCounts(state.records)).of('x-1')?.alerts).toBe(7)
})

test('recent alerts come newest first, of the rules asked for, page by page', () => {
  const { state } = opened()
  using _ = state
  plantIncident(state, INCIDENT, [CREATED, CREATED, CREATED])
  const all = state.recentAlerts(null, 0)
  expect(all.alerts.map(({ alert, incidentId }) => [alert.id, incidentId])).toEqual([
    ['i-new-2', 'i-new'],
    ['i-new-1', 'i-new'],
    ['i-new-0', 'i-new'],
  ])
  expect(all.next).toBeNull()
  expect(state.recentAlerts([ALERT.rule.id], ALERT.at).alerts).toHaveLength(3)
  expect(state.recentAlerts([ALERT.rule.id], ALERT.at + 1).alerts).toEqual([])
  expect(state.recentAlerts(['other'], 0).alerts).toEqual([])
  const after = `${ALERT.at}.i-new-1`
  expect(state.recentAlerts(null, 0, after).alerts.map(({ alert }) => alert.id)).toEqual(['i-new-0'])
})
