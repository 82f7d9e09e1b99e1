// `reset-password` lets someone in who has lost a password, whether the platform runs or not.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ensureFirstAdmin } from '#/api/auth/accounts.ts'
import { verifyPassword } from '#/api/auth/password-hash.ts'
import { startChildPlatform } from '#/bench/child-platform.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { jsonLines, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-reset-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const open = () => openEmbeddedStateStore({ path: join(folder, 'state.sqlite'), clock: systemClock })

async function reset(name: string, data: string): Promise<string> {
  const ran = await runCommand(['reset-password', name, '--data', data])
  expect(ran.code).toBe(0)
  const [{ user, oneTimePassword }] = jsonLines(ran) as [{ user: string; oneTimePassword: string }]
  expect(user).toBe(name)
  return oneTimePassword
}

test('on a stopped platform it makes a new one-time password and ends the sessions', async () => {
  {
    using state = open()
    await ensureFirstAdmin(state, systemClock)
    const admin = state.user('admin')!
    state.putUser({ ...admin, mustChangePassword: false })
    const now = systemClock.now()
    state.putSession({
      tokenHash: 'a',
      userName: 'admin',
      createdAt: now,
      lastSeenAt: now,
      expiresAt: now + 1e6,
    })
  }
  const password = await reset('admin', folder)
  using state = open()
  const admin = state.user('admin')!
  expect(admin.mustChangePassword).toBe(true)
  expect(await verifyPassword(password, admin.passwordHash)).toBe(true)
  expect(state.session('a')).toBeUndefined()
})

test('it names the accounts there are when asked for another', async () => {
  const { code, stdout, stderr } = await runCommand(['reset-password', 'nobody', '--data', folder])
  expect(stderr).toMatch(/no account "nobody" \(there are admin\)/)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('on a running platform the new password works at once', { timeout: 60_000 }, async () => {
  await using platform = await startChildPlatform()
  const password = await reset('admin', platform.dataDirectory)
  const answer = await fetch(new URL('/api/session', platform.run.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: platform.run.url },
    body: JSON.stringify({ name: 'admin', password }),
  })
  expect(await answer.json()).toMatchObject({ name: 'admin', mustChangePassword: true })
})
