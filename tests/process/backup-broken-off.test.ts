// A backup that is broken off, by a kill at any stage or by a disk that is really full, is no backup, and what was
// half restored is no data folder. The data itself stays as it was.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from '../cli/run-command.ts'
import { canMount, fill, mountSmall } from '../store/small-disk.ts'
import { unpackOldDataFolder, type OldDataFolder } from '../support/old-data-folder.ts'

// Each command is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

const root = join(import.meta.dirname, '..', '..')
let old: OldDataFolder
let folder: string

beforeEach(() => {
  old = unpackOldDataFolder('0.2.0')
  folder = mkdtempSync(join(tmpdir(), 'thapcanh-broken-off-'))
})
afterEach(() => {
  old[Symbol.dispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function mustBeWhole(data: string): Promise<void> {
  const { code, stdout, stderr } = await runCommand(['audit', 'verify', data])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain('15 entries')
}

/** Kills the command as soon as the file or folder is there; it may have ended by then. */
async function killOnceThere(args: readonly string[], path: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'cli', 'thapcanh.ts'), ...args], {
    cwd: root,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  await vi.waitUntil(() => existsSync(path) || child.exitCode !== null, { timeout: 120_000, interval: 1 })
  child.kill('SIGKILL')
  await ended
}

test.each(['events', 'raw', 'attachments', 'state.sqlite', 'backup.json.new'])(
  'killed when %s is there, it is refused or whole, and can be made again',
  async name => {
    const backup = join(folder, 'backup')
    await killOnceThere(['backup', backup, '--data', old.path], join(backup, name))
    const restored = join(folder, 'restored')
    const ran = await runCommand(['restore', backup, '--data', restored])
    expect({ code: ran.code, isThere: existsSync(restored) }).toEqual(
      existsSync(join(backup, 'backup.json')) ? { code: 0, isThere: true } : { code: 2, isThere: false },
    )
    await mustBeWhole(existsSync(restored) ? restored : old.path)
    const again = await runCommand(['backup', join(folder, 'again'), '--data', old.path])
    expect(again.stderr).toContain('backed up')
  },
)

test('a restore killed in the middle leaves what is not taken for a data folder', async () => {
  const backup = join(folder, 'backup')
  expect((await runCommand(['backup', backup, '--data', old.path])).code).toBe(0)
  const restored = join(folder, 'restored')
  await killOnceThere(['restore', backup, '--data', restored], join(restored, 'restoring'))
  const isHalf = existsSync(join(restored, 'restoring'))
  const again = await runCommand(['restore', backup, '--data', restored])
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty') as string })
  const elsewhere = isHalf ? join(folder, 'elsewhere') : restored
  if (isHalf) await runCommand(['restore', backup, '--data', elsewhere])
  await mustBeWhole(elsewhere)
})

test.skipIf(!canMount)(
  'on a full disk (mounting a small one needs root) it is told, refused, and the data stays as it was',
  async () => {
    using small = mountSmall(4)
    const backup = join(small.directory, 'backup')
    // Before the first file, in the middle, and when only the last of it has no room.
    for (const freeBytes of [0, 400_000, 900_000]) {
      const ballast = fill(small.directory, 'ballast', freeBytes)
      const ran = await runCommand(['backup', backup, '--data', old.path])
      expect(ran.code).toBe(1)
      expect(ran.stderr).toMatch(/(?:ENOSPC|database or disk is full).*\[backup\.failed\]/)
      expect(ran.stdout).toBe('')
      const refused = await runCommand(['restore', backup, '--data', join(folder, 'from-half')])
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      expect(readdirSync(folder)).toEqual([])
      rmSync(backup, { recursive: true, force: true })
      rmSync(ballast)
    }
    await mustBeWhole(old.path)
    expect((await runCommand(['backup', backup, '--data', old.path])).code).toBe(0)

    // The other way: whole, and no room for what is restored.
    const ballast = fill(small.directory, 'ballast', 300_000)
    const restored = join(small.directory, 'restored')
    const ran = await runCommand(['restore', backup, '--data', restored])
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ENOSPC') as string })
    expect(existsSync(join(restored, 'restoring'))).toBe(true)
    rmSync(restored, { recursive: true })
    rmSync(ballast)
    expect((await runCommand(['restore', backup, '--data', restored])).code).toBe(0)
    await mustBeWhole(restored)
  },
)
