// Collectors, correlators and workers open a data folder as the console's process does: an earlier one is brought to
// this version before anything else opens it, a later one is refused and left as it is.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfig } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { SILENT_LOG, type LogFields } from '#/kernel/log.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { openRoleFolder } from '#/roles/open-role-folder.ts'
import { type QuietRole, startQuietRole } from '#/roles/start-roles.ts'
import { stepsTaken } from '#/store/embedded/migrate.ts'
import { STATE_SCHEMA } from '#/store/embedded/state-schema.ts'
import { WAY_BACK } from '#/upgrade/upgrade-folder.ts'
import { unpackOldDataFolder } from '../support/old-data-folder.ts'
import packageFile from '../../package.json' with { type: 'json' }

test(
  'the folder of an earlier version is taken to this one; the log tells of it and of problems',
  { timeout: 60_000 },
  async () => {
    using old = unpackOldDataFolder('0.2.0')
    const told: (readonly [string, LogFields | undefined])[] = []
    const tell = (component: string, _message: string, fields?: LogFields): void =>
      void told.push([component, fields])
    const log = { ...SILENT_LOG, info: tell, warn: tell }
    const { folder, ledger } = await openRoleFolder({ dataDirectory: old.path, clock: systemClock, log })
    onTestFinished(() => folder[Symbol.dispose]())
    ledger.report({ code: 'store.failed', where: 'here', detail: 'no answer' })
    expect(told).toMatchObject([
      ['upgrade', { from: 'before 0.3', to: packageFile.version }],
      ['problem', { code: 'store.failed', where: 'here', count: 1 }],
    ])
    const database = new DatabaseSync(join(old.path, 'state.sqlite'), { readOnly: true })
    onTestFinished(() => database.close())
    expect(stepsTaken(database)).toBe(STATE_SCHEMA.length)
    expect(existsSync(join(old.path, WAY_BACK))).toBe(true)
  },
)

test.each<QuietRole>(['collector', 'correlator', 'worker'])(
  'a %s refuses the folder of a later version, which stays as it is and free',
  async role => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-later-'))
    onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }))
    const format = join(dataDirectory, 'format.json')
    const later = '{ "what": "thapcanh data folder", "format": 99, "version": "9.0.0" }'
    writeFileSync(format, later)
    const { config } = parseConfig(
      [
        'cluster:',
        '  redis: { url: "redis://127.0.0.1:1" }',
        '  elasticsearch: { nodes: ["http://127.0.0.1:1"] }',
        `  calls: { secretFile: ${JSON.stringify(join(dataDirectory, 'secret'))} }`,
      ].join('\n'),
      'test.yaml',
    )
    const options = {
      config: config!,
      cluster: config!.cluster!,
      dataDirectory,
      clock: systemClock,
      signal: new AbortController().signal,
      onFailed() {},
    }
    await expect(startQuietRole(role, options, [role])).rejects.toMatchObject({
      name: 'Fatal',
      code: 'data.newer',
    })
    expect(readFileSync(format, 'utf8')).toBe(later)
    openDataFolder(dataDirectory)[Symbol.dispose]()
  },
)
