// A data folder copied as one moment has it, while the platform writes it or while none does. The order makes it
// whole; docs/decisions/0036-backups.md says why:
//
//   raw log held ─▶ correlations' snapshot ─▶ events ─▶ one moment of state, jobs, mentions, raw log ─▶ the rest
//
// so that nothing in the copy speaks of something that is not in it, as after a crash at that moment.

import { createReadStream, createWriteStream, constants, statSync } from 'node:fs'
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { RawLogHold } from '#/collectors/raw-log/raw-log.ts'
import { Permanent } from '#/kernel/errors.ts'
import { openSqliteSnapshot } from '#/store/embedded/sqlite-snapshot.ts'
import { RESTORING } from './data-folder.ts'

export interface CopySource {
  /** The data folder. */
  readonly directory: string
  /** Copies the folder of days into another, as one moment has it. */
  readonly copyEvents: (to: string) => Promise<void>
  readonly holdRawLog: () => Promise<RawLogHold>
}

const DATABASES = ['state.sqlite', 'jobs.sqlite', 'media.sqlite']
const SNAPSHOT = 'correlation.snapshot'
/** Of the running process, for a day only, or of an upgrade, whose way back a backup is itself. */
const NOT_COPIED =
  /^(?:lock|run\.json|correlation\.snapshot|upgrade|before-upgrade)(?:$|[.-])|\.sqlite(?:$|-)/
const NOT_COPIED_FOLDERS = new Set(['raw', 'events', 'exports', RESTORING])

/**
 * Makes the folder a backup is to be made in. Throws Permanent (`backup.refused`) when it is not empty, cannot be
 * made, or lies in the data folder.
 */
export async function makeBackupFolder(directory: string, dataDirectory: string): Promise<void> {
  const path = resolve(directory)
  if (`${path}${sep}`.startsWith(`${resolve(dataDirectory)}${sep}`))
    throw new Permanent('backup.refused', `${path} lies in the data folder itself; name one outside of it`)
  let names: readonly string[]
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    names = await readdir(path)
  } catch (error) {
    throw new Permanent('backup.refused', `${path} cannot be made: ${(error as Error).message}`, {
      cause: error,
    })
  }
  if (names.length > 0) throw new Permanent('backup.refused', `${path} is not empty; name a new folder`)
}

/** Copies all parts into the empty folder. Throws the disk's error, leaving what was copied. */
export async function copyDataFolder(source: CopySource, to: string, signal: AbortSignal): Promise<void> {
  const { directory } = source
  using held = await source.holdRawLog()
  if (await isThere(join(directory, SNAPSHOT)))
    await copyFile(join(directory, SNAPSHOT), join(to, SNAPSHOT), constants.COPYFILE_FICLONE)
  signal.throwIfAborted()
  await source.copyEvents(join(to, 'events'))
  signal.throwIfAborted()

  // The moment. Nothing may wait between these lines.
  using opened = new DisposableStack()
  const databases = DATABASES.map(name => {
    const snapshot = openSqliteSnapshot(join(directory, name))
    return { name, snapshot: snapshot && opened.use(snapshot) }
  })
  const segments = held.segments()

  for (const { name, snapshot } of databases) {
    await snapshot?.copyTo(join(to, name))
    signal.throwIfAborted()
  }
  await mkdir(join(to, 'raw'), { mode: 0o700 })
  for (const { path, bytes } of segments) {
    if (bytes === 0) continue
    const copy = createWriteStream(join(to, 'raw', basename(path)), { flags: 'wx', mode: 0o600 })
    await pipeline(createReadStream(path, { end: bytes - 1 }), copy, { signal })
  }
  await copyRest(directory, to, signal)
}

/** Files that are written once, or renamed into place: keys, attachments, rule sets, models, what people wrote. */
async function copyRest(directory: string, to: string, signal: AbortSignal): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!NOT_COPIED.test(name) && !NOT_COPIED_FOLDERS.has(name))
      await copyTree(join(directory, name), join(to, name), signal)
  }
}

/** What goes away before its turn comes had no place in the moment's successor either. */
async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  try {
    if (!(await stat(from)).isDirectory()) {
      await copyFile(from, to, constants.COPYFILE_FICLONE)
      return
    }
    await mkdir(to, { mode: 0o700 })
    for (const name of await readdir(from)) await copyTree(join(from, name), join(to, name), signal)
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}

/** For a folder whose lock the caller has: nobody writes it, and its files are copied as they lie there. */
export function stoppedSource(directory: string, signal: AbortSignal): CopySource {
  return {
    directory,
    copyEvents: async to => await copyTree(join(directory, 'events'), to, signal),
    async holdRawLog() {
      const names = (await readdir(join(directory, 'raw'))).sort()
      return {
        segments: () =>
          names.map(name => {
            const path = join(directory, 'raw', name)
            return { path, bytes: statSync(path).size }
          }),
        [Symbol.dispose]() {},
      }
    },
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

function isAbsence(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
