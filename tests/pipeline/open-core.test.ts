import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { parseConfig } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { createProblemLedger } from '#/kernel/problem-ledger.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { openCore } from '#/pipeline/open-core.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { openSilentServer } from '../support/silent-server.ts'

test.each(['says nothing', 'hangs up'] as const)(
  'the opening of a leader ends with its signal while a server %s',
  async manner => {
    await using server = await openSilentServer(manner)
    const directory = mkdtempSync(join(tmpdir(), 'thapcanh-core-'))
    using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
    using folder = openDataFolder(directory)
    using state = openEmbeddedStateStore({ path: folder.state, clock: systemClock })
    const { config } = parseConfig('rules: {builtin: false}', 'test.yaml')
    const ended = new AbortController()
    const failures: Error[] = []
    const opening = openCore({
      folder,
      config: config!,
      clock: systemClock,
      ledger: createProblemLedger(systemClock),
      cluster: {
        state,
        place: {
          node: 'api-1',
          log: 1,
          collects: false,
          partitions: 6,
          redis: { url: `redis://127.0.0.1:${server.port}` },
          elastic: { nodes: [`http://127.0.0.1:${server.port}`], prefix: 'test', shards: 1 },
          classes: [],
        },
      },
      signal: ended.signal,
      onAlerts() {},
      onSystems() {},
      onStored() {},
      onStuck() {},
      onFailed: error => failures.push(error),
    })
    const outcome = opening.then(
      () => 'opened',
      (error: unknown) => error,
    )
    await vi.waitUntil(() => server.connections() > 0, { timeout: 60_000 })
    const reason = new Error('told to stop')
    ended.abort(reason)
    expect(await outcome).toBe(reason)
    expect(failures).toEqual([])
  },
)
