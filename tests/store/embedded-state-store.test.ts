import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { systemClock, type Clock } from '#/kernel/clock.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import {
  describeStateStore,
  inventedAlert,
  simpleFold,
  type OpenedStateStore,
} from './state-store-conformance.ts'

interface OpenedFile extends OpenedStateStore {
  readonly path: string
}

async function openFile(clock: Clock = systemClock): Promise<OpenedFile> {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-state-'))
  const path = join(directory, 'state.sqlite')
  let store = openEmbeddedStateStore({ path, clock })
  return {
    path,
    get store() {
      return store
    },
    async reopen() {
      store[Symbol.dispose]()
      store = openEmbeddedStateStore({ path, clock })
      return store
    },
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

describeStateStore('embedded, SQLite', openFile)

describe('embedded state store', () => {
  test('a file of a newer version is refused', async () => {
    await using opened = await openFile()
    opened.store[Symbol.dispose]()
    const database = new DatabaseSync(opened.path)
    database.exec('PRAGMA user_version = 999')
    database.close()
    expect(() => openEmbeddedStateStore({ path: opened.path, clock: systemClock })).toThrow('newer version')
  })

  test('a place where no file can be is refused', () => {
    expect(() =>
      openEmbeddedStateStore({ path: '/nowhere/at/all/state.sqlite', clock: systemClock }),
    ).toThrow(expect.objectContaining({ name: 'Fatal', code: 'store.failed' }))
  })

  test('what is no database is refused with its place in the catalogue of errors', async () => {
    await using opened = await openFile()
    opened.store[Symbol.dispose]()
    execFileSync('sh', ['-c', `rm -f "$1"*; head -c 20000 /dev/urandom > "$1"`, 'sh', opened.path])
    expect(() => openEmbeddedStateStore({ path: opened.path, clock: systemClock })).toThrow(
      expect.objectContaining({ name: 'Fatal', code: 'store.failed' }),
    )
  })

  test('a commit survives SIGKILL', async () => {
    await using opened = await openFile()
    opened.store[Symbol.dispose]()
    const script = `
      const { openEmbeddedStateStore } = await import('#/store/embedded/state-store.ts')
      const store = openEmbeddedStateStore({ path: process.argv[1], clock: { now: () => 0 } })
      store.putSetting('kept', 'yes')
      process.kill(process.pid, 'SIGKILL')`
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, opened.path], {
        cwd: join(import.meta.dirname, '..', '..'),
        stdio: 'pipe',
      }),
    ).toThrow('Command failed')
    expect((await opened.reopen()).setting('kept')).toBe('yes')
  })

  test(
    'the queue stays quick with a hundred thousand alerts in ten thousand incidents',
    { timeout: 240_000 },
    async () => {
      await using opened = await openFile()
      for (let from = 0; from < 100_000; from += 10_000) {
        const alerts = Array.from({ length: 10_000 }, (_, i) => {
          const n = from + i
          const entity = { field: 'source.ip', value: `10.0.${(n >> 8) % 40}.${n & 255}` }
          return inventedAlert(`a${n}`, { at: 1_790_000_000_000 + n, level: SEVERITIES[n % 5]!, entity })
        })
        opened.store.recordAlerts(alerts, simpleFold)
      }
      const best = (work: () => void): number => Math.min(...Array.from({ length: 5 }, () => timed(work)))
      expect(opened.store.counts().byStatus.new).toBe(10_240)
      const after = opened.store.incidents({ limit: 100 }).next!
      expect(best(() => opened.store.incidents({ status: ['new', 'open'], limit: 100 }))).toBeLessThan(20)
      expect(best(() => opened.store.incidents({ limit: 100, after }))).toBeLessThan(20)
      expect(best(() => opened.store.incidents({ limit: 100, text: 'khong co' }))).toBeLessThan(50)
      expect(best(() => opened.store.counts())).toBeLessThan(20)
    },
  )
})

function timed(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
