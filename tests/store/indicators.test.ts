// The list of domains known to be bad: what counts, who hears of it, and what a person's no means.

import { expect, test } from 'vitest'
import type { Indicator } from '#/kernel/indicator.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createIndicators, type NewIndicator } from '#/store/indicators.ts'

const DAY_MS = 24 * 60 * 60_000

function open() {
  let now = Date.UTC(2026, 10, 29)
  const clock = { now: () => now }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const told: (readonly Indicator[])[] = []
  const create = () =>
    createIndicators({ records: state.records, clock, onChanged: active => void told.push(active) })
  return {
    create,
    told,
    turn: (ms: number) => void (now += ms),
    [Symbol.dispose]: () => state[Symbol.dispose](),
  }
}

const bad = (domain: string): NewIndicator => ({
  domain,
  reason: 'Giả mạo',
  mentionId: null,
  addedBy: 'thapcanh',
  days: 30,
})

test('a new domain is told at once and is there after a restart', async () => {
  using city = open()
  const indicators = await city.create()
  expect(await indicators.add(bad('a.example.net'))).toBe('added')
  expect(city.told).toEqual([[{ domain: 'a.example.net', reason: 'Giả mạo' }]])
  expect((await city.create()).active()).toEqual([{ domain: 'a.example.net', reason: 'Giả mạo' }])
})

test('a domain that is known is left as it is, also when a person switched it off', async () => {
  using city = open()
  const indicators = await city.create()
  await indicators.add(bad('a.example.net'))
  const [kept] = indicators.list()
  expect(await indicators.switch('a.example.net', false, kept!.version)).toBe('done')
  expect(await indicators.add(bad('a.example.net'))).toBe('known')
  expect(indicators.active()).toEqual([])
  expect(city.told.at(-1)).toEqual([])
  expect((await city.create()).active()).toEqual([])
})

test('two people who switch at once: the second is told that it has changed', async () => {
  using city = open()
  const indicators = await city.create()
  await indicators.add(bad('a.example.net'))
  const { version } = indicators.list()[0]!
  expect(await indicators.switch('a.example.net', false, version)).toBe('done')
  expect(await indicators.switch('a.example.net', true, version)).toBe('conflict')
  expect(await indicators.switch('b.example.net', true, 1)).toBeUndefined()
})

test('an old domain no longer counts, and that is told when it is looked at', async () => {
  using city = open()
  const indicators = await city.create()
  await indicators.add(bad('a.example.net'))
  city.turn(31 * DAY_MS)
  expect(indicators.active()).toEqual([])
  indicators.refresh()
  expect(city.told.at(-1)).toEqual([])
  const before = city.told.length
  indicators.refresh()
  expect(city.told.length).toBe(before)
})
