// The process that runs on a data folder, as `run.json` tells: its address, and the token with which local commands may
// read. Collectors, correlators and workers of a cluster have no console that could be asked.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import { isDataFolderInUse, type RunningFile } from '#/pipeline/data-folder.ts'

/** One with a console; throws Permanent (`data.in-use`) when the process that runs has none. Undefined when none runs. */
export async function findRunningPlatform(dataDirectory: string): Promise<RunningFile | undefined> {
  const running = await findRunningProcess(dataDirectory)
  if (running !== undefined && !hasConsole(running))
    throw new Permanent(
      'data.in-use',
      `On ${dataDirectory} runs a process of a cluster without a console (${running.pid}): run this where the role api runs.`,
    )
  return running
}

export function hasConsole({ url }: RunningFile): boolean {
  return url !== ''
}

/** Undefined when none runs; a `run.json` left behind by a process that was killed counts as none. */
export async function findRunningProcess(dataDirectory: string): Promise<RunningFile | undefined> {
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
