// `audit verify` as whoever may read the data folder and no more: nothing is written, and what cannot be read is told
// apart from damage.

import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { audit } from '#/cli/audit.ts'
import { Permanent } from '#/kernel/errors.ts'
import { openLogReader } from '#/store/embedded/read-log.ts'
import { inventedTrail, type InventedTrail } from '../proof/invented-trail.ts'
import { asNobody, closeFolder, lookOf, openFolder } from '../support/other-user.ts'

let trail: InventedTrail
let folder: string
let copy: string
let scratch: string

beforeEach(async () => {
  trail = inventedTrail()
  await trail.grow(10)
  await trail.notary.sign()
  await trail.grow(2)
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-read-only-'))
  copy = join(folder, 'copy')
  scratch = join(folder, 'scratch')
  mkdirSync(scratch)
  openFolder(folder)
  chmodSync(scratch, 0o777)
})
afterEach(() => {
  trail[Symbol.dispose]()
  openFolder(folder)
  rmSync(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

async function verify(directory: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) }) as never
  const code = await audit(['verify', directory], { stdout: sink('stdout'), stderr: sink('stderr') } as never)
  return { code, ...said }
}

test.each([
  { of: 'a stopped platform', isStopped: true, without: /nothing/ },
  { of: 'a running platform, with both of its side files', isStopped: false, without: /nothing/ },
  { of: 'a running platform, without the index of its log', isStopped: false, without: /-shm$/ },
])('a copy of the folder of $of is verified whole by anybody, and stays as it is', async made => {
  if (made.isStopped) trail.close()
  cpSync(trail.directory, copy, { recursive: true, filter: path => !made.without.test(path) })
  expect(readdirSync(copy).includes('state.sqlite-wal')).toBe(!made.isStopped)
  closeFolder(copy)
  // Where a copy may be made, and must not be left.
  vi.stubEnv('TMPDIR', scratch)
  const before = lookOf(copy)
  const { code, stdout, stderr } = await asNobody(() => verify(copy))
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain('12 entries of the audit trail')
  expect(lookOf(copy)).toEqual(before)
  expect(readdirSync(scratch)).toEqual([])
})

test('what may not be looked at is not absent', async () => {
  await trail.audit.record('thapcanh', 'day.sealed', 'events 2026-11-22', '0'.repeat(64))
  trail.close()
  // Fails for root as well, as a folder without leave does for others.
  symlinkSync('events', join(trail.directory, 'events'))
  const failed = verify(trail.directory)
  await expect(failed).rejects.toBeInstanceOf(Permanent)
  await expect(failed).rejects.toThrow(/The data folder cannot be read: ELOOP/)
})

test('a file that somebody begins to write while it is read is told', () => {
  trail.close()
  using reader = openLogReader(trail.state)
  expect([...reader.entries('audit')]).toHaveLength(12)
  expect(reader.wasWritten()).toBe(false)
  const writer = new DatabaseSync(trail.state)
  writer.exec("DELETE FROM log_entry WHERE log = 'audit' AND number = 12")
  expect(reader.wasWritten()).toBe(true)
  writer.close()
})
