// The data folder: its parts, and the lock that keeps a second process out. The lock is one that the
// operating system releases when the process dies, however it dies (an exclusive SQLite transaction).

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'

export interface DataFolder extends Disposable {
  readonly path: string
  readonly raw: string
  readonly events: string
  readonly state: string
  readonly jobs: string
  /** Mentions of the city in online media. */
  readonly media: string
  /** Models of tone that were trained here. */
  readonly models: string
  /** The key that signs heads of the audit trail, and its public halves. */
  readonly keys: string
  /** Key of the authors' hashes; mode 0600, made at the first start. */
  readonly authorKey: string
  /** What correlations have counted, as of some moment ago. */
  readonly correlation: string
  readonly attachments: string
  /** Imported rule sets with their versions, and which of their rules are at work. */
  readonly ruleSets: string
  /** Names and values that playbooks and notices may use; mode 0600, written by people. */
  readonly secrets: string
  /** Tells other commands of this machine how to reach the running platform; readable by the owner only. */
  announce(running: RunningFile): void
}

/** Contents of `run.json`. */
export interface RunningFile {
  readonly pid: number
  readonly url: string
  /** Lets a local command search without signing in; new at each start. */
  readonly localToken: string
  /** Listener id → address it listens on. */
  readonly listeners: Readonly<Record<string, string>>
}

/** In a folder into which a backup is being restored; it goes when all is there. */
export const RESTORING = 'restoring'

/** Creates what is missing and takes the lock; throws Fatal when another process has it, or half of it was restored. */
export function openDataFolder(directory: string): DataFolder {
  const path = resolve(directory)
  const folder = (name: string): string => join(path, name)
  try {
    for (const name of ['', 'raw', 'events', 'attachments', 'models', 'rulesets'])
      mkdirSync(folder(name), { recursive: true, mode: 0o750 })
  } catch (error) {
    throw new Fatal('data.unusable', `The data folder ${path} cannot be made: ${(error as Error).message}`, {
      cause: error,
    })
  }
  refuseHalfRestored(path)
  const lock = takeLock(folder('lock'), path)
  const runFile = folder('run.json')
  rmSync(runFile, { force: true })
  return {
    path,
    raw: folder('raw'),
    events: folder('events'),
    state: folder('state.sqlite'),
    jobs: folder('jobs.sqlite'),
    media: folder('media.sqlite'),
    models: folder('models'),
    keys: folder('keys'),
    authorKey: folder('author.key'),
    correlation: folder('correlation.snapshot'),
    attachments: folder('attachments'),
    ruleSets: folder('rulesets'),
    secrets: folder('secrets.yaml'),
    announce(running) {
      // Renamed into place: a reader never sees half of it.
      writeFileSync(`${runFile}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
      renameSync(`${runFile}.new`, runFile)
    },
    [Symbol.dispose]() {
      rmSync(runFile, { force: true })
      lock.close()
    },
  }
}

/** Throws Fatal (`data.unusable`) for a folder into which a backup was not restored to the end. */
export function refuseHalfRestored(path: string): void {
  if (!existsSync(join(path, RESTORING))) return
  throw new Fatal(
    'data.unusable',
    `The data folder ${path} holds half of a backup: its restoring was interrupted. Empty it and restore again.`,
  )
}

/** Whether a live process has the folder; changes nothing in it. */
export function isDataFolderInUse(directory: string): boolean {
  const file = join(directory, 'lock')
  if (!existsSync(file)) return false
  const lock = new DatabaseSync(file, { readOnly: true })
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return true
    throw new Fatal('data.unusable', `${file} cannot be read: ${(error as Error).message}`, { cause: error })
  } finally {
    lock.close()
  }
}

const SQLITE_BUSY = 5
/** Someone who only looks whether the folder is in use holds the lock for an instant. */
const LOCK_WAIT_MS = 1000

function takeLock(file: string, path: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: LOCK_WAIT_MS })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw new Fatal('data.in-use', `The data folder ${path} is used by another process of Thápcanh.`, {
      cause: error,
    })
  }
}
