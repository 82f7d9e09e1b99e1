// What a data folder lacks for this program: which of its database files are of an earlier version, and whether the
// disk has room for taking them to the present one.

import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fatal, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { newerThanProgram, stepsTaken } from '#/store/embedded/migrate.ts'
import type { DatabasePart } from './database-parts.ts'
import { FOLDER_FORMAT, readFolderFormat, type FolderFormat } from './folder-format.ts'

export interface UpgradePlan {
  readonly format: FolderFormat
  /** Database files of an earlier version. */
  readonly older: readonly DatabasePart[]
  /** Nothing is older, and `format.json` says so. */
  readonly isCurrent: boolean
}

/**
 * A copy, and the write-ahead log of the steps, which at worst write every row anew, and the checkpoint of both.
 */
const COPIES = 3
const BUSY_TIMEOUT_MS = 5000

/** Throws Fatal (`data.newer`) when any part was written by a later program; changes nothing. */
export async function planUpgrade(
  directory: string,
  parts: readonly DatabasePart[],
  version: string,
): Promise<UpgradePlan> {
  const format = await readFolderFormat(directory)
  const older: DatabasePart[] = []
  for (const part of parts) {
    const path = join(directory, part.file)
    const taken = existsSync(path) ? versionOf(path) : 0
    if (taken > part.steps.length) throw newerThanProgram(path, taken, part.steps.length)
    if (taken > 0 && taken < part.steps.length) older.push(part)
  }
  const isCurrent = older.length === 0 && format.format === FOLDER_FORMAT && format.version === version
  return { format, older, isCurrent }
}

/** Throws Retryable (`upgrade.no-room`) when the disk has less free than the copies may need. */
export async function mustHaveRoom(
  directory: string,
  older: readonly DatabasePart[],
  freeBytes?: number,
): Promise<void> {
  let needed: number = LIMITS.upgradeSpareBytes
  for (const { file } of older)
    for (const name of [file, `${file}-wal`]) needed += COPIES * (await bytesOf(join(directory, name)))
  const free = freeBytes ?? (await freeOn(directory))
  if (free < needed)
    throw new Retryable(
      'upgrade.no-room',
      `The data folder ${directory} is of an older version, and taking it to this one needs ${mebibytes(needed)} MiB free on its disk; there are ${mebibytes(free)}. Nothing was changed: make room and start again`,
    )
}

function versionOf(path: string): number {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
    try {
      return stepsTaken(database)
    } finally {
      database.close()
    }
  } catch (error) {
    throw new Fatal('store.failed', `${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

async function bytesOf(path: string): Promise<number> {
  return existsSync(path) ? (await stat(path)).size : 0
}

async function freeOn(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2)
}
