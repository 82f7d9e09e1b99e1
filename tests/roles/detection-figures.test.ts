// What collectors find out while they detect is known where the lead is, through a real Redis: counters of rules are
// added up, and fields that events had are taken over.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBoard, type Board } from '#/cluster/board.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import type { Ask, DetectionQuestion } from '#/pipeline/detection-questions.ts'
import { sumCounters, type RuleCounters } from '#/pipeline/rule-counters.ts'
import { openSeenFields, type SeenDays } from '#/pipeline/seen-fields.ts'
import { countersOfCollectors, learnFields, publishFigures } from '#/roles/detection-figures.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 20 })
const NONE: RuleCounters = { since: 5, events: 0, sampled: 0, rules: [] }
const OFTEN_MS = 20

function node(name: string, role: 'collector' | 'worker' = 'collector', silentMs = 0): KnownNode {
  return { status: { name, roles: [role], startedAt: 0, figures: {}, problems: [] }, silentMs }
}

interface Pipeline {
  counters: RuleCounters
  fields: SeenDays
}

/** Answers as the pipeline of a collector does. */
const askOf = (pipeline: Pipeline): Ask =>
  (async (question: DetectionQuestion) =>
    await Promise.resolve(question.kind === 'counters' ? pipeline.counters : pipeline.fields)) as Ask

test('counters of several processes are added up rule by rule, since the first of them says', () => {
  const rule = (id: string, hits: number) => ({ id, candidates: hits * 10, hits, hidden: 1, ms: 0.5 })
  const own = { ...NONE, rules: [rule('a', 1)] }
  const others = [
    { since: 1, events: 100, sampled: 2, rules: [rule('a', 2), rule('b', 3)] },
    { since: 9, events: 50, sampled: 1, rules: [rule('b', 4)] },
  ]
  expect(sumCounters(own, others)).toEqual({
    since: 5,
    events: 150,
    sampled: 3,
    rules: [
      { id: 'a', candidates: 30, hits: 3, hidden: 2, ms: 1 },
      { id: 'b', candidates: 70, hits: 7, hidden: 2, ms: 1 },
    ],
  })
  expect(sumCounters(own, [])).toEqual(own)
})

test('fields that another process saw count as seen, by their latest day, and are kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'seen-fields-'))
  using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
  const dayMs = 86_400_000
  const seen = await openSeenFields(directory)
  seen.see({ 'host.name': 'a' }, 20 * dayMs)
  seen.learn({ 'host.name': 10, 'user.name': 12 })
  seen.learn({ 'user.name': 15 })
  expect(seen.days()).toEqual({ 'host.name': 20, 'user.name': 15 })
  expect([seen.isSeen('user.name', 15 * dayMs), seen.isSeen('user.name', 16 * dayMs)]).toEqual([true, false])
  await seen.save()
  expect((await openSeenFields(directory)).days()).toEqual(seen.days())
})

describe.skipIf(noRedis)('through a real Redis', { timeout: 180_000 }, () => {
  let server: RedisServer
  let redis: OpenedRedis
  let opened = 0
  const board = (): Board => createBoard({ redis: redis.commands, prefix: `{test-${++opened}}`, lookMs: 20 })
  beforeAll(async () => {
    server = await startRedis()
    redis = await openRedis({ url: server.url, report: () => {} })
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  test('the leader knows what every collector counted and saw, of silent ones what they told last', async () => {
    const shared = board()
    const first: Pipeline = { counters: { ...NONE, events: 3 }, fields: { 'host.name': 7 } }
    const second: Pipeline = { counters: { ...NONE, events: 40 }, fields: { 'host.name': 8, 'url.path': 8 } }
    const ending = new AbortController()
    const { signal } = ending
    let nodes = [node('one'), node('two', 'collector', 99_000), node('w', 'worker')]
    const learnt: SeenDays[] = []
    const ask = (async (question: DetectionQuestion) => {
      if (question.kind === 'learn-fields') learnt.push(question.days)
      return await Promise.resolve({})
    }) as Ask
    const running = [
      publishFigures(shared, 'one', askOf(first), signal, OFTEN_MS),
      publishFigures(shared, 'two', askOf(second), signal, OFTEN_MS),
      learnFields(shared, () => nodes, ask, signal, OFTEN_MS),
    ]
    const eventsNow = async () => (await countersOfCollectors(shared, nodes)).map(({ events }) => events)
    await soon(async () => expect(await eventsNow()).toEqual([3, 40]))
    await soon(() => expect(learnt).toEqual(expect.arrayContaining([first.fields, second.fields])))
    first.counters = { ...NONE, events: 9 }
    first.fields = { 'host.name': 9 }
    await soon(async () => expect(await eventsNow()).toEqual([9, 40]))
    await soon(() => expect(learnt.at(-1)).toEqual({ 'host.name': 9 }))
    // Taken over once for each change, not at each turn.
    expect(learnt).toHaveLength(3)
    nodes = [node('one'), node('new')]
    await soon(async () => expect(await eventsNow()).toEqual([9]))
    ending.abort()
    await Promise.all(running)
  })

  test('a pipeline that answers no more holds nobody up at the end', async () => {
    const shared = board()
    await shared.put('fields:one', { 'host.name': 7 })
    const asked = Promise.withResolvers<void>()
    const silent = (() => {
      asked.resolve()
      return new Promise(() => {})
    }) as Ask
    const ending = new AbortController()
    const running = [
      publishFigures(shared, 'two', silent, ending.signal, OFTEN_MS),
      learnFields(shared, () => [node('one')], silent, ending.signal, OFTEN_MS),
    ]
    await asked.promise
    ending.abort()
    expect(await Promise.all(running)).toEqual([undefined, undefined])
  })
})
