// Answers of the process that leads a cluster: nothing is told as done that the cluster has not kept.

import { describe, expect, test, vi } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import type { Settling } from '#/api/settling.ts'
import { INCIDENT } from './invented-incident.ts'
import { openCity, type Person } from './invented-platform.ts'

/** A state whose keeping the test decides about. */
function createSlowState() {
  let kept = Promise.withResolvers<void>()
  let stuck = new AbortController()
  let asked = 0
  kept.promise.catch(() => {})
  const settling: Settling = {
    settled() {
      asked++
      return kept.promise
    },
    stuck: () => stuck.signal,
  }
  return {
    settling,
    asked: () => asked,
    keep: () => kept.resolve(),
    fail: (error: Error) => kept.reject(error),
    getStuck: () => stuck.abort(),
    comeBack() {
      kept.resolve()
      kept = Promise.withResolvers<void>()
      stuck = new AbortController()
    },
  }
}

async function open() {
  const slow = createSlowState()
  const city = await openCity({ settling: slow.settling })
  const post = (person: Person, url: string, payload: object) =>
    city.as(person, { method: 'POST', url, payload })
  return {
    slow,
    city,
    post,
    note: () => {
      const { version } = city.state.incident(INCIDENT.id)!
      return post('analyst', `/api/incidents/${INCIDENT.id}/notes`, { text: 'Đã gọi quản trị.', version })
    },
    lines: () => city.state.timeline(INCIDENT.id).length,
    [Symbol.asyncDispose]: () => city[Symbol.asyncDispose](),
  }
}

describe('an operation that changes something', () => {
  test('is answered when the cluster has kept it', async () => {
    await using opened = await open()
    const { slow, note, lines } = opened
    const before = lines()
    let isAnswered = false
    const answer = note().finally(() => (isAnswered = true))
    await vi.waitUntil(() => slow.asked() === 1, { timeout: 60_000 })
    expect(lines()).toBe(before + 1)
    expect(isAnswered).toBe(false)
    slow.keep()
    expect((await answer).statusCode).toBeLessThan(300)
  })

  test('is answered as unsettled when it has not been kept for too long, and the next is not begun', async () => {
    await using opened = await open()
    const { slow, note, lines } = opened
    const answer = note()
    await vi.waitUntil(() => slow.asked() === 1, { timeout: 60_000 })
    slow.getStuck()
    const unsettled = await answer
    expect(unsettled.statusCode).toBe(503)
    expect(unsettled.json()).toMatchObject({ error: 'change.unsettled' })
    expect(unsettled.headers['retry-after']).toBe('5')

    const before = lines()
    const refused = await note()
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ error: 'store.unavailable' })
    expect(lines()).toBe(before)

    slow.comeBack()
    slow.keep()
    expect((await note()).statusCode).toBeLessThan(300)
    expect(lines()).toBe(before + 1)
  })

  test('is answered as unsettled when another leads before it was kept', async () => {
    await using opened = await open()
    const { slow, city, note } = opened
    slow.fail(new Retryable('leader.lost', 'another leads'))
    const answer = await note()
    expect([answer.statusCode, answer.json().error]).toEqual([503, 'change.unsettled'])
    expect(city.bugs).toEqual([])
  })

  test('is answered so too when the store itself says that another leads', async () => {
    await using opened = await open()
    const { slow, city, note } = opened
    slow.keep()
    vi.spyOn(city.state, 'changeIncident').mockImplementation(() => {
      throw new Retryable('leader.lost', 'another leads')
    })
    const answer = await note()
    expect([answer.statusCode, answer.json().error]).toEqual([503, 'change.unsettled'])
  })

  test('keeps its own refusals', async () => {
    await using opened = await open()
    const { post } = opened
    const answer = await post('analyst', '/api/incidents/none/notes', { text: 'x', version: 1 })
    expect([answer.statusCode, answer.json().error]).toEqual([404, 'incident.not-found'])
  })
})

test('what is read is answered although nothing can be kept, unless reading is written down', async () => {
  await using opened = await open()
  const { slow, city } = opened
  slow.getStuck()
  expect((await city.as('analyst', { url: `/api/incidents/${INCIDENT.id}` })).statusCode).toBe(200)
  const written = await city.as('analyst', { url: '/api/register/systems.csv' })
  expect([written.statusCode, written.json().error]).toEqual([503, 'store.unavailable'])
})

test('who hears of late failures is the operator, and refusals are not told', async () => {
  await using opened = await open()
  const { slow, city, note, post } = opened
  const [first, second] = [Promise.withResolvers<never>(), Promise.withResolvers<never>()]
  const record = vi.spyOn(city.platform.audit, 'record')
  record.mockImplementationOnce(() => first.promise).mockImplementationOnce(() => second.promise)
  const change = () =>
    post('admin', '/api/units', {
      id: `don-vi-${record.mock.calls.length}`,
      name: 'Đơn vị',
      kind: 'department',
      parentId: null,
    })
  const answers = [change()]
  await vi.waitUntil(() => record.mock.calls.length === 1, { timeout: 60_000 })
  answers.push(change())
  await vi.waitUntil(() => record.mock.calls.length === 2, { timeout: 60_000 })
  slow.getStuck()
  for (const answer of await Promise.all(answers)) expect(answer.json().error).toBe('change.unsettled')
  second.reject(new Retryable('leader.lost', 'another leads'))
  first.reject(new Error('a bug'))
  await vi.waitUntil(() => city.bugs.length > 0, { timeout: 60_000 })
  expect(city.bugs).toEqual([new Error('a bug')])
  slow.comeBack()
  slow.keep()
  expect((await note()).statusCode).toBeLessThan(300)
})
