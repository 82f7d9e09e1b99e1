// What the world does to the embedded mention store: SIGKILL, a full disk, another writer, a file of the future.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { hexId, inventedMention } from './invented-mentions.ts'
import { canMount, fill, mountSmall } from './small-disk.ts'

const open = (path: string): Promise<MentionStore> =>
  openEmbeddedMentionStore({
    path,
    onFailed: error => {
      throw error
    },
  })
const one = (number: number, text = 'ngập') => ({ mention: inventedMention(number, { text }), sketch: null })

function temporaryFile() {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-media-'))
  return {
    path: join(folder, 'media.sqlite'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

test('after SIGKILL what was acknowledged is there, whole and once', { timeout: 60_000 }, async () => {
  using file = temporaryFile()
  for (let kill = 0; kill < 3; kill++) {
    const acknowledged = await putUntilKilled(file.path, 3 + kill)
    await using store = await open(file.path)
    const { mentions } = await store.totals({})
    expect(mentions).toBeGreaterThanOrEqual(acknowledged)
    expect(mentions % 20).toBe(0)
    for (const filter of [{ topic: 'flood' }, { text: 'hoa lư' }, { sourceId: 'bao-song-xanh' }] as const)
      expect((await store.totals(filter)).mentions).toBe(mentions)
    expect(await store.sketchesSince(0)).toHaveLength(mentions)
    expect(await store.get(hexId(acknowledged))).toMatchObject({ topics: ['flood', 'traffic'] })
  }
})

/** Lets the child put some batches, kills it in the middle of the next, and gives what it had announced. */
async function putUntilKilled(path: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'putting-child.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let text = ''
  for await (const chunk of child.stdout) {
    text += String(chunk)
    if (text.split('\n').length > batches) child.kill('SIGKILL')
  }
  await ended
  // The last line may be half written.
  return Number(text.split('\n').at(-2))
}

test.skipIf(!canMount)('a full disk (mounting a small one needs root) changes nothing', async () => {
  using small = mountSmall(4)
  await using store = await open(join(small.directory, 'media.sqlite'))
  await store.put([one(1)])
  const ballast = fill(small.directory, 'ballast', 20_000)
  const long = Array.from({ length: 40_000 }, (_, i) => `chữ${i}`).join(' ')
  await expect(store.put([one(2), one(3, long)])).rejects.toMatchObject({
    name: 'Retryable',
    code: 'disk.full',
  })
  expect((await store.totals({})).mentions).toBe(1)
  rmSync(ballast)
  expect(await store.put([one(2), one(3, long)])).toBe(2)
  expect((await store.find({ text: 'chữ39999' }, 1)).total).toBe(1)
})

test('a file that another process is writing is tried again later', { timeout: 60_000 }, async () => {
  using file = temporaryFile()
  await using store = await open(file.path)
  await store.put([one(1)])
  const other = new DatabaseSync(file.path)
  other.exec('BEGIN IMMEDIATE')
  await expect(store.put([one(2)])).rejects.toMatchObject({ name: 'Retryable', code: 'store.failed' })
  expect((await store.totals({})).mentions).toBe(1)
  other.exec('ROLLBACK')
  other.close()
  expect(await store.put([one(2)])).toBe(1)
})

test('a file of a newer version, and one that is no database, stop the start', async () => {
  using file = temporaryFile()
  await (await open(file.path))[Symbol.asyncDispose]()
  const database = new DatabaseSync(file.path)
  database.exec('PRAGMA user_version = 999')
  database.close()
  await expect(open(file.path)).rejects.toMatchObject({ name: 'Fatal', code: 'data.newer' })
  using other = temporaryFile()
  writeFileSync(other.path, 'not a database, '.repeat(100))
  await expect(open(other.path)).rejects.toMatchObject({ name: 'Fatal', code: 'store.failed' })
})

test('after it was closed a call is refused, not left waiting', async () => {
  using file = temporaryFile()
  const store = await open(file.path)
  await store[Symbol.asyncDispose]()
  await expect(store.totals({})).rejects.toThrow('ended')
  await store[Symbol.asyncDispose]()
})
