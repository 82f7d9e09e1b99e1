// A data folder of an earlier version is taken to the present one when the platform starts: rehearsed on copies, which
// are checked, and then put in the place of the files as one (swap-files.ts). The files of before stay as the way
// back (go-back.ts). The caller has the folder's lock.

import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { syncFolder } from '#/store/embedded/day-manifest.ts'
import { DATABASE_PARTS, type DatabasePart } from './database-parts.ts'
import { FORMAT_FILE, formatText, type FolderFormat } from './folder-format.ts'
import { mustHaveRoom, planUpgrade } from './plan-upgrade.ts'
import { rehearse, type Rehearsed } from './rehearse.ts'
import {
  abandonSwap,
  beginSwap,
  commitSwap,
  finishSwap,
  isSame,
  stampOf,
  writeDurably,
  type AtStep,
  type FileStamp,
  type SwapFile,
} from './swap-files.ts'

/** What was done, and `swap.json` in the way back. */
export interface UpgradeRecord {
  readonly what: 'upgrade' | 'back'
  /** Of the program that did it. */
  readonly version: string
  /** ms UTC. */
  readonly at: number
  readonly before: FolderFormat
  readonly databases: readonly Rehearsed[]
  readonly files: readonly SwapFile[]
}

export interface UpgradeOptions {
  /** Of this program. */
  readonly version: string
  /** ms UTC. */
  readonly now: number
  /** DATABASE_PARTS when absent. */
  readonly parts?: readonly DatabasePart[]
  /** What the disk has free; asked of the system when absent. */
  readonly freeBytes?: number
  readonly atStep?: AtStep
}

/** Files of before the last upgrade, and its record. */
export const WAY_BACK = 'before-upgrade'
/** Files of after an upgrade that was taken back. */
export const TAKEN_BACK = 'upgrade-taken-back'
const REHEARSAL = 'upgrade.try-'
const DAY_MS = 86_400_000

/**
 * Ends an upgrade that was interrupted, and does one when the folder needs it; undefined when it did nothing.
 * Throws `data.newer`, `upgrade.no-room`, `upgrade.failed` or `upgrade.busy`, and then the folder is as it was.
 */
export async function upgradeDataFolder(
  directory: string,
  options: UpgradeOptions,
): Promise<UpgradeRecord | undefined> {
  const { parts = DATABASE_PARTS, version, now, atStep } = options
  await abandonSwap(directory)
  await forgetRehearsals(directory)
  const ended = await endInterrupted(directory, atStep)
  const plan = await planUpgrade(directory, parts, version)
  if (plan.isCurrent) {
    for (const name of [WAY_BACK, TAKEN_BACK]) await forgetWhenOld(directory, name, now)
    return ended
  }
  if (plan.older.length === 0) {
    const path = join(directory, FORMAT_FILE)
    await writeDurably(`${path}.new`, formatText(version))
    await rename(`${path}.new`, path)
    await syncFolder(directory)
    return ended
  }
  await mustHaveRoom(directory, plan.older, options.freeBytes)
  const { newFiles } = await beginSwap(directory)
  try {
    const { databases, files } = await prepare(directory, newFiles, plan.older, options)
    const before = await stampOf(join(directory, FORMAT_FILE))
    await writeDurably(join(newFiles, FORMAT_FILE), formatText(version))
    const after = await stampOf(join(newFiles, FORMAT_FILE))
    const record = { what: 'upgrade', version, at: now, before: plan.format, databases }
    await commitSwap(directory, [{ file: FORMAT_FILE, before, after }, ...files], record, atStep)
  } catch (error) {
    await abandonSwap(directory)
    throw error
  }
  return await endInterrupted(directory, atStep)
}

/** Ends an upgrade, or a way back, that was committed; undefined when none was. */
export async function endInterrupted(directory: string, atStep?: AtStep): Promise<UpgradeRecord | undefined> {
  return await finishSwap<UpgradeRecord>(
    directory,
    ({ what }) =>
      what === 'upgrade' ? { keptAs: WAY_BACK, removed: [] } : { keptAs: TAKEN_BACK, removed: [WAY_BACK] },
    atStep,
  )
}

/** Does it on copies that are thrown away; the platform may be running meanwhile. */
export async function rehearseUpgrade(
  directory: string,
  options: UpgradeOptions,
): Promise<{ readonly before: FolderFormat; readonly databases: readonly Rehearsed[] }> {
  const { parts = DATABASE_PARTS, version } = options
  const { format, older } = await planUpgrade(directory, parts, version)
  if (older.length === 0) return { before: format, databases: [] }
  await mustHaveRoom(directory, older, options.freeBytes)
  const copies = await mkdtemp(join(directory, REHEARSAL))
  try {
    const databases: Rehearsed[] = []
    for (const part of older)
      databases.push(await rehearse(part, join(directory, part.file), join(copies, part.file)))
    return { before: format, databases }
  } finally {
    await rm(copies, { recursive: true, force: true })
  }
}

/** What is known of the files in WAY_BACK or TAKEN_BACK; undefined when there are none. */
export async function readRemains(directory: string, name: string): Promise<UpgradeRecord | undefined> {
  const path = join(directory, name, 'swap.json')
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as UpgradeRecord) : undefined
}

async function prepare(
  directory: string,
  newFiles: string,
  older: readonly DatabasePart[],
  { atStep = () => {} }: UpgradeOptions,
): Promise<{ readonly databases: readonly Rehearsed[]; readonly files: readonly SwapFile[] }> {
  const databases: Rehearsed[] = []
  const files: SwapFile[] = []
  for (const part of older) {
    const [from, to] = [join(directory, part.file), join(newFiles, part.file)]
    const before = await settle(from)
    databases.push(await rehearse(part, from, to))
    if (!isSame(await stampOf(from), before)) throw busy(from)
    files.push({ file: part.file, before, after: await stampOf(to) })
    atStep(`rehearsed ${part.file}`)
  }
  return { databases, files }
}

/** Brings what stands in the write-ahead log into the file; throws Retryable while somebody else is in it. */
export async function settle(path: string): Promise<FileStamp> {
  const database = new DatabaseSync(path)
  try {
    const done = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (done?.['busy'] !== 0) throw busy(path)
  } finally {
    database.close()
  }
  const stamp = await stampOf(path)
  if (stamp === null || stamp.changedNs === 'written') throw busy(path)
  return stamp
}

function busy(path: string): Retryable {
  return new Retryable(
    'upgrade.busy',
    `${path} is in use by another command; wait until it is done and start again`,
  )
}

async function forgetRehearsals(directory: string): Promise<void> {
  for (const name of readdirSync(directory).filter(each => each.startsWith(REHEARSAL)))
    await rm(join(directory, name), { recursive: true, force: true })
}

async function forgetWhenOld(directory: string, name: string, now: number): Promise<void> {
  const record = await readRemains(directory, name)
  if (record !== undefined && now - record.at > LIMITS.wayBackDays * DAY_MS)
    await rm(join(directory, name), { recursive: true, force: true })
}
