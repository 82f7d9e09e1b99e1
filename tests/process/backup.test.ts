// Backups with real processes: made while lines stream in, of a stopped platform, half ones, damaged ones. What was
// acknowledged before the backup is in what is restored from it, once, and so are its alerts.

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startChildPlatform, TEST_TOKEN, type ChildPlatform } from '#/bench/child-platform.ts'
import type { IncidentPageView } from '#/api/contract/schemas.ts'
import { textOf } from '#/kernel/event.ts'
import type { BackupManifest } from '#/cli/backup-manifest.ts'
import { runCommand } from '../cli/run-command.ts'
import { storedEvents } from '../support/stored-events.ts'
import { httpListener } from './http-listener.ts'

const BATCH = 40
/** Each host's alert is an incident of its own. */
const ATTACKS = 5
const CONFIG = JSON.stringify({
  console: { port: 0 },
  listeners: [httpListener()],
})

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-backup-'))
const data = join(folder, 'data')
const backupOf = (name: string): string => join(folder, name)
const WAIT = { timeout: 60_000, interval: 50 }

let platform: ChildPlatform
let acknowledgedBefore: readonly number[] = []

beforeAll(async () => {
  mkdirSync(data)
  platform = await startChildPlatform({ dataDirectory: data, config: CONFIG })
}, 120_000)

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function attack(n: number): object {
  return {
    message: `<86>1 2026-11-22T10:00:0${n}Z web-0${n} sshd 812 - - error: maximum authentication attempts exceeded for root from 203.0.113.${n} port 4122 ssh2 [preauth]`,
  }
}

async function post(batch: number, lines: readonly object[]): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${platform.port('http')}/ingest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TEST_TOKEN}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': `batch-${batch}`,
    },
    body: lines.map(line => JSON.stringify(line)).join('\n'),
  })
  expect(answer.status).toBeLessThan(300)
  await answer.arrayBuffer()
}

/** Posts numbered lines, one batch after the other, until told to stop. */
function load(signal: AbortSignal): {
  readonly acknowledged: readonly number[]
  readonly ended: Promise<void>
} {
  const acknowledged: number[] = []
  const run = async (): Promise<void> => {
    for (let batch = 0; !signal.aborted; batch++) {
      const numbers = Array.from({ length: BATCH }, (_, nth) => batch * BATCH + nth)
      await post(
        batch,
        numbers.map(n => ({ message: `line n=${n} of a shipper` })),
      )
      acknowledged.push(...numbers)
    }
  }
  return { acknowledged, ended: run() }
}

async function incidentsOf(running: ChildPlatform): Promise<IncidentPageView> {
  return (await (await running.get('/api/incidents')).json()) as IncidentPageView
}

/** Incident → how many alerts it has. */
async function alertsIn(running: ChildPlatform): Promise<ReadonlyMap<string, number>> {
  const { incidents } = await incidentsOf(running)
  expect(incidents).toHaveLength(ATTACKS)
  return new Map(incidents.map(({ id, alertCount }) => [id, alertCount]))
}

describe('a platform under load', () => {
  test('is backed up without a stop', { timeout: 240_000 }, async () => {
    await post(
      -1,
      Array.from({ length: ATTACKS }, (_, n) => attack(n)),
    )
    const stop = new AbortController()
    const { acknowledged, ended } = load(stop.signal)
    await vi.waitUntil(() => acknowledged.length >= 10 * BATCH, WAIT)
    acknowledgedBefore = [...acknowledged]
    const ran = await runCommand(['backup', backupOf('live'), '--data', data])
    stop.abort()
    await ended
    expect(ran.stderr).toContain('backed up')
    expect(ran.code).toBe(0)
    const { files } = JSON.parse(
      readFileSync(join(backupOf('live'), 'backup.json'), 'utf8'),
    ) as BackupManifest
    const paths = files.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining(['state.sqlite', 'jobs.sqlite', 'media.sqlite', 'thapcanh.yaml']),
    )
    expect(paths.filter(path => /^(?:lock|run\.json|.*-wal$)/.test(path))).toEqual([])
    // More came while it was made, and none of it was refused.
    expect(acknowledged.length).toBeGreaterThan(acknowledgedBefore.length)
  })

  test('is there again after a restore, nothing missing, nothing twice', { timeout: 240_000 }, async () => {
    const restored = join(folder, 'restored')
    const ran = await runCommand(['restore', backupOf('live'), '--data', restored])
    expect(ran.stderr).toContain('restored')
    expect(ran.code).toBe(0)
    const verified = await runCommand(['audit', 'verify', restored])
    expect(verified.stdout).toBe('')
    expect(verified.code).toBe(0)

    const again = await startChildPlatform({ dataDirectory: restored, config: CONFIG })
    try {
      await vi.waitUntil(async () => (await again.health()).lagEvents === 0, WAIT)
      expect(await alertsIn(again)).toEqual(await alertsIn(platform))
    } finally {
      await again[Symbol.asyncDispose]()
    }
    const numbers = (await storedEvents(restored)).flatMap(event => {
      const found = /^line n=(\d+) /.exec(textOf(event, 'message') ?? '')
      return found === null ? [] : [Number(found[1])]
    })
    const seen = new Set(numbers)
    expect(acknowledgedBefore.filter(n => !seen.has(n))).toEqual([])
    expect(numbers).toHaveLength(seen.size)
    // What was acknowledged later is in it in the order in which it came, up to some moment.
    expect(Math.max(...numbers)).toBe(seen.size - 1)
  })

  test(
    'is not backed up into its own folder, nor into one that holds something',
    { timeout: 120_000 },
    async () => {
      const inside = await runCommand(['backup', join(data, 'copy'), '--data', data])
      expect(inside.stderr).toContain('[backup.refused]')
      const full = await runCommand(['backup', backupOf('live'), '--data', data])
      expect(full.stderr).toContain('is not empty')
      expect([inside.code, full.code]).toEqual([2, 2])
    },
  )

  test('killed in the middle leaves no backup', { timeout: 240_000 }, async () => {
    const half = backupOf('half')
    // The command would add the manifest when the copy is done; here it is killed before.
    const answer = await fetch(`${platform.run.url}/api/backups`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${platform.run.localToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ directory: half }),
    })
    expect(await answer.json()).toEqual({ state: 'running', directory: half, reason: null })
    await platform.kill()
    const ran = await runCommand(['restore', half, '--data', join(folder, 'from-half')])
    expect(ran.stderr).toContain('it was not finished')
    expect(ran.code).toBe(2)
    expect(existsSync(join(folder, 'from-half'))).toBe(false)
  })

  test('is backed up as it lies after a kill', { timeout: 240_000 }, async () => {
    const ran = await runCommand(['backup', backupOf('stopped'), '--data', data])
    expect(ran.stderr).toContain('backed up')
    const restored = join(folder, 'restored-stopped')
    expect((await runCommand(['restore', backupOf('stopped'), '--data', restored])).code).toBe(0)
    const again = await startChildPlatform({ dataDirectory: restored, config: CONFIG })
    try {
      await vi.waitUntil(async () => (await again.health()).lagEvents === 0, WAIT)
      expect((await incidentsOf(again)).total).toBe(ATTACKS)
    } finally {
      await again[Symbol.asyncDispose]()
    }
  })
})

describe('a backup', () => {
  const restoreInto = (name: string) =>
    runCommand(['restore', backupOf('stopped'), '--data', join(folder, name)])

  test('is not restored over something', { timeout: 120_000 }, async () => {
    const ran = await restoreInto('data')
    expect(ran.stderr).toContain('is not empty')
    expect(ran.code).toBe(2)
  })

  test('of which a byte was changed is refused by the name of the file', { timeout: 120_000 }, async () => {
    const file = join(backupOf('stopped'), 'thapcanh.yaml')
    const before = readFileSync(file)
    writeFileSync(file, before.toString().replace('http', 'HTTP'))
    const altered = await restoreInto('new')
    expect(altered.stderr).toContain(`${file} was altered`)
    appendFileSync(file, ' ')
    expect((await restoreInto('new')).stderr).toContain(`${file} has ${before.length + 1} bytes`)
    rmSync(file)
    expect((await restoreInto('new')).stderr).toContain(`${file} is absent`)
    writeFileSync(file, before)
    const more = join(backupOf('stopped'), 'raw', 'more')
    writeFileSync(more, 'x')
    expect((await restoreInto('new')).stderr).toContain(`${more} is not in the manifest`)
    rmSync(more)
    expect(altered.code).toBe(2)
    expect(readdirSync(folder)).not.toContain('new')
    expect((await restoreInto('new')).code).toBe(0)
  })

  test('of which half was restored is no data folder', { timeout: 120_000 }, async () => {
    writeFileSync(join(folder, 'new', 'restoring'), '')
    const ran = await runCommand(['start', '--data', join(folder, 'new')])
    expect(ran.stderr).toContain('half of a backup')
    expect(ran.code).toBe(1)
  })
})
