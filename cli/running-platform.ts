// The platform that runs on a data folder, as `run.json` tells: its address, and the token with which local
// commands may read.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import type { RunningFile } from '#/pipeline/data-folder.ts'

/** Undefined when none runs; a `run.json` left behind by a process that was killed counts as none. */
export async function findRunningPlatform(dataDirectory: string): Promise<RunningFile | undefined> {
  const path = join(dataDirectory, 'run.json')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new Permanent('data.unusable', `${path} cannot be read: ${message}`, { cause: error })
  }
  const running = JSON.parse(text) as RunningFile
  return isAlive(running.pid) ? running : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
