// Upgrades of the data folder that version 0.2.0 left behind: whole or not at all, whenever the process dies; back
// again while nothing is lost by it; refused where it would not be sound.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { beginPlace, readPlace } from '#/store/embedded/log-place.ts'
import { takeSteps, stepsTaken } from '#/store/embedded/migrate.ts'
import { STATE_SCHEMA } from '#/store/embedded/state-schema.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { DATABASE_PARTS, type DatabasePart } from '#/upgrade/database-parts.ts'
import { goBack } from '#/upgrade/go-back.ts'
import { rehearseUpgrade, upgradeDataFolder, type UpgradeOptions } from '#/upgrade/upgrade-folder.ts'
import { unpackOldDataFolder } from '../support/old-data-folder.ts'
import { STEPS, TWO_PARTS } from './two-parts.ts'

const OPTIONS: UpgradeOptions = { version: '9.0.0', now: 1000, parts: TWO_PARTS }
const BACK = { version: '9.0.0', now: 2000, forgetChanges: false }
const OLD_VERSIONS = { 'state.sqlite': 3, 'jobs.sqlite': 1 }
const NEW_VERSIONS = { 'state.sqlite': STATE_SCHEMA.length, 'jobs.sqlite': 2 }
/** As the fixture has them. */
const ROWS = { incident: 2, alert: 11, user: 2, log_entry: 131, record: 23 }
const DAY_MS = 86_400_000

function query(path: string, sql: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return Object.values(database.prepare(sql).get() ?? {})[0]
  } finally {
    database.close()
  }
}

function versionsOf(directory: string): Record<string, number> {
  return Object.fromEntries(
    Object.keys(OLD_VERSIONS).map(file => {
      const database = new DatabaseSync(join(directory, file), { readOnly: true })
      try {
        return [file, stepsTaken(database)]
      } finally {
        database.close()
      }
    }),
  )
}

function rowsOf(directory: string): Record<string, unknown> {
  const path = join(directory, 'state.sqlite')
  return Object.fromEntries(
    Object.keys(ROWS).map(table => [table, query(path, `SELECT count(*) FROM ${table}`)]),
  )
}

/** Names in the folder that an upgrade makes, so that nothing is left behind unseen. */
function traces(directory: string): readonly string[] {
  return readdirSync(directory).filter(name => /upgrade|format/.test(name))
}

function withParts(change: (part: DatabasePart) => Partial<DatabasePart>): readonly DatabasePart[] {
  return DATABASE_PARTS.map(part => ({ ...part, ...change(part) }))
}

function killAt(directory: string, what: 'upgrade' | 'back', step: string): void {
  const child = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'upgrade-child.ts'), directory, what, step],
    { encoding: 'utf8' },
  )
  expect({ signal: child.signal, stderr: child.stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
}

describe('an upgrade', () => {
  test('goes by these steps, loses nothing, and keeps the files of before', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const steps: string[] = []
    const record = await upgradeDataFolder(folder.path, { ...OPTIONS, atStep: step => steps.push(step) })
    expect(steps).toEqual(STEPS)
    expect(record).toMatchObject({
      what: 'upgrade',
      before: { format: 1, version: null },
      databases: [
        { file: 'state.sqlite', from: 3, to: STATE_SCHEMA.length, rows: ROWS },
        { file: 'jobs.sqlite', from: 1, to: 2 },
      ],
    })
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
    expect(rowsOf(folder.path)).toEqual(ROWS)
    expect(versionsOf(join(folder.path, 'before-upgrade', 'old'))).toEqual(OLD_VERSIONS)
    expect(JSON.parse(readFileSync(join(folder.path, 'format.json'), 'utf8'))).toMatchObject({
      format: 2,
      version: '9.0.0',
    })
    expect(traces(folder.path)).toEqual(['before-upgrade', 'format.json'])
    expect(await upgradeDataFolder(folder.path, OPTIONS)).toBeUndefined()
  })

  test('leaves a copy of the state of a cluster one', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const path = join(folder.path, 'state.sqlite')
    const place = { number: 7, hash: 'of entry 7', total: 100, fence: 3 }
    {
      using database = new DatabaseSync(path)
      beginPlace(database, place)
    }
    await upgradeDataFolder(folder.path, OPTIONS)
    using database = new DatabaseSync(path, { readOnly: true })
    expect(stepsTaken(database)).toBe(STATE_SCHEMA.length)
    expect(readPlace(database)).toEqual({ ...place, mayHoldMore: false })
  })

  test('takes along what still stands in the write-ahead log', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const path = join(folder.path, 'state.sqlite')
    const script = `
      const { DatabaseSync } = await import('node:sqlite')
      const database = new DatabaseSync(process.argv[1])
      database.exec("INSERT INTO setting VALUES ('late', 'yes')")
      process.kill(process.pid, 'SIGKILL')`
    spawnSync(process.execPath, ['--input-type=module', '-e', script, path])
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
    await upgradeDataFolder(folder.path, OPTIONS)
    expect(query(path, `SELECT value FROM setting WHERE key = 'late'`)).toBe('yes')
    expect(
      query(
        join(folder.path, 'before-upgrade/old/state.sqlite'),
        `SELECT value FROM setting WHERE key = 'late'`,
      ),
    ).toBe('yes')
  })

  test.each(STEPS)('killed when it has %s is, at the next start, old or new, never a mix', async step => {
    using folder = unpackOldDataFolder('0.2.0')
    killAt(folder.path, 'upgrade', step)
    const isCommitted = STEPS.indexOf(step) >= STEPS.indexOf('committed')
    const isToBeEnded = existsSync(join(folder.path, 'upgrade.ready'))
    expect(isToBeEnded).toBe(isCommitted && step !== 'finished')
    // Between the two, the folder says that there is something to be ended, and that is not asked here.
    const expected = isCommitted ? NEW_VERSIONS : OLD_VERSIONS
    expect(isToBeEnded ? expected : versionsOf(folder.path)).toEqual(expected)
    expect(rowsOf(folder.path)).toEqual(ROWS)

    const record = await upgradeDataFolder(folder.path, OPTIONS)
    expect(record === undefined).toBe(step === 'finished')
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
    expect(rowsOf(folder.path)).toEqual(ROWS)
    expect(versionsOf(join(folder.path, 'before-upgrade', 'old'))).toEqual(OLD_VERSIONS)
    expect(traces(folder.path)).toEqual(['before-upgrade', 'format.json'])
  })

  test('does not put aside what the version before wrote after a kill', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    killAt(folder.path, 'upgrade', 'committed')
    const path = join(folder.path, 'state.sqlite')
    const old = new DatabaseSync(path)
    takeSteps(old, path, STATE_SCHEMA.slice(0, 3))
    old.exec(`INSERT INTO setting VALUES ('by-the-old', 'yes')`)
    old.close()
    await upgradeDataFolder(folder.path, OPTIONS)
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
    expect(query(path, `SELECT value FROM setting WHERE key = 'by-the-old'`)).toBe('yes')
  })

  test('does not begin without room on the disk', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    await expect(
      upgradeDataFolder(folder.path, { ...OPTIONS, freeBytes: LIMITS.upgradeSpareBytes }),
    ).rejects.toMatchObject({
      code: 'upgrade.no-room',
      message: expect.stringMatching(/MiB free.*make room/),
    })
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
    expect(traces(folder.path)).toEqual([])
  })

  test.each([
    [
      'a step that loses rows',
      'DELETE FROM timeline WHERE number = 1',
      /timeline had 19 rows and would have 18/,
    ],
    ['a step that drops a table', 'DROP TABLE session', /session had 2 rows and would have none/],
    ['a step that breaks references', 'UPDATE alert SET incident_id = 1', /refer to rows that there are not/],
    [
      'a step that changes the audit trail',
      `UPDATE log_entry SET body = '{}'`,
      /log_entry would not be as it was/,
    ],
    ['a step that spoils a body', `UPDATE record SET body = 'x'`, /23 rows of record are no JSON/],
    ['a step that fails', 'ALTER TABLE nowhere ADD COLUMN x', /no such table: nowhere/],
  ])('with %s leaves everything as it was', async (_name, step, words) => {
    using folder = unpackOldDataFolder('0.2.0')
    const parts = withParts(part =>
      part.file === 'state.sqlite' ? { steps: [...part.steps, step], read: readAnyway } : {},
    )
    await expect(upgradeDataFolder(folder.path, { ...OPTIONS, parts })).rejects.toMatchObject({
      name: 'Fatal',
      code: 'upgrade.failed',
      message: expect.stringMatching(words),
    })
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
    expect(traces(folder.path)).toEqual([])
  })

  test('of a damaged file is refused by its name', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const path = join(folder.path, 'state.sqlite')
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 40_000, 60_000)
    writeFileSync(path, bytes)
    await expect(upgradeDataFolder(folder.path, OPTIONS)).rejects.toMatchObject({
      code: 'upgrade.failed',
      message: expect.stringContaining(path),
    })
    expect(traces(folder.path)).toEqual([])
  })

  test('waits for nobody who is in the file', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const reader = new DatabaseSync(join(folder.path, 'state.sqlite'))
    reader.exec(`INSERT INTO setting VALUES ('x', 'y'); BEGIN; SELECT count(*) FROM setting`)
    try {
      await expect(upgradeDataFolder(folder.path, OPTIONS)).rejects.toMatchObject({ code: 'upgrade.busy' })
    } finally {
      reader.close()
    }
    await upgradeDataFolder(folder.path, OPTIONS)
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
  })

  test('rehearsed only, changes nothing, even while somebody writes', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const writer = new DatabaseSync(join(folder.path, 'state.sqlite'))
    writer.exec(`BEGIN IMMEDIATE; INSERT INTO setting VALUES ('x', 'y')`)
    try {
      const { databases } = await rehearseUpgrade(folder.path, OPTIONS)
      expect(databases.map(({ file, from, to }) => [file, from, to])).toEqual([
        ['state.sqlite', 3, STATE_SCHEMA.length],
        ['jobs.sqlite', 1, 2],
      ])
    } finally {
      writer.close()
    }
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
    expect(traces(folder.path)).toEqual([])
  })
})

/** What is tried is whether the steps are checked without the reads. */
function readAnyway(path: string): void {
  const bad = query(path, 'SELECT count(*) FROM record WHERE NOT json_valid(body)')
  if (bad !== 0) throw new Error(`${String(bad)} rows of record are no JSON`)
}

describe('a version that does not fit', () => {
  test('an older program meets a newer folder, file or format, and says what to do', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    await upgradeDataFolder(folder.path, OPTIONS)
    const words = /newer version of Thápcanh.*nothing was changed.*migrate --back.*backup/
    await expect(upgradeDataFolder(folder.path, { ...OPTIONS, parts: DATABASE_PARTS })).rejects.toMatchObject(
      { name: 'Fatal', code: 'data.newer', message: expect.stringMatching(words) },
    )
    writeFileSync(
      join(folder.path, 'format.json'),
      '{"what":"thapcanh data folder","format":99,"version":"99.0.0"}',
    )
    await expect(upgradeDataFolder(folder.path, OPTIONS)).rejects.toMatchObject({
      code: 'data.newer',
      message: expect.stringMatching(words),
    })
  })

  test('a command that only opens the state does not change an older one', () => {
    using folder = unpackOldDataFolder('0.2.0')
    const path = join(folder.path, 'state.sqlite')
    expect(() => openEmbeddedStateStore({ path, clock: { now: () => 0 } })).toThrow(
      expect.objectContaining({ code: 'data.older', message: expect.stringContaining('thapcanh migrate') }),
    )
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
  })
})

describe('the way back', () => {
  test('is the folder of before, and can be upgraded again', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    await upgradeDataFolder(folder.path, OPTIONS)
    expect(await goBack(folder.path, BACK)).toEqual({ upgradedAt: 1000, lost: {} })
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
    expect(rowsOf(folder.path)).toEqual(ROWS)
    expect(traces(folder.path)).toEqual(['upgrade-taken-back'])
    await upgradeDataFolder(folder.path, OPTIONS)
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
  })

  test.each(STEPS.slice(STEPS.indexOf('prepared')))(
    'killed when it has %s is ended by the same command',
    async step => {
      using folder = unpackOldDataFolder('0.2.0')
      await upgradeDataFolder(folder.path, OPTIONS)
      killAt(folder.path, 'back', step)
      if (step !== 'finished') await goBack(folder.path, BACK)
      expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
      expect(rowsOf(folder.path)).toEqual(ROWS)
      expect(traces(folder.path)).toEqual(['upgrade-taken-back'])
    },
  )

  test('is refused with what it would lose, and taken when that is wanted', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    const parts = withParts(() => ({}))
    await upgradeDataFolder(folder.path, { ...OPTIONS, parts })
    {
      using state = openEmbeddedStateStore({
        path: join(folder.path, 'state.sqlite'),
        clock: { now: () => 3000 },
      })
      state.putUser({ ...state.user('lan')!, name: 'mai' })
    }
    await expect(goBack(folder.path, BACK)).rejects.toMatchObject({
      name: 'Permanent',
      code: 'upgrade.changed',
      message: expect.stringMatching(/state\.sqlite \(user \+1\).*--forget-changes/),
    })
    expect(versionsOf(folder.path)['state.sqlite']).toBe(STATE_SCHEMA.length)
    const back = await goBack(folder.path, { ...BACK, forgetChanges: true })
    expect(back.lost).toEqual({ 'state.sqlite': { user: 1 } })
    expect(versionsOf(folder.path)).toEqual(OLD_VERSIONS)
    expect(query(join(folder.path, 'upgrade-taken-back/old/state.sqlite'), `SELECT count(*) FROM user`)).toBe(
      3,
    )
  })

  test('ends when days were sealed that the version before does not know', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    await upgradeDataFolder(folder.path, OPTIONS)
    writeFileSync(join(folder.path, 'events', 'events-2026-11-30.sealed.json'), '{}')
    await expect(goBack(folder.path, { ...BACK, forgetChanges: true })).rejects.toMatchObject({
      code: 'upgrade.unsound',
    })
    expect(versionsOf(folder.path)).toEqual(NEW_VERSIONS)
  })

  test('is not there without an upgrade, nor when it is too old', async () => {
    using folder = unpackOldDataFolder('0.2.0')
    await expect(goBack(folder.path, BACK)).rejects.toMatchObject({ code: 'upgrade.no-way-back' })
    await upgradeDataFolder(folder.path, OPTIONS)
    const now = OPTIONS.now + LIMITS.wayBackDays * DAY_MS
    await upgradeDataFolder(folder.path, { ...OPTIONS, now })
    expect(traces(folder.path)).toContain('before-upgrade')
    await upgradeDataFolder(folder.path, { ...OPTIONS, now: now + 1 })
    expect(traces(folder.path)).toEqual(['format.json'])
  })
})
