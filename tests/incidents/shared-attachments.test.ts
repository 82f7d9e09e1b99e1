// Attached files of a cluster: what one leader took in, the next can read; what was taken away is gone everywhere; and
// what a crash or an outage left is put right.

import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openAttachmentFiles } from '#/incidents/attachment-files.ts'
import { createDesk } from '#/incidents/desk.ts'
import { settleOnce, shareAttachmentFiles } from '#/incidents/shared-attachments.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createMemoryBlobs } from '../store/memory-blobs.ts'

const TEXT = 'nhật ký máy chủ'
const { signal } = new AbortController()

/** One state, one store of blobs, and a folder of files for each machine. */
async function openCity() {
  await using opened = new AsyncDisposableStack()
  const path = await mkdtemp(join(tmpdir(), 'thapcanh-shared-'))
  opened.defer(() => rm(path, { recursive: true, force: true }))
  const clock: Clock = { now: () => Date.UTC(2026, 10, 30) }
  const state = opened.use(openEmbeddedStateStore({ path: join(path, 'state.sqlite'), clock }))
  const blobs = createMemoryBlobs()
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const { records } = state
  const city = opened.move()
  return {
    blobs,
    codes: () => problems.map(({ code }) => code),
    async machine(name: string, isAlone = false) {
      const directory = join(path, name)
      const own = await openAttachmentFiles({ directory, minFreeBytes: 0 })
      const shared = isAlone ? own : shareAttachmentFiles(own, blobs, report)
      const desk = createDesk(records, clock, shared)
      return {
        desk,
        own,
        directory,
        settle: async () => await settleOnce({ desk, records, own, shared, blobs, report }, signal),
        async attach(content = TEXT) {
          const done = await desk.attach({
            incidentId: 'i1',
            name: 'log.txt',
            kind: 'log',
            from: 'web-1',
            note: '',
            by: 'lan',
            bytes: Readable.from([Buffer.from(content)]),
            announcedBytes: undefined,
          })
          if (done.kind !== 'changed') throw new Error(done.kind)
          return done.stored
        },
        read: async (sha256: string, content = TEXT) =>
          await text(await desk.files.read(sha256, Buffer.byteLength(content))),
      }
    },
    [Symbol.asyncDispose]: () => city.disposeAsync(),
  }
}

const nameOf = (content: string): string => createHash('sha256').update(content).digest('hex')

test('what one machine took in, another reads, and then has it itself', async () => {
  await using city = await openCity()
  const [first, second] = [await city.machine('a'), await city.machine('b')]
  const { record } = await first.attach()
  expect(await second.read(record.sha256)).toBe(TEXT)
  expect(await second.own.list()).toEqual([record.sha256])
  city.blobs.isAway = true
  expect(await second.read(record.sha256)).toBe(TEXT)
})

test('a file that cannot be shared is refused, and no record says that it is there', async () => {
  await using city = await openCity()
  const first = await city.machine('a')
  city.blobs.isAway = true
  await expect(first.attach()).rejects.toMatchObject({ name: 'Retryable', code: 'state.away' })
  expect(await first.desk.attachmentsOf('i1')).toEqual([])
  city.blobs.isAway = false
  await first.settle()
  expect(await first.own.list()).toEqual([])
})

test('bytes that were altered on the way are damaged, not read', async () => {
  await using city = await openCity()
  const [first, second] = [await city.machine('a'), await city.machine('b')]
  const { record } = await first.attach()
  city.blobs.kept.set(record.sha256, Buffer.from('nhật ký bị sửa'))
  await expect(second.read(record.sha256)).rejects.toMatchObject({ code: 'attachment.damaged' })
  expect(await second.own.list()).toEqual([])
})

test('a damaged file of this machine is mended from the store', async () => {
  await using city = await openCity()
  const first = await city.machine('a')
  const { record } = await first.attach()
  await writeFile(join(first.directory, record.sha256.slice(0, 2), record.sha256), 'x')
  expect(await first.read(record.sha256)).toBe(TEXT)
})

test('a removed file is gone everywhere when each machine has led, also after an outage', async () => {
  await using city = await openCity()
  const [first, second] = [await city.machine('a'), await city.machine('b')]
  const { id, record } = await first.attach()
  await second.read(record.sha256)
  city.blobs.isAway = true
  const removed = await first.desk.removeAttachment('i1', id, 1, 'lan', 'nhầm')
  expect(removed.kind).toBe('changed')
  expect(city.codes()).toEqual(['cluster.files'])
  city.blobs.isAway = false
  await second.settle()
  expect([await first.own.list(), await second.own.list(), [...city.blobs.kept]]).toEqual([[], [], []])
})

test('files of a folder that was a single machine’s are shared, and those of others fetched', async () => {
  await using city = await openCity()
  const alone = await city.machine('a', true)
  const old = await alone.attach('trước khi thành cụm')
  expect(city.blobs.kept.size).toBe(0)
  await (await city.machine('a')).settle()
  const second = await city.machine('b')
  await second.attach()
  await second.settle()
  expect(new Set(await second.own.list())).toEqual(new Set([old.record.sha256, nameOf(TEXT)]))
})

test('one that is nowhere is told, and keeps no other from being settled', async () => {
  await using city = await openCity()
  const alone = await city.machine('a', true)
  const lost = await alone.attach('mất')
  const kept = await alone.attach('còn')
  await alone.own.remove(lost.record.sha256)
  await (await city.machine('a')).settle()
  expect(city.codes()).toEqual(['cluster.files'])
  expect([...city.blobs.kept.keys()]).toEqual([kept.record.sha256])
})
