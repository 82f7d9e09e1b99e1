// A full disk, on a small file system in memory: nothing stored is lost, and storing goes on when there is
// space again. Mounting needs root.

import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import type { EmbeddedEvents } from '#/store/embedded/event-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { DAY, stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'
import { canMount, fill, mountSmall } from './small-disk.ts'
import { EVERYTHING } from '#/store/query-tree.ts'

const batchFrom = (from: number) =>
  Array.from({ length: 1000 }, (_, i) =>
    stored(from + i + 1, { 'event.original': 'x'.repeat(300) }, DAY - 50_000_000),
  )

test.skipIf(!canMount)(
  'a full disk (mounting a small one needs root) stops storing and loses nothing',
  { timeout: 60_000 },
  async () => {
    using small = mountSmall(40)
    {
      await using opened = await openOnDisk({ directory: small.directory })
      await opened.store.append(batchFrom(0), 1000)
      const ballast = fill(small.directory, 'ballast', 300_000)
      let position = 1000
      const failure = await (async () => {
        for (;;) {
          try {
            await opened.store.append(batchFrom(position), position + 1000)
            position += 1000
          } catch (error) {
            return error
          }
        }
      })()
      expect(failure).toBeInstanceOf(Retryable)
      expect(failure).toMatchObject({ code: 'disk.full' })
      // Opening it again has made some room. With none at all it fails again, and what is stored is found.
      const more = fill(small.directory, 'more ballast', 0)
      await expect(opened.store.append(batchFrom(position), position + 1000)).rejects.toBeInstanceOf(
        Retryable,
      )
      expect((await opened.store.search({ query: EVERYTHING, limit: 5 })).hits[0]?.event['message']).toBe(
        `event ${position}`,
      )

      rmSync(ballast)
      rmSync(more)
      for (let round = 0; round < 3; round++, position += 1000)
        await opened.store.append(batchFrom(position), position + 1000)
      expect(await opened.store.position()).toBe(position)
      const again = await opened.reopen()
      expect(await again.position()).toBe(position)
      expect(await again.stats()).toMatchObject({ events: position })
      expect(
        (await again.search({ query: EVERYTHING, limit: 2, toMs: DAY - 50_000_000 + 3000 })).hits.map(
          ({ event }) => event['message'],
        ),
      ).toEqual(['event 2', 'event 1'])
    }
  },
)

test.skipIf(!canMount)(
  'a full disk when the first file of a day is made (needs root) leaves nothing in the way',
  { timeout: 60_000 },
  async () => {
    using small = mountSmall(20)
    await using opened = await openOnDisk({ directory: small.directory })
    const ballast = fill(small.directory, 'ballast', 0)
    await expect(opened.store.append(batchFrom(0), 1000)).rejects.toMatchObject({ code: 'disk.full' })
    await expect(opened.store.append(batchFrom(0), 1000)).rejects.toMatchObject({ code: 'disk.full' })
    rmSync(ballast)
    await opened.store.append(batchFrom(0), 1000)
    expect(await opened.store.stats()).toMatchObject({ events: 1000 })
  },
)

test.skipIf(!canMount)(
  'a full disk while a day is sealed (needs root) leaves the day as it is until there is room',
  { timeout: 300_000 },
  async () => {
    using small = mountSmall(60)
    await using opened = await openOnDisk({ directory: small.directory })
    const dayMs = DAY - 50_000_000
    // Texts that cannot be packed: the sealed file needs about as much room as the day itself.
    const events = Array.from({ length: 8000 }, (_, i) => {
      const noise = createHash('sha512').update(`${i}`).digest('base64')
      return stored(i + 1, { 'event.original': `${noise} ${i} ${noise.toLowerCase()}` }, dayMs)
    })
    await opened.store.append(events, events.length)
    let store = opened.store as EmbeddedEvents
    const newest = async (): Promise<unknown> => {
      const { hits, complete } = await store.search({ query: EVERYTHING, limit: 5 })
      const { events: counted } = await store.summarise({ query: EVERYTHING })
      return { complete, counted, messages: hits.map(({ event }) => event['message']) }
    }
    const whole = {
      complete: true,
      counted: events.length,
      messages: [8000, 7999, 7998, 7997, 7996].map(at => `event ${at}`),
    }
    const ballast = fill(small.directory, 'ballast', 700_000)
    for (let round = 1; round <= 2; round++) {
      await store.keeping.seal(Infinity)
      expect(opened.problems).toHaveLength(round)
      expect(opened.problems.at(-1)).toMatchObject({
        code: 'store.failed',
        detail: expect.stringContaining('could not be sealed'),
      })
      expect(await newest()).toEqual(whole)
      expect((await store.keeping.days()).map(({ level }) => level)).toEqual([null])
      // What was written of it has given its room back.
      expect(readdirSync(small.directory).filter(name => name.includes('.new'))).toEqual([])
    }
    rmSync(ballast)
    const late = stored(events.length + 1, { message: 'after it' }, dayMs + 1000)
    await store.append([late], events.length + 1)
    await store.keeping.seal(Infinity)
    expect(opened.problems).toHaveLength(2)
    expect((await store.keeping.days()).map(({ level }) => level)).toEqual([0])
    const after = { ...whole, counted: 8001, messages: ['after it', ...whole.messages.slice(0, 4)] }
    expect(await newest()).toEqual(after)
    store = (await opened.reopen()) as EmbeddedEvents
    expect(await newest()).toEqual(after)
    expect(await store.position()).toBe(events.length + 1)
    expect(opened.problems).toHaveLength(2)
  },
)

test.skipIf(!canMount)('a full disk under the state store (needs root) changes nothing', () => {
  using small = mountSmall(2)
  using store = openEmbeddedStateStore({
    path: join(small.directory, 'state.sqlite'),
    clock: { now: () => 0 },
  })
  store.putSetting('a', 'kept')
  const ballast = fill(small.directory, 'ballast', 20_000)
  expect(() => store.putSetting('a', 'x'.repeat(200_000))).toThrow(
    expect.objectContaining({ name: 'Retryable', code: 'disk.full' }),
  )
  expect(store.setting('a')).toBe('kept')
  rmSync(ballast)
  store.putSetting('a', 'x'.repeat(200_000))
  expect(store.setting('a')).toHaveLength(200_000)
})
