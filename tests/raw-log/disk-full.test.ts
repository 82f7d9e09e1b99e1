// A really full disk: a file system of two megabytes in memory. Needs root and mount(8).

import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { line, openLog, readAll, temporaryFolder, texts } from './lines.ts'

const canMount =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

test.skipIf(!canMount)(
  'a full disk is told to every sender, costs nothing acknowledged, and is left when there is space [skipped unless root may mount]',
  async () => {
    await using folder = await temporaryFolder()
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder.directory])
    expect(mounted.status).toBe(0)
    try {
      const ballast = join(folder.directory, 'ballast')
      await writeFile(ballast, Buffer.alloc(1024 * 1024))
      const problems: Problem[] = []
      const acknowledged: string[] = []
      const refusals = new Set<string>()
      {
        await using log = await openLog(folder.directory, problems)
        const send = async (text: string): Promise<boolean> => {
          try {
            await log.append([line(text.padEnd(100_000, '.'))])
            acknowledged.push(text)
            return true
          } catch (error) {
            refusals.add(error instanceof Retryable ? error.code : String(error))
            return false
          }
        }
        let sent = 0
        while (await send(`line ${sent}`)) sent++
        expect(sent).toBeGreaterThan(5)
        expect(await send('refused')).toBe(false)
        expect(log.failing).toBe(true)
        expect(problems.map(({ code }) => code)).toEqual(['disk.full', 'disk.full'])
        await rm(ballast)
        expect(await send('welcome again')).toBe(true)
        expect(log.failing).toBe(false)
        expect([...refusals]).toEqual(['disk.full'])
        expect(log.lastSequence).toBe(acknowledged.length)
      }
      const after: Problem[] = []
      await using log = await openLog(folder.directory, after)
      expect(after).toEqual([])
      const read = texts(await readAll(folder.directory, log.lastSequence))
      expect(read.map(text => text.replace(/\.+$/, ''))).toEqual(acknowledged)
    } finally {
      spawnSync('umount', ['-l', folder.directory])
    }
  },
)
