// SIGKILL at any moment: what was committed is there, whole and once.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sequenceOfEventId } from '#/kernel/ids.ts'
import type { EventStore } from '#/store/event-store.ts'
import { openOnDisk } from './open-on-disk.ts'
import { EVERYTHING } from '#/store/query-tree.ts'

const KILLS = 5
const SEALING_KILLS = 20

test('after SIGKILL exactly the committed events are there', { timeout: 300_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-crash-'))
  try {
    let acknowledged = 0
    for (let kill = 0; kill < KILLS; kill++) {
      acknowledged = await runUntilKilled('appending-child.ts', directory, acknowledged, {
        once: announced => announced >= 3 + kill,
        withinMs: 60,
      })
      await using opened = await openOnDisk({ directory })
      const position = await opened.store.position()
      expect(position).toBeGreaterThanOrEqual(acknowledged)
      expect(await opened.store.stats()).toMatchObject({ events: position })
      expect(opened.problems).toEqual([])
      acknowledged = position
    }
    await using opened = await openOnDisk({ directory })
    expect(await allSequences(opened.store)).toEqual(
      Array.from({ length: acknowledged }, (_, i) => acknowledged - i),
    )
    expect((await opened.store.stats()).days).toBeGreaterThan(1)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

test(
  'after SIGKILL while days are sealed, every committed event is there once',
  { timeout: 900_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'thapcanh-sealing-'))
    try {
      let acknowledged = 0
      for (let kill = 0; kill < SEALING_KILLS; kill++) {
        // A slow machine may never end a sealing by itself before it is killed: every fourth run ends one at least.
        const sealedBefore = sealedDays(directory)
        acknowledged = await runUntilKilled('sealing-child.ts', directory, acknowledged, {
          once: announced =>
            kill % 4 === 3 ? sealedDays(directory) > sealedBefore : announced >= 2 + (kill % 7),
          withinMs: 400,
        })
        await using opened = await openOnDisk({ directory })
        const position = await opened.store.position()
        expect(position).toBeGreaterThanOrEqual(acknowledged)
        expect(await opened.store.stats()).toMatchObject({ events: position })
        expect(opened.problems).toEqual([])
        acknowledged = position
      }
      await using opened = await openOnDisk({ directory })
      const found = await allSequences(opened.store)
      expect(found.sort((a, b) => b - a)).toEqual(
        Array.from({ length: acknowledged }, (_, i) => acknowledged - i),
      )
      expect(sealedDays(directory)).toBeGreaterThan(1)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
)

const sealedDays = (directory: string): number =>
  readdirSync(directory).filter(name => name.endsWith('.sealed.json')).length

/** Lets the child commit batches until it may be killed, kills it in the middle of what it does next, and gives what it had announced. */
async function runUntilKilled(
  script: string,
  directory: string,
  before: number,
  kill: { once: (batchesAnnounced: number) => boolean; withinMs: number },
): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let announced = before
  let seen = 0
  const enough = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = chunk.toString().split('\n').filter(Boolean)
    seen += lines.length
    announced = Math.max(announced, ...lines.map(Number))
    if (kill.once(seen)) enough.resolve()
  })
  await Promise.race([enough.promise, ended])
  await sleep(Math.random() * kill.withinMs)
  child.kill('SIGKILL')
  await ended
  return announced
}

async function allSequences(store: EventStore): Promise<number[]> {
  const sequences: number[] = []
  for (let after: string | undefined; ;) {
    const page = await store.search({
      query: EVERYTHING,
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    })
    sequences.push(...page.hits.map(({ id }) => sequenceOfEventId(id)!))
    if (page.next === null) return sequences
    after = page.next
  }
}
