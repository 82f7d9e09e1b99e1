// What every job queue must keep of its contract when processes are killed, run against each implementation.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Job, JobQueue } from '#/jobs/job-queue.ts'

export interface CrashedQueue {
  readonly kind: 'embedded' | 'bullmq'
  /** Where the queue of this test is; the folder is empty and goes with the test. */
  readonly place: (folder: string) => Promise<string>
  readonly open: (place: string) => Promise<JobQueue>
  /** What the job `0-0`, which ran at each of the kills, must be as soon as the queue is open again. */
  readonly atOnce: (kills: number) => Partial<Job>
}

export interface JobChild {
  /** Keys whose adding was acknowledged. */
  readonly added: () => readonly string[]
  readonly process: ChildProcess
  readonly kill: () => Promise<void>
}

export function startJobChild(...args: string[]): JobChild {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'job-child.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    // What follows the last line break is only part of a key.
    added: () => text.split('\n').slice(0, -1),
    process: child,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export function jobFolder(): Disposable & { readonly path: string; readonly diary: string } {
  const path = mkdtempSync(join(tmpdir(), 'thapcanh-jobs-'))
  const diary = join(path, 'diary')
  appendFileSync(diary, '')
  return { path, diary, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** `begin KEY NAME` and the like, in the order in which they happened. */
export function diaryLines(diary: string): readonly (readonly [what: string, key: string, name: string])[] {
  return readFileSync(diary, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => line.split(' ') as [string, string, string])
}

/** `skip`: why it cannot run here. */
export function describeJobCrashes(
  { kind, place, open, atOnce }: CrashedQueue,
  skip: string | false = false,
): void {
  const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 20 })

  describe.skipIf(skip)(`job queue crashes: ${kind}${skip ? ` (${skip})` : ''}`, { timeout: 180_000 }, () => {
    test('whatever a killed process had added runs, and so does what ran when it died', async () => {
      using folder = jobFolder()
      const where = await place(folder.path)
      const added: string[] = []
      const KILLS = 3
      for (let kill = 0; kill < KILLS; kill++) {
        const child = startJobChild(kind, where, folder.diary, String(kill), 'adds')
        try {
          await soon(() => {
            expect(child.added().length).toBeGreaterThan(15 + 10 * kill)
            // The one that never ends has begun here.
            const begun = diaryLines(folder.diary).filter(([what, key]) => what === 'begin' && key === '0-0')
            expect(begun.length).toBeGreaterThan(kill)
          })
        } finally {
          await child.kill()
        }
        added.push(...child.added())
      }
      await using jobs = await open(where)
      expect(await jobs.job('q', '0-0')).toMatchObject(atOnce(KILLS))
      const ran = new Set<string>()
      jobs.work('q', async job => void ran.add(job.key), { concurrency: 4 })
      await soon(async () => expect(await jobs.counts()).toMatchObject({ waiting: 0, running: 0 }))
      for (const [what, key] of diaryLines(folder.diary)) if (what === 'end') ran.add(key)
      expect(added.filter(key => !ran.has(key))).toEqual([])
      expect(ran.has('0-0')).toBe(true)
      expect((await jobs.counts()).done).toBe(ran.size)
    })
  })
}
