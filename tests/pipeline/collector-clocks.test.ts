// What time it is for windows that several collectors feed.

import { expect, test } from 'vitest'
import { createCollectorClocks } from '#/pipeline/collector-clocks.ts'

const T = Date.parse('2026-11-30T08:00:00Z')
const WAIT = 120_000

test('it is as late as the slowest says', () => {
  const clocks = createCollectorClocks({ waitMs: WAIT })
  expect(clocks.now()).toBe(-Infinity)
  clocks.tell('c1', T + 5000, 10)
  expect(clocks.now()).toBe(T + 5000)
  clocks.tell('c1', T + 9000, 20)
  clocks.tell('c2', T + 7000, 5)
  expect(clocks.now()).toBe(T + 7000)
  expect([clocks.through('c1'), clocks.through('c2'), clocks.through('c3')]).toEqual([20, 5, 0])
})

test('it never goes back, whoever comes late or tells again', () => {
  const clocks = createCollectorClocks({ waitMs: WAIT })
  clocks.tell('c1', T + 5000, 10)
  clocks.now()
  clocks.tell('c2', T + 1000, 1)
  expect(clocks.now()).toBe(T + 5000)
  clocks.tell('c1', T + 2000, 4)
  expect(clocks.now()).toBe(T + 5000)
  expect(clocks.through('c1')).toBe(10)
})

test('one that is silent is waited for, then left behind, and counts again when it has caught up', () => {
  const clocks = createCollectorClocks({ waitMs: WAIT })
  clocks.tell('c1', T, 1)
  clocks.tell('c2', T, 1)
  clocks.tell('c1', T + WAIT, 2)
  expect(clocks.now()).toBe(T)
  clocks.tell('c1', T + WAIT + 1, 3)
  expect(clocks.now()).toBe(T + WAIT + 1)
  clocks.tell('c2', T + 1000, 2)
  clocks.tell('c2', T + WAIT + 500, 3)
  clocks.tell('c1', T + WAIT + 9000, 4)
  expect(clocks.now()).toBe(T + WAIT + 500)
})

test('one that is known and has told nothing is waited for as long', () => {
  const clocks = createCollectorClocks({ waitMs: WAIT, expected: ['c1', 'c2'] })
  clocks.tell('c1', T, 1)
  clocks.tell('c1', T + WAIT, 2)
  expect(clocks.now()).toBe(T)
  clocks.tell('c1', T + WAIT + 1, 3)
  expect(clocks.now()).toBe(T + WAIT + 1)
})

test('a restart knows what was known', () => {
  const before = createCollectorClocks({ waitMs: WAIT })
  before.tell('c1', T + 5000, 10)
  before.tell('c2', T + 3000, 7)
  const after = createCollectorClocks({ waitMs: WAIT, saved: before.save(), expected: ['c1', 'c2'] })
  expect(after.now()).toBe(T + 3000)
  expect(after.through('c2')).toBe(7)
})
