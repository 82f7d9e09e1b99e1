// What `thapcanh doctor` finds in things that are really broken, and that it finds nothing in those that are well.

import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkCertificates } from '#/cli/certificate-check.ts'
import { checkCluster } from '#/cli/cluster-check.ts'
import type { Finding } from '#/cli/finding.ts'
import { checkFolder } from '#/cli/folder-check.ts'
import { checkFollowedFiles } from '#/cli/followed-files-check.ts'
import { checkRunning } from '#/cli/running-health.ts'
import { findRunningPlatform, findRunningProcess } from '#/cli/running-platform.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import { makeCertificate } from '../listeners/certificate.ts'
import { unpackOldDataFolder } from '../support/old-data-folder.ts'
import { noRedis, startRedis } from '../support/redis.ts'

const DAY_MS = 86_400_000
const VERSION = '9.0.0'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('a process of a cluster without a console', () => {
  function runCollector(): string {
    const path = emptyFolder()
    const folder = openDataFolder(path)
    onTestFinished(() => folder[Symbol.dispose]())
    folder.announce({ pid: 4711, url: '', localToken: '', listeners: { syslog: '192.0.2.1:5514' } })
    return path
  }

  test('is well when it runs', async () => {
    const running = await findRunningProcess(runCollector())
    expect(await checkRunning(running!)).toMatchObject([
      { check: 'platform', ok: true, detail: expect.stringContaining('without a console') },
    ])
  })

  test('is not asked what only a console can tell', async () => {
    const path = runCollector()
    await expect(findRunningPlatform(path)).rejects.toMatchObject({
      name: 'Permanent',
      code: 'data.in-use',
      message: expect.stringContaining('where the role api runs'),
    })
  })
})

describe('certificates', () => {
  function look(files: object, atMs = Date.now()): Promise<Finding[]> {
    const tls = { kind: 'syslog-tls', id: 'tls', host: '127.0.0.1', port: 0, ...files } as const
    return checkCertificates({ listeners: [tls as never] }, { now: () => atMs })
  }

  test.each([
    ['in force', 0, true, /holds until \d{4}-\d\d-\d\d$/],
    ['not yet in force', -2, false, /holds only from .* is the clock right/],
    ['about to expire', 85, false, /expires on .*, in [45] days: get a new one/],
    ['expired', 91, false, /expired on/],
  ])('one that is %s', async (_, days, ok, detail) => {
    const files = makeCertificate(emptyFolder(), 90)
    expect(await look(files, Date.now() + days * DAY_MS)).toEqual([
      { check: 'certificate of tls', ok, detail: expect.stringMatching(detail) },
    ])
  })

  test('files that are no certificate, or of another key, or half there', async () => {
    const [folder, other] = [emptyFolder(), emptyFolder()]
    const { cert, key } = makeCertificate(folder, 90)
    const text = join(folder, 'text.pem')
    writeFileSync(text, 'not a certificate\n')
    const broken: [object, RegExp][] = [
      [{ cert: join(folder, 'none.pem'), key }, /cert: ENOENT.*none\.pem/],
      [{ cert: text, key }, /do not make a certificate/],
      [{ cert, key: makeCertificate(other).key }, /do not make a certificate/],
      [{ cert, key, clientCa: text }, /clientCa: /],
      [{ cert }, /both or neither/],
    ]
    for (const [files, detail] of broken)
      expect(await look(files)).toMatchObject([{ ok: false, detail: expect.stringMatching(detail) }])
  })
})

test('followed files that are there, that are not, and that cannot be read', async () => {
  const folder = emptyFolder()
  for (const name of ['a.log', 'b.log']) writeFileSync(join(folder, name), '')
  // Root may read any file, but not one that is not there.
  symlinkSync(join(folder, 'gone'), join(folder, 'link.txt'))
  const paths = ['*.log', 'c.log', 'link.txt'].map(name => join(folder, name))
  expect(await checkFollowedFiles({ listeners: [{ kind: 'files', id: 'web', paths }] })).toEqual([
    { check: 'files of web', ok: true, detail: expect.stringContaining('2 can be read') },
    { check: 'files of web', ok: false, detail: expect.stringContaining('no such file') },
    {
      check: 'files of web',
      ok: false,
      detail: expect.stringContaining('cannot be read by this user: ENOENT'),
    },
  ])
})

describe('the data folder', () => {
  const look = (path: string): Promise<Finding[]> => checkFolder(path, VERSION)

  test('that is not there yet, that is new, and that is in use', async () => {
    const path = join(emptyFolder(), 'data')
    expect(await look(path)).toMatchObject([
      { ok: true, detail: expect.stringContaining('does not exist yet') },
    ])
    const folder = openDataFolder(path)
    expect(await look(path)).toMatchObject([{ ok: true, detail: expect.stringContaining('is in use') }])
    openEmbeddedStateStore({ path: folder.state, clock: { now: () => 0 } })[Symbol.dispose]()
    await upgradeDataFolder(path, { version: VERSION, now: 0 })
    folder[Symbol.dispose]()
    expect(await look(path)).toEqual([
      { check: 'data folder', ok: true, detail: expect.stringContaining('is of this version') },
    ])
  })

  test('of an earlier version is told what the next start does, and is left as it is', async () => {
    using old = unpackOldDataFolder('0.2.0')
    const expected = [
      {
        check: 'data folder',
        ok: true,
        detail: expect.stringContaining('takes it to 9.0.0: state.sqlite') as string,
      },
    ]
    expect(await look(old.path)).toEqual(expected)
    expect(await look(old.path)).toEqual(expected)
  })

  test('of a later version, or with half of a backup, cannot be used', async () => {
    const path = emptyFolder()
    writeFileSync(
      join(path, 'format.json'),
      '{ "what": "thapcanh data folder", "format": 99, "version": "99.0.0" }',
    )
    expect(await look(path)).toMatchObject([{ ok: false, detail: expect.stringContaining('newer version') }])
    writeFileSync(join(path, 'restoring'), '')
    expect(await look(path)).toMatchObject([
      { ok: false, detail: expect.stringContaining('half of a backup') },
    ])
  })

  test('with a database that lost a page, or that is none', async () => {
    const path = emptyFolder()
    const file = join(path, 'state.sqlite')
    const page = 4096
    openEmbeddedStateStore({ path: file, clock: { now: () => 0 } })[Symbol.dispose]()
    using database = new DatabaseSync(file)
    database.exec(`PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE`)
    const [root] = Object.values(
      database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'incident'`).get()!,
    )
    database.close()
    const fd = openSync(file, 'r+')
    writeSync(fd, Buffer.alloc(page, 0xff), 0, page, (Number(root) - 1) * page)
    closeSync(fd)
    expect(await look(path)).toMatchObject([
      { check: 'data folder' },
      {
        check: 'database',
        ok: false,
        detail: expect.stringMatching(/state\.sqlite is damaged: .*Restore a backup/),
      },
    ])
    writeFileSync(file, 'this is no database'.repeat(1000))
    expect(await look(path)).toMatchObject([
      { check: 'data folder', ok: false, detail: expect.stringContaining('cannot be opened') },
      { check: 'database', ok: false, detail: expect.stringContaining('not a database') },
    ])
  })

  test('with secrets that others may read, or that are not YAML, without telling them', async () => {
    const path = emptyFolder()
    const file = join(path, 'secrets.yaml')
    writeFileSync(file, 'firewall: "hunter-2"\n', { mode: 0o600 })
    expect((await look(path))[1]).toMatchObject({ check: 'secrets', ok: true, detail: `${file}: 1 names` })
    rmSync(file)
    writeFileSync(file, 'firewall: "hunter-2"\n', { mode: 0o644 })
    expect((await look(path))[1]).toMatchObject({
      ok: false,
      detail: expect.stringContaining('set it to 600'),
    })
    rmSync(file)
    writeFileSync(file, 'firewall: "hunter-2\n', { mode: 0o600 })
    const [, broken] = await look(path)
    expect(broken).toMatchObject({ ok: false, detail: expect.stringContaining('not YAML') })
    expect(broken!.detail).not.toContain('hunter')
  })
})

describe('the servers of a cluster', { timeout: 120_000 }, () => {
  const PATIENT_MS = 60_000
  const nowhere = { nodes: ['http://127.0.0.1:1'], prefix: 'thapcanh', shards: 1 }
  const calls = { host: '127.0.0.1', port: 0 }

  /** A Redis whose password is missing is not asked, and not waited for. */
  const noPassword = { url: 'unix:///nowhere/redis.sock', passwordFile: '/nowhere/password' }

  async function look(
    changes: Partial<Parameters<typeof checkCluster>[0]>,
    answerMs = PATIENT_MS,
  ): Promise<Record<string, Finding>> {
    const findings = await checkCluster(
      { redis: noPassword, elasticsearch: nowhere, calls, ...changes },
      answerMs,
    )
    return Object.fromEntries(findings.map(finding => [finding.check, finding]))
  }

  test('that do not answer, and a secret that is too short', async () => {
    const folder = emptyFolder()
    const secretFile = join(folder, 'secret')
    writeFileSync(secretFile, 'short\n')
    const redis = { url: 'unix:///nowhere/redis.sock' }
    const found = await look({ redis, calls: { ...calls, secretFile } }, 1000)
    expect(found).toMatchObject({
      redis: { ok: false, detail: expect.stringContaining('/nowhere/redis.sock does not answer') },
      elasticsearch: { ok: false, detail: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1: ./) },
      'cluster secret': { ok: false, detail: expect.stringContaining('32 to 256') },
    })
  })

  test('passwords that are not where the configuration says', async () => {
    const passwordFile = join(emptyFolder(), 'none')
    const found = await look({
      redis: { url: 'unix:///nowhere/redis.sock', passwordFile },
      elasticsearch: { ...nowhere, username: 'thapcanh', passwordFile },
    })
    for (const check of ['redis', 'elasticsearch'])
      expect(found[check]).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/none cannot be read: ENOENT/),
      })
    expect(found['cluster secret']).toMatchObject({
      ok: true,
      detail: expect.stringContaining('there is none'),
    })
  })

  test('an Elasticsearch that refuses the account, and something else in its place', async () => {
    let status = 401
    const server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end('{"error":"no"}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const nodes = [`http://127.0.0.1:${(server.address() as AddressInfo).port}`]
    const elasticsearch = { ...nowhere, nodes }
    expect((await look({ elasticsearch }))['elasticsearch']).toMatchObject({
      ok: false,
      detail: expect.stringContaining(nodes[0]!),
    })
    status = 200
    expect((await look({ elasticsearch }))['elasticsearch']).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/not Elasticsearch/),
    })
  })

  describe.skipIf(noRedis)('Redis', () => {
    test('that keeps what it is given', async () => {
      await using server = await startRedis()
      const { redis } = await look({ redis: { url: server.url } })
      expect(redis).toMatchObject({ ok: true, detail: expect.stringContaining('keeps what it acknowledges') })
    })

    test.each([
      ['throws out what it holds', ['--maxmemory-policy', 'allkeys-lru'], /noeviction/],
      ['forgets when it dies', ['--appendonly', 'no'], /appendonly is off/],
      ['wants a password', ['--requirepass', 'right'], /refuses the account/],
    ])('that %s', async (_, settings, detail) => {
      await using server = await startRedis(settings)
      const { redis } = await look({ redis: { url: server.url } })
      expect(redis).toMatchObject({ ok: false, detail: expect.stringMatching(detail) })
    })
  })
})
