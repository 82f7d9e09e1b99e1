// Counting of problems and rates: bounded memory, right numbers.

import { expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { createProblemLedger } from '#/kernel/problem-ledger.ts'
import { createRate } from '#/kernel/rate.ts'

test('a rate is the mean of the last ten full seconds', () => {
  const rate = createRate()
  for (let second = 1; second <= 10; second++) rate.add(50, second * 1000 + 500)
  expect(rate.perSecond(11_000)).toBe(50)
  expect(rate.perSecond(16_000)).toBe(25)
  expect(rate.perSecond(40_000)).toBe(0)
  expect(rate.total()).toBe(500)
})

test('a long pause leaves nothing of the old rate', () => {
  const rate = createRate()
  rate.add(1000, 5_000)
  rate.add(10, 500_000)
  expect(rate.perSecond(501_000)).toBe(1)
})

test('problems are counted by code and place, the latest first', () => {
  let now = 1000
  const ledger = createProblemLedger({ now: () => now })
  ledger.report({ code: 'line.malformed', where: 'a', detail: 'first' })
  now = 2000
  ledger.report({ code: 'line.malformed', where: 'b', detail: 'other' })
  now = 3000
  ledger.add({ code: 'line.malformed', where: 'a', detail: 'latest' }, 4)
  expect(ledger.total()).toBe(6)
  expect(ledger.kinds(10)).toEqual([
    { code: 'line.malformed', where: 'a', count: 5, lastDetail: 'latest', lastAt: 3000 },
    { code: 'line.malformed', where: 'b', count: 1, lastDetail: 'other', lastAt: 2000 },
  ])
})

test('places beyond the bound are counted together, none is lost', () => {
  const ledger = createProblemLedger({ now: () => 1 })
  const places = LIMITS.maxProblemKinds + 100
  for (let place = 0; place < places; place++)
    ledger.report({ code: 'line.malformed', where: `sender ${place}`, detail: '' })
  const kinds = ledger.kinds(Number.MAX_SAFE_INTEGER)
  expect(kinds.length).toBe(LIMITS.maxProblemKinds + 1)
  expect(kinds.reduce((sum, kind) => sum + kind.count, 0)).toBe(places)
})

test('problems of a code are counted whatever their place, also when others have come since', () => {
  let now = 0
  const ledger = createProblemLedger({ now: () => now++ })
  ledger.add({ code: 'store.failed', where: 'here', detail: '' }, 3)
  ledger.report({ code: 'store.failed', where: 'there', detail: '' })
  const places = LIMITS.maxProblemKinds + 100
  for (let place = 0; place < places; place++)
    ledger.report({ code: 'line.malformed', where: `sender ${place}`, detail: '' })
  expect(ledger.kinds(50).some(({ code }) => code === 'store.failed')).toBe(false)
  expect(ledger.byCode()).toEqual({ 'store.failed': 4, 'line.malformed': places })
})
