// Files of events go when their time is over, by level; holds keep them; and the audit trail explains every absence,
// wherever a crash comes.

import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Problem } from '#/kernel/problem.ts'
import { DAY_DELETED, DAY_SEALED, verifyDays, type SealedBook } from '#/proof/verify-days.ts'
import { createBelievedTime, type BelievedTime } from '#/response/believed-time.ts'
import { createDayKeeper, type DayKeeper } from '#/response/keep-days.ts'
import { sealAndTell } from '#/response/seal-days.ts'
import { openEmbeddedEventStore, type EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { EventDays } from '#/store/event-days.ts'
import { createLegalHolds, type LegalHolds } from '#/store/legal-holds.ts'
import { inventedTrail, type InventedTrail } from '../proof/invented-trail.ts'
import { profileNamed } from '../regulation/invented-law-incident.ts'
import { DAY, stored } from '../store/invented-events.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const DAY_MS = 86_400_000
const NEVER = new AbortController().signal
let trail: InventedTrail
let events: string
let store: EmbeddedEvents
let holds: LegalHolds
let problems: Problem[]
let now: number
/** What has really passed. */
let passedMs: () => number
let time: BelievedTime
const clock = { now: () => now }

beforeEach(async () => {
  now = DAY + 5 * DAY_MS
  problems = []
  trail = inventedTrail()
  events = join(trail.directory, 'events')
  mkdirSync(events)
  const report = (problem: Problem): void => void problems.push(problem)
  store = await openEmbeddedEventStore({ directory: events, clock, report, memoryLimitMb: 256 })
  const levels = [2, 3, undefined]
  // Two days of receipt, each with events of three levels.
  const batch = Array.from({ length: 12 }, (_, at) => {
    const level = levels[at % 3]
    const fields = level === undefined ? {} : { 'thapcanh.system.level': level }
    return stored(at + 1, fields, DAY + (at < 6 ? 0 : DAY_MS))
  })
  await store.append(batch, batch.length)
  const { audit, records } = trail
  await sealAndTell({ days: store.keeping, afterHours: 24, audit, records, clock }, NEVER)
  // Time passes as the clock says, unless a test says otherwise.
  passedMs = () => now
  time = believedTime()
  await time.look(undefined)
  let laid = 0
  holds = createLegalHolds(records, clock, () => `hold-${++laid}`)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  trail[Symbol.dispose]()
})

function believedTime(): BelievedTime {
  return createBelievedTime({
    records: trail.records,
    clock,
    monotonicMs: () => passedMs(),
    report: problem => void problems.push(problem),
  })
}

function keeperOf(days: Pick<EventDays, 'days' | 'manifests' | 'remove'> = store.keeping): DayKeeper {
  return createDayKeeper({
    days,
    rules: { profile: profileNamed('vn-2026'), unassignedMonths: 1, extraDays: 0 },
    holds,
    directory: events,
    audit: trail.audit,
    records: trail.records,
    clock,
    time,
    report: problem => void problems.push(problem),
  })
}

const filesLeft = (): string[] => readdirSync(events).filter(name => name.startsWith('events-2026'))

async function deleted(): Promise<string[]> {
  const entries = await trail.audit.entries(0, 1000)
  return entries.filter(({ entry }) => entry.action === DAY_DELETED).map(({ entry }) => entry.subject)
}

/** As the command reads it from the trail. */
async function damage(): Promise<unknown> {
  const entries = (await trail.audit.entries(0, 1000)).map(({ entry }) => entry)
  const sealed = entries.filter(({ action }) => action === DAY_SEALED)
  const book: SealedBook = {
    digests: new Map(sealed.map(({ subject, detail }) => [subject.replace('events ', ''), detail])),
    deleted: new Set(await deleted()),
  }
  return (await verifyDays(events, book)).damage
}

const ofLevel = (level: number): string => `events-2026-11-22.l${level}.duckdb`
const MANIFEST = 'events-2026-11-22.sealed.json'

test('each level goes in its time, the manifest with the last, and the newest day stays', async () => {
  const keeper = keeperOf()
  const { days } = await keeper.look()
  const until = Object.fromEntries(days.map(({ file, keptUntilMs }) => [file, keptUntilMs]))
  expect(days).toHaveLength(6)

  now = until[ofLevel(2)]! - 1
  await keeper.turn(NEVER)
  expect(await deleted()).toEqual([])

  now = until[ofLevel(2)]!
  await keeper.turn(NEVER)
  expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2)])
  expect(filesLeft()).toContain(ofLevel(3))
  expect(await damage()).toEqual([])

  now = DAY + 1000 * DAY_MS
  await keeper.turn(NEVER)
  await keeper.turn(NEVER)
  expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2), ofLevel(3), MANIFEST])
  expect(filesLeft().filter(name => name.includes('2026-11-22'))).toEqual([])
  // Of the day after: three levels, each with its tree, and the manifest.
  expect(filesLeft()).toHaveLength(7)
  expect(await damage()).toEqual([])
  expect(await store.position()).toBe(12)
  expect(problems.filter(({ code }) => code !== 'disk.low')).toEqual([])
})

test('a file under a legal hold stays until the hold is released', async () => {
  now = DAY + 1000 * DAY_MS
  const hold = await holds.create('lead', { reason: 'Điều tra', fromMs: DAY + 2000, toMs: DAY + 2500 })
  if (hold === 'full') throw new Error('full')
  const keeper = keeperOf()
  await keeper.turn(NEVER)
  // Events of level 3 are of its times, those of level 2 of before and after, those of no system of after only.
  expect(await deleted()).toEqual([ofLevel(0)])
  const held = (await keeper.look()).days.filter(({ heldBy }) => heldBy.length > 0)
  expect(held.map(({ file, heldBy }) => [file, heldBy])).toEqual([
    [ofLevel(2), [hold.id]],
    [ofLevel(3), [hold.id]],
  ])
  expect(await damage()).toEqual([])
  await holds.release(hold.id, 'lead', 'Đã khép lại')
  await keeper.turn(NEVER)
  expect(filesLeft().filter(name => name.includes('2026-11-22'))).toEqual([])
  expect(await damage()).toEqual([])
})

describe('whatever is absent is explained', () => {
  test('the entry is there before the file goes, and the manifest’s before its last file', async () => {
    now = DAY + 1000 * DAY_MS
    const seen: (readonly [file: string, explained: boolean, manifestExplained: boolean])[] = []
    const keeper = keeperOf({
      ...store.keeping,
      async remove(file) {
        const entered = await deleted()
        seen.push([file, entered.includes(file), entered.includes(MANIFEST)])
        await store.keeping.remove(file)
      },
    })
    await keeper.turn(NEVER)
    expect(seen).toEqual([
      [ofLevel(0), true, false],
      [ofLevel(2), true, false],
      [ofLevel(3), true, true],
    ])
  })

  test('what could not be deleted is told, entered once, and tried again', async () => {
    now = DAY + 1000 * DAY_MS
    const remove = async (): Promise<void> => await Promise.reject(new Error('EROFS'))
    const failing = keeperOf({ ...store.keeping, remove })
    await failing.turn(NEVER)
    await failing.turn(NEVER)
    const told = problems.filter(({ code }) => code === 'store.failed')
    expect(told).toHaveLength(6)
    expect(told[0]).toMatchObject({ where: ofLevel(0), detail: expect.stringContaining('EROFS') as string })
    expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2), ofLevel(3)])
    expect(await damage()).toEqual([])
    await keeperOf().turn(NEVER)
    expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2), ofLevel(3), MANIFEST])
    expect(filesLeft().filter(name => name.includes('2026-11-22'))).toEqual([])
    expect(await damage()).toEqual([])
  })

  test('a turn that is told to stop begins no further deletion', async () => {
    now = DAY + 1000 * DAY_MS
    const stop = new AbortController()
    const keeper = keeperOf({
      ...store.keeping,
      async remove(file) {
        await store.keeping.remove(file)
        stop.abort()
      },
    })
    await keeper.turn(stop.signal)
    expect(await deleted()).toEqual([ofLevel(0)])
  })
})

test('while a file is deleted no hold is laid: one that is laid keeps what is there', async () => {
  now = DAY + 1000 * DAY_MS
  let laying: Promise<unknown> | undefined
  const keeper = keeperOf({
    ...store.keeping,
    async remove(file) {
      laying ??= holds.create('lead', { reason: 'Điều tra', fromMs: DAY, toMs: DAY + DAY_MS })
      await store.keeping.remove(file)
    },
  })
  await keeper.turn(NEVER)
  await laying
  expect(await deleted()).toEqual([ofLevel(0)])
  expect(filesLeft()).toContain(ofLevel(2))
  expect(filesLeft()).toContain(ofLevel(3))
})

describe('a clock that is set far ahead', () => {
  const YEARS = 3 * 366 * DAY_MS

  test('deletes nothing, is told of, and what is over by the time that has really passed goes all the same', async () => {
    const begun = now
    passedMs = () => begun
    now += YEARS
    const keeper = keeperOf()
    await keeper.turn(NEVER)
    expect(await deleted()).toEqual([])
    expect(keeper.time()).toEqual({ clockMs: now, passedMs: begun, believedMs: begun, doubted: true })
    const [told] = problems.filter(({ code }) => code === 'clock.doubted')
    expect(told?.detail).toContain('1098 days ahead')

    const { days } = await keeper.look()
    const until = days.find(({ file }) => file === ofLevel(2))!.keptUntilMs!
    passedMs = () => until
    await keeper.turn(NEVER)
    expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2)])
  })

  test('is not believed by a new start either, whose own progress counts from what was believed before', async () => {
    const begun = now
    now += YEARS
    passedMs = () => 0
    time = believedTime()
    await keeperOf().turn(NEVER)
    expect(await deleted()).toEqual([])
    passedMs = () => 5 * DAY_MS
    expect(await time.look(undefined)).toMatchObject({ believedMs: begun + 5 * DAY_MS, doubted: true })
    passedMs = () => 0
    expect(await believedTime().look(undefined)).toMatchObject({ believedMs: begun + 5 * DAY_MS })
  })

  test('is believed when a person confirms it, or when it is set right', async () => {
    const begun = now
    passedMs = () => begun
    now += YEARS
    const keeper = keeperOf()
    expect((await keeper.look()).time.doubted).toBe(true)
    now = begun + DAY_MS
    expect((await keeper.look()).time).toEqual({
      clockMs: now,
      passedMs: now,
      believedMs: now,
      doubted: false,
    })
    now += YEARS
    await keeper.turn(NEVER)
    expect(await deleted()).toEqual([])
    expect(await keeper.confirmTime()).toEqual({
      clockMs: now,
      passedMs: now,
      believedMs: now,
      doubted: false,
    })
    await keeper.turn(NEVER)
    expect((await deleted()).sort()).toEqual([ofLevel(0), ofLevel(2), ofLevel(3), MANIFEST])
  })

  test('that was never looked at before is judged by the days of events that are there', async () => {
    const finished = DAY + DAY_MS
    const looked = async (at: number) => {
      using other = inventedTrail()
      now = at
      const { records } = other
      const fresh = createBelievedTime({ records, clock, monotonicMs: () => 0, report: () => {} })
      return await fresh.look(finished)
    }
    expect(await looked(finished + 8 * DAY_MS)).toMatchObject({ doubted: false })
    expect(await looked(finished + 8 * DAY_MS + 1)).toMatchObject({
      doubted: true,
      believedMs: finished + DAY_MS,
    })
  })

  test('that is behind deletes less, is told of, and is believed again when it comes back', async () => {
    const begun = now
    passedMs = () => begun
    now = 0
    const keeper = keeperOf()
    await keeper.turn(NEVER)
    expect(keeper.time()).toEqual({ clockMs: 0, passedMs: begun, believedMs: 0, doubted: true })
    expect(problems.find(({ code }) => code === 'clock.doubted')?.detail).toContain('days behind')
    now = begun + DAY_MS
    expect((await keeper.look()).time.doubted).toBe(false)
  })
})
