// `thapcanh backup DIR [--data DIR]`: a copy of a data folder as one moment has it. A running platform is asked to copy
// itself and goes on meanwhile; a stopped one is copied from here. The manifest is written last, in this process.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { BackupState } from '#/api/backup-desk.ts'
import { readEnvironment } from '#/config.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import { copyDataFolder, makeBackupFolder, stoppedSource } from '#/pipeline/copy-data-folder.ts'
import { openDataFolder, type RunningFile } from '#/pipeline/data-folder.ts'
import packageFile from '../package.json' with { type: 'json' }
import { asBackupFailure } from './backup-failure.ts'
import { sealBackup } from './backup-manifest.ts'
import type { Io } from './io.ts'
import { findRunningPlatform } from './running-platform.ts'

/** How often a running platform is asked whether it is done. */
const ASK_MS = 250

/** Exit 0 with a whole backup; throws what the command line tells, and then the folder is none. */
export async function backup(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: { type: 'string' } },
  })
  const [to, ...more] = positionals
  if (to === undefined || more.length > 0) {
    io.stderr.write('backup: name one folder to make the backup in\n')
    return 2
  }
  const directory = resolve(to)
  const dataDirectory = resolve(values.data ?? readEnvironment().dataDirectory)
  if (!existsSync(join(dataDirectory, 'state.sqlite')))
    throw new Permanent('request.malformed', `${dataDirectory} is no data folder: it has no state.sqlite`)
  const running = await findRunningPlatform(dataDirectory)
  if (running !== undefined) await copyByPlatform(running, directory)
  else await copyStopped(dataDirectory, directory).catch(asBackupFailure)
  const sealing = sealBackup(directory, packageFile.version, systemClock.now())
  const { files, madeAt } = await sealing.catch(asBackupFailure)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  io.stdout.write(`${JSON.stringify({ backup: directory, madeAt, files: files.length, bytes })}\n`)
  io.stderr.write(
    `Đã sao lưu / backed up: ${files.length} files, ${bytes} bytes, with the signing key and secrets: keep it as you keep them\n`,
  )
  return 0
}

/** Throws Fatal (`data.in-use`) when a process has the folder that cannot be asked. */
async function copyStopped(dataDirectory: string, to: string): Promise<void> {
  using _ = openDataFolder(dataDirectory)
  await makeBackupFolder(to, dataDirectory)
  const { signal } = new AbortController()
  await copyDataFolder(stoppedSource(dataDirectory, signal), to, signal)
}

async function copyByPlatform(running: RunningFile, directory: string): Promise<void> {
  let state = await ask(running, { directory })
  while (state.state === 'running') {
    await sleep(ASK_MS)
    state = await ask(running)
  }
  if (state.directory !== directory)
    throw new Fatal('backup.failed', 'The platform was started anew meanwhile; this is no backup.')
  if (state.state !== 'done')
    throw new Fatal('backup.failed', `The platform could not copy its data: ${state.reason ?? state.state}`)
}

/** Begins a copy, or hears how it goes. */
async function ask({ url, localToken }: RunningFile, begin?: { directory: string }): Promise<BackupState> {
  const authorization = `Bearer ${localToken}`
  let answer: Response
  try {
    answer = await fetch(
      new URL('/api/backups', url),
      begin === undefined
        ? { headers: { authorization } }
        : {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(begin),
          },
    )
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    throw new Retryable(
      'backup.failed',
      `The platform does not answer at ${url}${cause}; this is no backup.`,
      {
        cause: error,
      },
    )
  }
  const said: unknown = await answer.json()
  if (answer.ok) return said as BackupState
  const { error, message } = said as { readonly error: string; readonly message: string }
  const Kind = answer.status >= 500 ? Retryable : Permanent
  throw new Kind(error, message)
}
