// A full disk, on a small file system in memory: nothing stored is lost, and storing goes on when there is
// space again. Mounting needs root.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
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
