// The platform that runs on a data folder, as `run.json` tells: its address, and the token with which local
// commands may read.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import { isDataFolderInUse, type RunningFile } from '#/pipeline/data-folder.ts'

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
  if (!isDataFolderInUse(dataDirectory)) return undefined
  try {
    return JSON.parse(text) as RunningFile
  } catch (error) {
    throw new Permanent('data.unusable', `${path} is damaged: ${(error as Error).message}`, { cause: error })
  }
}
