// What the state store of a cluster must do, whatever keeps its log: what was acknowledged is in the next leader's
// file, exactly; one leads; what is damaged is told.

import * as fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { systemClock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { put, type Collection } from '#/store/records.ts'
import { STATE_TABLES } from '#/store/replicated/copied-tables.ts'
import { followState } from '#/store/replicated/follow-state.ts'
import { entryAfter, placeOf } from '#/store/replicated/log-entry.ts'
import type { StateLog } from '#/store/replicated/state-log.ts'
import { doStateWork, stateWork } from './random-state-work.ts'
import { describeRecords } from './records-conformance.ts'
import {
  createStateBench,
  followOnce,
  openOnLog,
  tablesOf,
  type Leader,
  type OpenedLog,
  type OpenLog,
  type StateBench,
} from './replicated-bench.ts'
import { describeStateStore } from './state-store-conformance.ts'

const SEED = 20_261_130
const THINGS: Collection<number> = { name: 'thing', keys: value => ({ value }) }
const LOST = { name: 'Retryable', code: 'leader.lost' }

export function describeReplicatedState(name: string, openLog: OpenLog, runs: number): void {
  describeStateStore(name, async clock => await openOnLog(openLog, clock))
  describeRecords(
    name,
    async () => {
      const opened = await openOnLog(openLog, systemClock)
      return {
        records: opened.store.records,
        [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
      }
    },
    runs,
  )
  describe(`state of a cluster: ${name}`, () => {
    describeTravelling(openLog, runs)
    describeLeading(openLog)
    describeFiles(openLog)
    describeBases(openLog)
    describeDamage(openLog)
  })
}

interface Opened extends AsyncDisposable {
  readonly opened: OpenedLog
  readonly bench: StateBench
}

async function open(openLog: OpenLog): Promise<Opened> {
  const opened = await openLog()
  const bench = createStateBench(opened)
  return {
    opened,
    bench,
    async [Symbol.asyncDispose]() {
      bench[Symbol.dispose]()
      await opened[Symbol.asyncDispose]()
    },
  }
}

/** Puts a setting for each name, and waits until they are kept. */
async function keep(leader: Leader, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    leader.store.putSetting(name, 'kept')
    await leader.settled()
  }
}

/** One entry that is longer than a base, and another one. */
async function grow(leader: Leader): Promise<void> {
  leader.store.putSetting('bulk', randomBytes(30_000).toString('base64'))
  await leader.settled()
  await keep(leader, `after ${leader.number()}`)
}

function describeTravelling(openLog: OpenLog, runs: number): void {
  test(
    'a file that is built from the log has the same rows, also after a change of leaders',
    { timeout: 600_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(stateWork, { minLength: 10, maxLength: 60 }),
          fc.nat(),
          async (work, cut) => {
            await using place = await open(openLog)
            const { bench } = place
            let leader = await bench.lead(1, { baseAfterBytes: 4000 })
            try {
              for (const [turn, one] of work.entries()) {
                await doStateWork(leader.store, one, turn)
                if (turn % 20 !== cut % 20) continue
                await leader.settled()
                expect(await bench.built()).toEqual(tablesOf(leader.path))
                await leader[Symbol.asyncDispose]()
                leader = await bench.lead(turn + 2, { baseAfterBytes: 4000 })
              }
              await leader.settled()
              expect(await bench.built()).toEqual(tablesOf(leader.path))
              expect([...leader.problems, ...leader.deposed]).toEqual([])
            } finally {
              await leader[Symbol.asyncDispose]()
            }
          },
        ),
        { numRuns: runs, seed: SEED },
      )
    },
  )

  test('what is committed while a group is under way is one group', async () => {
    await using place = await open(openLog)
    await using leader = await place.bench.lead(1)
    const before = leader.number()
    for (let i = 0; i < 100; i++) leader.store.putSetting(`key-${i}`, 'kept')
    await leader.settled()
    expect(leader.number()).toBe(before + 1)
    await leader.settled()
    expect(leader.number()).toBe(before + 1)
  })

  test('a commit of records resolves when it is kept', async () => {
    await using place = await open(openLog)
    await using leader = await place.bench.lead(1)
    const before = leader.number()
    expect(await leader.store.records.commit([put(THINGS, 'a', 1, 0)])).toBe('done')
    expect(leader.number()).toBe(before + 1)
    expect(await leader.store.records.commit([put(THINGS, 'a', 2, 0)])).toBe('conflict')
  })

  test('changes that nobody waited for are kept when the store is closed', async () => {
    await using place = await open(openLog)
    const leader = await place.bench.lead(1)
    leader.store.putSetting('late', 'kept')
    await leader[Symbol.asyncDispose]()
    await using next = await place.bench.lead(2)
    expect(next.store.setting('late')).toBe('kept')
  })

  test('a group that is too large for one entry travels in parts, and unfinished ones count for nothing', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const large = randomBytes(6 * 1024 * 1024).toString('base64')
    const { signal } = new AbortController()
    const leader = await bench.lead(1, { log: stalledAfterPart(opened.log) })
    leader.store.putSetting('unfinished', large)
    await vi.waitUntil(async () => (await opened.log.read(1, signal)).length > 0, { timeout: 60_000 })
    leader.term.abort()
    await leader[Symbol.asyncDispose]()

    await using next = await bench.lead(2)
    expect(next.store.setting('unfinished')).toBeUndefined()
    const before = next.number()
    next.store.putSetting('large', large)
    await next.settled()
    expect(next.number()).toBeGreaterThan(before + 1)
    expect(await bench.built()).toEqual(tablesOf(next.path))
  })

  test('an outage is waited for, and told once', async () => {
    await using place = await open(openLog)
    let failures = 0
    const log: StateLog = {
      ...place.opened.log,
      async append(entry, signal) {
        if (entry.kind === 'group' && failures++ < 4) throw new Retryable('state.away', 'no answer')
        return await place.opened.log.append(entry, signal)
      },
    }
    await using leader = await place.bench.lead(1, { log })
    await keep(leader, 'kept')
    expect(failures).toBe(5)
    expect(leader.problems).toEqual([{ code: 'state.away', where: log.where, detail: 'no answer' }])
  })

  test('a log that stays away is told, until it is back', async () => {
    await using place = await open(openLog)
    let isAway = true
    const log: StateLog = {
      ...place.opened.log,
      async append(entry, signal) {
        if (entry.kind === 'group' && isAway) throw new Retryable('state.away', 'no answer')
        return await place.opened.log.append(entry, signal)
      },
    }
    await using leader = await place.bench.lead(1, { log, stuckAfterMs: 20 })
    const stuck = leader.stuck()
    leader.store.putSetting('a', 'late')
    await vi.waitUntil(() => stuck.aborted, { timeout: 60_000 })
    expect(leader.stuck().aborted).toBe(true)
    isAway = false
    await leader.settled()
    expect(leader.stuck().aborted).toBe(false)
    expect(await place.bench.built()).toEqual(tablesOf(leader.path))
  })

  test('an opening that waits for the log may be ended', async () => {
    await using place = await open(openLog)
    const ending = new AbortController()
    const log: StateLog = {
      ...place.opened.log,
      async bases() {
        ending.abort(new Error('told to stop'))
        throw new Retryable('state.away', 'no answer')
      },
    }
    const opening = place.bench.lead(1, { log, signal: ending.signal })
    await expect(opening).rejects.toThrow('told to stop')
  })

  test('an entry whose answer was lost is not written twice', async () => {
    await using place = await open(openLog)
    let lost = 0
    const log: StateLog = {
      ...place.opened.log,
      async append(entry, signal) {
        const outcome = await place.opened.log.append(entry, signal)
        if (lost++ % 2 === 0) throw new Retryable('state.away', 'the line was cut')
        return outcome
      },
    }
    await using leader = await place.bench.lead(1, { log })
    await keep(leader, 'a', 'b')
    expect(leader.number()).toBe(3)
    expect(await place.bench.built()).toEqual(tablesOf(leader.path))
  })

  test('who waits may stop waiting', async () => {
    await using place = await open(openLog)
    const log = stalled(place.opened.log)
    const leader = await place.bench.lead(1, { log })
    leader.store.putSetting('a', 'never')
    const enough = new AbortController()
    const waiting = leader.settled(enough.signal)
    enough.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    leader.term.abort()
    await leader[Symbol.asyncDispose]()
  })
}

function describeLeading(openLog: OpenLog): void {
  test('a leader that another has followed learns it at its next change, and acknowledges nothing more', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    await using old = await bench.lead(1)
    await keep(old, 'before')
    await using next = await bench.lead(2, { log: opened.another() })
    await keep(next, 'by the next')

    old.store.putSetting('too late', 'x')
    await expect(old.settled()).rejects.toMatchObject(LOST)
    expect(old.deposed).toMatchObject([LOST])
    expect(() => old.store.putSetting('again', 'x')).toThrow(expect.objectContaining(LOST))
    await expect(old.settled()).rejects.toMatchObject(LOST)
    await expect(old.store.records.commit([put(THINGS, 'a', 1, 0)])).rejects.toMatchObject(LOST)
    expect(old.store.setting('before')).toBe('kept')

    await keep(next, 'goes on')
    expect(next.deposed).toEqual([])
    const tables = await bench.built()
    expect(tables).toEqual(tablesOf(next.path))
    expect(tables['setting']).toHaveLength(3)
  })

  test('of leaders that begin at the same time each later term ends the earlier ones', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const begun = await Promise.allSettled(
      [1, 2, 3].map(fence => bench.lead(fence, { log: opened.another() })),
    )
    const leaders = begun.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    const refused = begun.flatMap(one => (one.status === 'rejected' ? [one.reason as Error] : []))
    expect(refused).toMatchObject(refused.map(() => LOST))
    const kept = await Promise.allSettled(leaders.map((leader, i) => keep(leader, `by-${i}`)))
    expect(kept.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await bench.built())['setting']).toHaveLength(1)
    for (const leader of leaders) await leader[Symbol.asyncDispose]()
  })

  test('a term that another has followed does not begin', async () => {
    await using place = await open(openLog)
    await using leader = await place.bench.lead(7)
    await expect(place.bench.lead(6)).rejects.toMatchObject(LOST)
    await keep(leader, 'goes on')
  })

  test('when the term ends, who waits is told and no change is taken', async () => {
    await using place = await open(openLog)
    await using leader = await place.bench.lead(1, { log: stalled(place.opened.log) })
    leader.store.putSetting('a', 'x')
    const waiting = leader.settled()
    leader.term.abort(new Retryable('leader.lost', 'over'))
    await expect(waiting).rejects.toThrow('over')
    expect(leader.deposed).toMatchObject([LOST])
    expect(() => leader.store.putSetting('b', 'x')).toThrow('over')
  })

  test('what the log refuses ends the leading with its reason', async () => {
    await using place = await open(openLog)
    const refusing: StateLog = {
      ...place.opened.log,
      async append(entry, signal) {
        if (entry.kind === 'group') throw new Permanent('state.refused', 'read only')
        return await place.opened.log.append(entry, signal)
      },
    }
    await using leader = await place.bench.lead(1, { log: refusing })
    leader.store.putSetting('a', 'x')
    await expect(leader.settled()).rejects.toMatchObject({ code: 'state.refused' })
    expect(leader.deposed).toMatchObject([{ code: 'state.refused' }])
  })

  test('a program that does not know the tables of a newer one says so', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const leader = await bench.lead(1)
    await keep(leader, 'a')
    await leader[Symbol.asyncDispose]()
    const { signal } = new AbortController()
    const [last] = await opened.log.read(leader.number() - 1, signal)
    const author = { fence: 2, writer: 'newer', schema: 999 }
    await opened.log.append(entryAfter(placeOf(last!), 'term', author, Buffer.alloc(0)), signal)
    const refused = { name: 'Fatal', code: 'state.newer' }
    await expect(bench.lead(3)).rejects.toMatchObject(refused)
    await expect(followOnce(opened.log, bench.folder('follower'))).rejects.toMatchObject(refused)
  })
}

function describeFiles(openLog: OpenLog): void {
  test('a file that was closed goes on from where it is; one whose process died with changes is built anew', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const first = await bench.lead(1, { folder: 'own' })
    await keep(first, 'a')
    await first[Symbol.asyncDispose]()

    let piecesRead = 0
    const log: StateLog = {
      ...opened.log,
      async piece(...asked) {
        piecesRead++
        return await opened.log.piece(...asked)
      },
    }
    const second = await bench.lead(2, { folder: 'own', log: stalled(log) })
    expect([second.store.setting('a'), piecesRead, second.problems]).toEqual(['kept', 0, []])
    second.store.putSetting('b', 'never acknowledged')
    second.term.abort()
    await second[Symbol.asyncDispose]()

    await using third = await bench.lead(3, { folder: 'own', log })
    expect([third.store.setting('a'), third.store.setting('b')]).toEqual(['kept', undefined])
    expect(piecesRead).toBeGreaterThan(0)
    expect(third.problems).toMatchObject([{ code: 'state.rebuilt' }])
  })

  test('a file whose last entry was lost before it was durable is built anew, also while it follows', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const old = await bench.lead(1, { folder: 'own' })
    await keep(old, 'lost')
    await old[Symbol.asyncDispose]()
    const [ended, reached, problems] = [new AbortController(), [] as number[], [] as Problem[]]
    const path = bench.folder('follower')
    const following = followState({
      tables: STATE_TABLES,
      path,
      log: opened.another(),
      report: problem => problems.push(problem),
      signal: ended.signal,
      everyMs: 5,
      onReached: number => reached.push(number),
    })
    await vi.waitUntil(() => reached.at(-1) === old.number(), { timeout: 60_000 })
    await opened.loseEntry(old.number())
    const next = await bench.lead(2)
    await keep(next, 'kept', 'more')
    await vi.waitUntil(() => reached.at(-1) === next.number(), { timeout: 60_000 })
    ended.abort()
    await following
    expect(problems).toMatchObject([{ code: 'state.rebuilt' }])
    expect(tablesOf(path)).toEqual(tablesOf(next.path))
    await next[Symbol.asyncDispose]()
    await using again = await bench.lead(3, { folder: 'own' })
    expect(again.problems).toMatchObject([{ code: 'state.rebuilt' }])
    expect([again.store.setting('lost'), again.store.setting('kept')]).toEqual([undefined, 'kept'])
  })

  test('a log that has less than the file was told is kept is not believed', async () => {
    await using place = await open(openLog)
    await using emptied = await open(openLog)
    const leader = await place.bench.lead(1, { folder: 'own' })
    await keep(leader, 'a', 'b', 'c')
    await leader[Symbol.asyncDispose]()
    const short = { name: 'Fatal', code: 'state.short' }
    await expect(place.bench.lead(2, { folder: 'own', log: emptied.opened.log })).rejects.toMatchObject(short)
    for (const back of [0, 1, 2]) await place.opened.loseEntry(leader.number() - back)
    await expect(place.bench.lead(2, { folder: 'own' })).rejects.toMatchObject(short)
    expect(tablesOf(leader.path)['setting']).toHaveLength(3)
  })

  test('what a single machine gathered is what the log begins with', async () => {
    await using place = await open(openLog)
    const path = place.bench.folder('own')
    const alone = openEmbeddedStateStore({ path, clock: systemClock })
    alone.putSetting('alone', 'kept')
    await alone.records.commit([put(THINGS, 'a', 1, 0)])
    alone[Symbol.dispose]()
    await using leader = await place.bench.lead(1, { folder: 'own' })
    await keep(leader, 'more')
    expect((await place.bench.built())['setting']).toHaveLength(2)
    expect(await place.bench.built()).toEqual(tablesOf(path))
  })

  test('a file that was written without the cluster does not take the place of its state', async () => {
    await using place = await open(openLog)
    const leader = await place.bench.lead(1, { folder: 'own' })
    await keep(leader, 'a')
    await leader[Symbol.asyncDispose]()
    openEmbeddedStateStore({ path: leader.path, clock: systemClock, leavesCluster: true })[Symbol.dispose]()
    const foreign = { name: 'Fatal', code: 'state.foreign' }
    await expect(place.bench.lead(2, { folder: 'own' })).rejects.toMatchObject(foreign)
    expect(existsSync(leader.path)).toBe(true)
  })

  test('a copy is not opened by what knows of no cluster, and stays one', async () => {
    await using place = await open(openLog)
    const leader = await place.bench.lead(1, { folder: 'own' })
    await keep(leader, 'a')
    await leader[Symbol.asyncDispose]()
    const ofCluster = expect.objectContaining({ name: 'Fatal', code: 'data.of-cluster' })
    expect(() => openEmbeddedStateStore({ path: leader.path, clock: systemClock })).toThrow(ofCluster)
    await using again = await place.bench.lead(2, { folder: 'own' })
    expect(again.problems).toEqual([])
    expect(again.store.setting('a')).toBe('kept')
  })

  test('a follower keeps near the end and takes over from there', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const ended = new AbortController()
    const reached: number[] = []
    const following = followState({
      tables: STATE_TABLES,
      path: bench.folder('standby'),
      log: opened.another(),
      report: () => {},
      signal: ended.signal,
      everyMs: 5,
      onReached: number => reached.push(number),
    })
    const leader = await bench.lead(1)
    await keep(leader, 'a', 'b')
    await vi.waitUntil(() => reached.at(-1) === leader.number(), { timeout: 60_000 })
    await keep(leader, 'c')
    ended.abort()
    await following
    await leader[Symbol.asyncDispose]()
    await using next = await bench.lead(2, { folder: 'standby' })
    expect(['a', 'b', 'c'].map(name => next.store.setting(name))).toEqual(['kept', 'kept', 'kept'])
    expect(next.problems).toEqual([])
  })
}

function describeBases(openLog: OpenLog): void {
  const { signal } = new AbortController()

  test('bases are written as the log grows, two are kept, and the log before them is deleted', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const behind = bench.folder('behind')
    await using leader = await bench.lead(1, { baseAfterBytes: 1 })
    await keep(leader, 'first')
    await followOnce(opened.log, behind)
    const newest = async () => (await opened.log.bases(signal))!.bases[0]!.number
    for (let i = 0; i < 4; i++) {
      const before = await newest()
      // What grows while the last base is being cleared up after does not begin another.
      while ((await newest()) === before) await grow(leader)
    }
    await vi.waitUntil(async () => (await opened.log.bases(signal))!.logFrom > 3, { timeout: 60_000 })
    const list = (await opened.log.bases(signal))!
    expect(list.bases).toHaveLength(2)
    expect((await opened.log.read(list.logFrom - 1, signal))[0]?.number).toBe(list.logFrom)
    expect((await opened.log.read(0, signal))[0]?.number).not.toBe(1)
    expect(await bench.built()).toEqual(tablesOf(leader.path))
    // One that stayed behind what was deleted is built from a base.
    const problems: Problem[] = []
    expect(await followOnce(opened.log, behind, problems)).toBe(leader.number())
    expect(tablesOf(behind)).toEqual(tablesOf(leader.path))
    expect(problems).toMatchObject([{ code: 'state.rebuilt' }])
    expect(leader.problems).toEqual([])
  })

  test('a base that is left half-written counts for nothing and is swept by the next', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const tried: string[] = []
    const failing: StateLog = {
      ...opened.log,
      async putPiece(base, index, data, ended) {
        await opened.log.putPiece(base, index, data, ended)
        tried.push(base.id)
        if (tried.length > 1) throw new Permanent('state.refused', 'half-way')
      },
    }
    const leader = await bench.lead(1, { log: failing, baseAfterBytes: 1 })
    await grow(leader)
    await vi.waitUntil(() => leader.problems.length > 0, { timeout: 60_000 })
    expect(leader.problems).toMatchObject([
      { code: 'state.base-failed', detail: expect.stringContaining('half-way') },
    ])
    expect(await bench.built()).toEqual(tablesOf(leader.path))
    expect(await opened.log.piece(tried[1]!, 0, signal)).toBeDefined()
    await leader[Symbol.asyncDispose]()

    await using next = await bench.lead(2, { baseAfterBytes: 1 })
    await grow(next)
    await vi.waitUntil(async () => (await opened.log.piece(tried[1]!, 0, signal)) === undefined, {
      timeout: 60_000,
    })
    expect(await bench.built()).toEqual(tablesOf(next.path))
  })

  test('a base that a leader writes after another has written one is not listed', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const waits = Promise.withResolvers<void>()
    let pieces = 0
    const slow: StateLog = {
      ...opened.log,
      async putPiece(...asked) {
        if (pieces++ > 0) await waits.promise
        await opened.log.putPiece(...asked)
      },
    }
    const old = await bench.lead(1, { log: slow, baseAfterBytes: 1 })
    await grow(old)
    await using next = await bench.lead(2, { log: opened.another(), baseAfterBytes: 1 })
    await grow(next)
    await vi.waitUntil(async () => (await opened.log.bases(signal))!.bases.length > 1, { timeout: 60_000 })
    waits.resolve()
    await old[Symbol.asyncDispose]()
    expect((await opened.log.bases(signal))!.bases.map(({ fence }) => fence)).toEqual([2, 1])
    expect(await bench.built()).toEqual(tablesOf(next.path))
  })
}

function describeDamage(openLog: OpenLog): void {
  const { signal } = new AbortController()

  test('a damaged entry is told by its number', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const leader = await bench.lead(1)
    await keep(leader, 'a', 'b', 'c')
    await leader[Symbol.asyncDispose]()
    await opened.damageEntry(3)
    await expect(bench.lead(2)).rejects.toMatchObject({
      name: 'Fatal',
      code: 'state.damaged',
      message: expect.stringContaining('entry 3 '),
    })
  })

  test('an entry that is lost is told by its number, and no leader writes in its place', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const leader = await bench.lead(1)
    await keep(leader, 'a', 'b', 'c')
    await leader[Symbol.asyncDispose]()
    await opened.loseEntry(3)
    const lost = { name: 'Fatal', code: 'state.damaged', message: expect.stringContaining('entry 3 ') }
    await expect(bench.lead(2)).rejects.toMatchObject(lost)
    expect((await opened.log.read(2, signal))[0]?.number).toBe(4)
  })

  test('when the newest base is damaged, the one before and the log are used; when none is whole, it is said', async () => {
    await using place = await open(openLog)
    const { opened, bench } = place
    const leader = await bench.lead(1, { baseAfterBytes: 1 })
    await grow(leader)
    await vi.waitUntil(async () => (await opened.log.bases(signal))!.bases.length > 1, { timeout: 60_000 })
    await leader[Symbol.asyncDispose]()
    const [newest, oldest] = (await opened.log.bases(signal))!.bases
    await opened.damagePiece(newest!.id, 0)
    const problems: Problem[] = []
    const path = bench.folder('built')
    await followOnce(opened.log, path, problems)
    expect(tablesOf(path)).toEqual(tablesOf(leader.path))
    const told = `piece 0 of base ${newest!.number} of the state is damaged`
    expect(problems).toEqual([{ code: 'state.damaged', where: opened.log.where, detail: told }])

    await opened.damagePiece(oldest!.id, 0)
    await expect(bench.built()).rejects.toMatchObject({ name: 'Fatal', code: 'state.damaged' })
  })
}

/** Takes terms, and leaves what follows waiting until the signal fires. */
function stalled(log: StateLog): StateLog {
  return {
    ...log,
    append: async (entry, signal) =>
      entry.kind === 'term' ? await log.append(entry, signal) : await forever(signal),
  }
}

function stalledAfterPart(log: StateLog): StateLog {
  let parts = 0
  return {
    ...log,
    append: async (entry, signal) =>
      entry.kind === 'term' || parts++ === 0 ? await log.append(entry, signal) : await forever(signal),
  }
}

async function forever(signal: AbortSignal): Promise<never> {
  const aborted = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => aborted.reject(signal.reason as Error))
  return await aborted.promise
}
