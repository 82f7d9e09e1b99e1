// The mention store of a cluster on a log in memory: it keeps what the embedded one promises, and everything that was
// answered is in a file that is built from the log alone.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { followState } from '#/store/replicated/follow-state.ts'
import { MENTION_TABLES, packCalls, unpackCalls } from '#/store/replicated/mention-changes.ts'
import { openReplicatedMentions } from '#/store/replicated/replicated-mentions.ts'
import { hexId, inventedMention, SUNDAY } from './invented-mentions.ts'
import { describeMentionStore } from './mention-store-conformance.ts'
import { tablesOf, type Tables } from './replicated-bench.ts'
import { createLogTwin } from './state-log-twin.ts'

const WAIT = { timeout: 60_000, interval: 10 }
const openStore = (path: string): Promise<MentionStore> =>
  openEmbeddedMentionStore({
    path,
    ofCluster: true,
    onFailed: error => {
      throw error
    },
  })

interface LeadOptions {
  readonly folder?: string
  readonly baseAfterBytes?: number
}

/** Folders of several processes around one log. */
function openBench() {
  const log = createLogTwin()
  const root = mkdtempSync(join(tmpdir(), 'thapcanh-mentions-'))
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  let made = 0
  const pathOf = (folder: string): string => join(root, `${folder}.sqlite`)
  return {
    log,
    pathOf,
    codes: () => problems.map(({ code }) => code),
    async lead(fence: number, { folder = `fresh-${made++}`, baseAfterBytes }: LeadOptions = {}) {
      const [deposed, term] = [[] as Error[], new AbortController()]
      const path = pathOf(folder)
      const store = await openReplicatedMentions({
        path,
        log,
        report,
        term: { fence, signal: term.signal },
        signal: term.signal,
        openStore,
        onDeposed: error => deposed.push(error),
        ...(baseAfterBytes === undefined ? {} : { baseAfterBytes }),
      })
      return { ...store, path, deposed, term }
    },
    /** A file built from the log alone. */
    async built(folder = `fresh-${made++}`): Promise<Tables> {
      const path = pathOf(folder)
      const enough = new AbortController()
      const { signal } = enough
      await followState({
        path,
        log,
        tables: MENTION_TABLES,
        report,
        signal,
        onReached: () => enough.abort(),
      })
      return tablesOf(path)
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

const mention = (n: number, more: Parameters<typeof inventedMention>[1] = {}) => ({
  mention: inventedMention(n, more),
  sketch: new Uint8Array([n, 255, 0]),
})

/** Every kind of change once. */
async function changeAll(store: MentionStore): Promise<void> {
  await store.put([mention(1), mention(2), mention(3), mention(4)])
  await store.joinStories(inventedMention(1).storyId, 'gộp')
  await store.setCopyOf([{ id: hexId(2), copyOf: hexId(1) }])
  await store.correct(hexId(3), { label: 'pos', by: 'lan', at: 5 })
  await store.flag([hexId(4)], 'rumour', true)
  await store.rescore([{ id: hexId(1), tone: { label: 'neg', score: -0.5, sure: true }, model: 'm' }])
}

describeMentionStore('replicated', async () => {
  const bench = openBench()
  const store = await bench.lead(1)
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      // What was written can be built anew from the log, whatever it was.
      await store[Symbol.asyncDispose]()
      const [there, built] = [tablesOf(store.path), await bench.built()]
      bench[Symbol.dispose]()
      assert.deepEqual(built, there)
    },
  }
})

describe('mentions of a cluster', { timeout: 120_000 }, () => {
  test('are those of the next leader, in a folder of its own and in that of an earlier one', async () => {
    using bench = openBench()
    const first = await bench.lead(1, { folder: 'a' })
    await changeAll(first)
    await first[Symbol.asyncDispose]()
    const second = await bench.lead(2, { folder: 'b' })
    expect((await second.get(hexId(3)))?.correction).toEqual({ label: 'pos', by: 'lan', at: 5 })
    expect((await second.find({ text: 'không có' }, 10)).total).toBe(0)
    await second.put([mention(5)])
    await second[Symbol.asyncDispose]()
    await using third = await bench.lead(3, { folder: 'a' })
    expect((await third.totals({})).mentions).toBe(5)
    expect(bench.codes()).toEqual([])
  })

  test('words are found in a copy as where they were written', async () => {
    using bench = openBench()
    const first = await bench.lead(1)
    await first.put([mention(1, { text: 'Đèn đường ở phường Sao Mai đã sửa xong' }), mention(2)])
    await first[Symbol.asyncDispose]()
    await using second = await bench.lead(2)
    const found = await second.find({ text: 'den duong sao mai' }, 10)
    expect(found.mentions.map(({ id }) => id)).toEqual([hexId(1)])
  })

  test('what an old leader still calls is refused once another leads, and is nowhere', async () => {
    using bench = openBench()
    await using first = await bench.lead(1)
    await first.put([mention(1)])
    await using second = await bench.lead(2)
    await expect(first.put([mention(2)])).rejects.toMatchObject({ name: 'Retryable', code: 'leader.lost' })
    expect(first.deposed).toHaveLength(1)
    expect([await first.get(hexId(2)), await second.get(hexId(2))]).toEqual([undefined, undefined])
    await second.put([mention(3)])
    expect((await second.totals({})).mentions).toBe(2)
  })

  test('calls wait while the log is away, are done in their order, and end with the term', async () => {
    let isAway = false
    using bench = openBench()
    bench.log.before = () => {
      if (isAway) throw new Retryable('state.away', 'away')
    }
    await using leader = await bench.lead(1)
    isAway = true
    const calls = Promise.all([
      leader.put([mention(1)]),
      leader.put([mention(2)]),
      leader.correct(hexId(1), { label: 'neg', by: 'lan', at: 1 }),
    ])
    await vi.waitUntil(() => bench.codes().includes('state.away'), WAIT)
    expect(await leader.get(hexId(1))).toBeUndefined()
    isAway = false
    expect(await calls).toEqual([1, 1, true])
    isAway = true
    const lost = leader.put([mention(3)])
    leader.term.abort(new Retryable('leader.lost', 'the lease ended'))
    await expect(lost).rejects.toMatchObject({ code: 'leader.lost' })
    await expect(leader.flag([hexId(1)], 'rumour', true)).rejects.toMatchObject({ code: 'leader.lost' })
  })

  test('a file that was left before its last group was done has it when it is opened again', async () => {
    using bench = openBench()
    const first = await bench.lead(1, { folder: 'a' })
    await first.put([mention(1)])
    const before = new DatabaseSync(first.path)
    const place = before.prepare('SELECT * FROM log_place').get()!
    await first.put([mention(2)])
    await first.correct(hexId(2), { label: 'neu', by: 'lan', at: 2 })
    await first[Symbol.asyncDispose]()
    // As after a power cut: what was done is there, and the place is that of some moment ago.
    before
      .prepare('UPDATE log_place SET number = ?, hash = ?, total = ?')
      .run(place['number']!, place['hash']!, place['total']!)
    before.close()
    const again = await bench.lead(2, { folder: 'a' })
    expect((await again.totals({})).mentions).toBe(2)
    expect((await again.get(hexId(2)))?.correction?.label).toBe('neu')
    await again[Symbol.asyncDispose]()
    expect(await bench.built()).toEqual(tablesOf(bench.pathOf('a')))
  })

  test('a single machine’s mentions begin the log; those of a later folder are set aside', async () => {
    using bench = openBench()
    for (const [folder, n] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      await using alone = await openEmbeddedMentionStore({ path: bench.pathOf(folder), onFailed: () => {} })
      await alone.put([mention(n)])
    }
    const first = await bench.lead(1, { folder: 'a' })
    expect(await first.get(hexId(1))).toBeDefined()
    await first[Symbol.asyncDispose]()
    await using second = await bench.lead(2, { folder: 'b' })
    expect([await second.get(hexId(2)), (await second.get(hexId(1)))?.id]).toEqual([undefined, hexId(1)])
    expect(bench.codes()).toEqual(['state.rebuilt'])
    const aside = `${bench.pathOf('b')}.set-aside`
    await using kept = await openEmbeddedMentionStore({ path: aside, readOnly: true, onFailed: () => {} })
    expect(await kept.get(hexId(2))).toBeDefined()
  })

  test('forgotten texts are in neither log nor bases after the next time something is forgotten', async () => {
    using bench = openBench()
    await using leader = await bench.lead(1)
    const secret = 'Nguyễn Văn Giả Định'
    await leader.put([mention(1, { text: secret, publishedAt: SUNDAY })])
    await leader.put([mention(2, { text: 'khác', publishedAt: SUNDAY + 1000 })])
    const many = bench.log.entries.size
    const numbers = async () =>
      (await bench.log.bases(new AbortController().signal))!.bases.map(({ number }) => number)
    // The base of the first is held up until the second has been asked for.
    const held = Promise.withResolvers<void>()
    bench.log.before = async request => {
      if (request === 'putPiece') await held.promise
    }
    expect(await leader.forgetTextBefore(SUNDAY + 1)).toBe(1)
    expect(await leader.deleteBefore(SUNDAY + 2000)).toBe(2)
    held.resolve()
    await vi.waitUntil(async () => (await numbers())[0]! > 0, WAIT)
    // Whatever is kept next finds that another base is due.
    await vi.waitUntil(async () => {
      await leader.put([mention(3, { publishedAt: SUNDAY + 5000 })])
      return (await numbers())[1]! > 0 && bench.log.entries.get(many) === undefined
    }, WAIT)
    expect(
      Object.values(await bench.built())
        .flat()
        .join('\n'),
    ).not.toContain(secret)
  })

  test('bases spare reading the log, and lead to the same file', async () => {
    using bench = openBench()
    const leader = await bench.lead(1, { baseAfterBytes: 2000 })
    for (let n = 1; n <= 40; n++) await leader.put([mention(n)])
    await vi.waitUntil(
      async () => (await bench.log.bases(new AbortController().signal))!.bases[0]!.number > 5,
      WAIT,
    )
    await leader[Symbol.asyncDispose]()
    expect(await bench.built()).toEqual(tablesOf(leader.path))
  })

  test('a call travels as it was made', () => {
    const call = { method: 'put', args: [[mention(7), { ...mention(8), sketch: null }]] } as const
    expect(unpackCalls(packCalls([call as never]))).toEqual([call])
    expect(unpackCalls(Buffer.from('[{"method":"get","args":["x"]}]'))).toBeUndefined()
    expect(unpackCalls(Buffer.from('{'))).toBeUndefined()
  })
})
