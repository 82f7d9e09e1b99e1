// Today's platform on the data folder that version 0.2.0 left behind: everything that people and senders had entrusted
// to it is there, and the audit trail goes on from where it was and is proved.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AuditPage } from '#/api/contract/audit.ts'
import type { AttachmentView } from '#/api/contract/desk-work.ts'
import type { DocumentDetail, DocumentPage } from '#/api/contract/documents.ts'
import type { IncidentDetail, IncidentPageView, Me } from '#/api/contract/schemas.ts'
import { startChildPlatform, TEST_TOKEN, type ChildPlatform } from '#/bench/child-platform.ts'
import { textOf } from '#/kernel/event.ts'
import { jsonLines, runCommand } from '../cli/run-command.ts'
import { unpackOldDataFolder, type OldDataFolder } from '../support/old-data-folder.ts'
import { storedEvents } from '../support/stored-events.ts'
import { httpListener } from './http-listener.ts'

const WAIT = { timeout: 60_000, interval: 50 }
const EVENTS = 41
/** The fixture's events are from November 2026 and must not become too old for this test. */
const CONFIG = JSON.stringify({
  console: { port: 0 },
  listeners: [httpListener()],
  systems: [
    {
      id: 'dvc',
      name: 'Cổng dịch vụ công trực tuyến',
      level: 3,
      owner: 'UBND thành phố Ví Dụ',
      hosts: ['dvc-*'],
    },
  ],
  store: { unassignedMonths: 120, extraDays: 3660 },
})

let folder: OldDataFolder
let platform: ChildPlatform

beforeAll(async () => {
  folder = unpackOldDataFolder('0.2.0')
  platform = await startChildPlatform({ dataDirectory: folder.path, config: CONFIG })
  await vi.waitUntil(async () => (await platform.health()).lagEvents === 0, WAIT)
}, 120_000)

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

let session: Promise<string> | undefined

/** Asks as Lan, with the password that she had. */
async function asLan<T>(path: string): Promise<T> {
  session ??= fetch(`${platform.run.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'lan', password: 'một câu dài khác của Lan' }),
  }).then(answer => {
    expect(answer.status).toBe(200)
    return answer.headers.getSetCookie()[0]!.split(';')[0]!
  })
  const answer = await fetch(platform.run.url + path, { headers: { cookie: await session } })
  expect(`${path} ${answer.status}`).toBe(`${path} 200`)
  return (await answer.json()) as T
}

async function incidents(): Promise<IncidentPageView['incidents']> {
  return (await asLan<IncidentPageView>('/api/incidents?status=new,open,closed')).incidents
}

describe('after the upgrade', () => {
  test('accounts are there, with their passwords and roles', async () => {
    expect(await asLan<Me>('/api/session')).toMatchObject({
      name: 'lan',
      displayName: 'Nguyễn Thị Lan',
      role: 'lead',
      mustChangePassword: false,
    })
  })

  test('incidents are there with their alerts, history and outcome', async () => {
    const found = await incidents()
    expect(found.map(({ status, owner, disposition }) => ({ status, owner, disposition }))).toEqual(
      expect.arrayContaining([
        { status: 'open', owner: 'lan', disposition: null },
        { status: 'closed', owner: 'lan', disposition: 'false-positive' },
      ]),
    )
    expect(found).toHaveLength(2)
    const open = found.find(({ status }) => status === 'open')!
    expect(open.systemId).toBe('dvc')
    const detail = await asLan<IncidentDetail>(`/api/incidents/${open.id}`)
    expect(detail.timeline.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringContaining('Đã gọi quản trị máy chủ, đang cô lập.')]),
    )
    expect(detail.alerts.length).toBeGreaterThan(1)
    expect(found.reduce((sum, { alertCount }) => sum + alertCount, 0)).toBe(11)
  })

  test('an attached file has the bytes that it had', async () => {
    const open = (await incidents()).find(({ status }) => status === 'open')!
    const files = await asLan<readonly AttachmentView[]>(`/api/incidents/${open.id}/attachments`)
    expect(files.map(({ name }) => name)).toEqual(['ghi chú.txt'])
    const answer = await fetch(
      `${platform.run.url}/api/incidents/${open.id}/attachments/${files[0]!.id}/content`,
      { headers: { cookie: await session! } },
    )
    expect(await answer.text()).toBe('Ghi chú điều tra\n')
  })

  test('a signed document is frozen as it was, and its hashes hold', async () => {
    const { documents } = await asLan<DocumentPage>('/api/documents')
    expect(documents).toEqual([expect.objectContaining({ form: 'mau-03', state: 'signed' })])
    const { id } = documents[0]!
    expect((await asLan<DocumentDetail>(`/api/documents/${id}`)).hashes).not.toBeNull()
    expect(await asLan(`/api/documents/${id}/verify`)).toMatchObject({ whole: true })
  })

  test('units and the runs of playbooks are there', async () => {
    expect(await asLan('/api/units')).toEqual([expect.objectContaining({ id: 'so-tttt' })])
    const open = (await incidents()).find(({ status }) => status === 'open')!
    const { runs } = await asLan<{ runs: readonly object[] }>(`/api/runs?incidentId=${open.id}`)
    expect(runs.length).toBeGreaterThan(0)
  })

  test('the audit trail goes on from where it was, and says that the folder was upgraded', async () => {
    const { entries } = await asLan<AuditPage>('/api/audit?limit=200')
    const actions = entries.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['user.created', 'document.signed', 'data.upgraded']))
    expect(entries.find(({ action }) => action === 'data.upgraded')).toMatchObject({
      by: 'thapcanh',
      detail: expect.stringMatching(/state\.sqlite 3 → \d/),
    })
  })

  test('new lines join the incident that was open', async () => {
    const line =
      '<86>1 2026-11-22T10:05:00+07:00 dvc-web-01 sshd 912 - - error: maximum authentication attempts exceeded for root from 203.0.113.66 port 4122 ssh2 [preauth]'
    const answer = await fetch(`http://127.0.0.1:${platform.port('http')}/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TEST_TOKEN}`, 'content-type': 'application/x-ndjson' },
      body: JSON.stringify({ message: line }),
    })
    expect(answer.status).toBeLessThan(300)
    const alerts = async (): Promise<number> =>
      (await incidents()).reduce((sum, { alertCount }) => sum + alertCount, 0)
    await vi.waitUntil(async () => (await alerts()) > 11, WAIT)
    expect(await incidents()).toHaveLength(2)
  })

  test('stopped, its trail is verified and its events are all there', { timeout: 120_000 }, async () => {
    await platform[Symbol.asyncDispose]()
    const verified = await runCommand(['audit', 'verify', folder.path])
    expect(verified.stdout).toBe('')
    expect(verified.code).toBe(0)
    const events = await storedEvents(folder.path)
    expect(events).toHaveLength(EVENTS + 1)
    expect(
      events.filter(event => (textOf(event, 'message') ?? '').includes('ngập đường Trần Hưng Đạo')),
    ).toHaveLength(8)
    expect(existsSync(join(folder.path, 'before-upgrade', 'old', 'state.sqlite'))).toBe(true)
  })
})

describe('migrate', () => {
  test('rehearses, upgrades and goes back without the platform', { timeout: 120_000 }, async () => {
    using old = unpackOldDataFolder('0.2.0')
    const migrate = async (...args: string[]) => await runCommand(['migrate', ...args, '--data', old.path])
    const before = readFileSync(join(old.path, 'state.sqlite'))

    const tried = await migrate('--dry-run')
    expect(tried.stderr).toContain('nothing was changed')
    expect(jsonLines(tried)).toEqual([
      expect.objectContaining({
        rehearsed: true,
        databases: [expect.objectContaining({ file: 'state.sqlite', from: 3 })],
      }),
    ])
    expect(readFileSync(join(old.path, 'state.sqlite')).equals(before)).toBe(true)

    const reset = await runCommand(['reset-password', 'lan', '--data', old.path])
    expect(reset.stderr).toContain('[data.older]')
    const done = await migrate()
    expect(done.stderr).toContain('the way back is kept')
    const again = await migrate()
    expect(again.stderr).toContain('is of this version already')
    const back = await migrate('--back')
    expect(back.stderr).toContain('as before the upgrade')
    expect(readFileSync(join(old.path, 'state.sqlite')).equals(before)).toBe(true)
    const nothing = await migrate('--back')
    expect(nothing.stderr).toContain('[upgrade.no-way-back]')
    const both = await migrate('--back', '--dry-run')
    expect([tried, reset, done, again, back, nothing, both].map(({ code }) => code)).toEqual([
      0, 1, 0, 0, 0, 2, 2,
    ])
  })

  test('refuses what is no data folder', async () => {
    const ran = await runCommand(['migrate', '--data', join(import.meta.dirname, 'nowhere')])
    expect(ran.stderr).toContain('is no data folder')
    expect(ran.code).toBe(2)
  })
})
