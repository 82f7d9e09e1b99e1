// The way back from an upgrade: the database files of before take the place of those of after, which are kept aside.
// It is sound while the new version has written nothing. Afterwards it loses what people and detection did since;
// then somebody must say that they want that. Events are lost in no case: they are in days and raw log, which both
// versions read, unless days were sealed that the version before does not know.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Permanent } from '#/kernel/errors.ts'
import { FOLDER_FORMAT } from './folder-format.ts'
import { countRows } from './rehearse.ts'
import { abandonSwap, beginSwap, commitSwap, isSame, linkOrCopy, stampOf, type AtStep } from './swap-files.ts'
import { endInterrupted, readRemains, settle, WAY_BACK, type UpgradeRecord } from './upgrade-folder.ts'

export interface BackOptions {
  readonly version: string
  /** ms UTC. */
  readonly now: number
  /** Go back although something was written since the upgrade. */
  readonly forgetChanges: boolean
  readonly atStep?: AtStep
}

export interface WentBack {
  /** When the upgrade was made that is taken back, ms UTC; null when this only ended a way back begun before. */
  readonly upgradedAt: number | null
  /** Database file → table → rows that came since the upgrade and are kept aside only. */
  readonly lost: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/**
 * The caller has the folder's lock. Throws Permanent, and then nothing was changed: `upgrade.no-way-back` when there
 * is none, `upgrade.changed` when something was written since and may not be forgotten, `upgrade.unsound` when the
 * version before could not read all events.
 */
export async function goBack(directory: string, options: BackOptions): Promise<WentBack> {
  await abandonSwap(directory)
  const ended = await endInterrupted(directory, options.atStep)
  if (ended?.what === 'back') return { upgradedAt: null, lost: {} }
  const upgrade = await readRemains(directory, WAY_BACK)
  if (upgrade === undefined)
    throw new Permanent(
      'upgrade.no-way-back',
      `${directory} has no way back: it was not upgraded, or too long ago; restore a backup`,
    )
  mustReadDays(directory, upgrade)
  const changed: string[] = []
  const lost: Record<string, Readonly<Record<string, number>>> = {}
  for (const { file, rows } of upgrade.databases) {
    const path = join(directory, file)
    const stamp = await settle(path)
    if (isSame(stamp, upgrade.files.find(each => each.file === file)?.after ?? null)) continue
    changed.push(file)
    lost[file] = newRows(path, rows)
  }
  if (changed.length > 0 && !options.forgetChanges)
    throw new Permanent('upgrade.changed', whatWouldBeLost(upgrade, changed, lost))
  await swapBack(directory, upgrade, options)
  return { upgradedAt: upgrade.at, lost }
}

async function swapBack(directory: string, upgrade: UpgradeRecord, options: BackOptions): Promise<void> {
  const { newFiles } = await beginSwap(directory)
  const files = []
  for (const { file, before } of upgrade.files) {
    const old = join(directory, WAY_BACK, 'old', file)
    const to = join(newFiles, file)
    if (before !== null) await linkOrCopy(old, to)
    files.push({ file, before: await stampOf(join(directory, file)), after: await stampOf(to) })
  }
  const { version, now, atStep } = options
  const record = { what: 'back', version, at: now, before: upgrade.before, databases: upgrade.databases }
  await commitSwap(directory, files, record, atStep)
  await endInterrupted(directory, atStep)
}

function mustReadDays(directory: string, { before }: UpgradeRecord): void {
  if (before.format >= FOLDER_FORMAT) return
  const events = join(directory, 'events')
  const sealed = existsSync(events)
    ? readdirSync(events).find(name => name.endsWith('.sealed.json'))
    : undefined
  if (sealed !== undefined)
    throw new Permanent(
      'upgrade.unsound',
      `There is no way back any more: days of events were sealed (${join(events, sealed)}), which the version before would not find. Restore the backup made before the upgrade; nothing was changed`,
    )
}

function newRows(path: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const now = Object.entries(countRows(database))
    return Object.fromEntries(
      now
        .map(([table, rows]) => [table, rows - (before[table] ?? 0)] as const)
        .filter(([, more]) => more > 0),
    )
  } finally {
    database.close()
  }
}

function whatWouldBeLost(upgrade: UpgradeRecord, changed: readonly string[], lost: WentBack['lost']): string {
  const told = changed.map(file => {
    const tables = Object.entries(lost[file] ?? {}).map(([table, rows]) => `${table} +${rows}`)
    return `${file}${tables.length === 0 ? '' : ` (${tables.join(', ')})`}`
  })
  return [
    `Since the upgrade of ${new Date(upgrade.at).toISOString()} the new version has written to ${told.join('; ')}.`,
    'Going back would forget that: work on incidents, accounts, documents, entries of the audit trail, and alerts of events that are already stored.',
    'Events themselves stay; lines of followed files may be read twice.',
    'If that is wanted: `thapcanh migrate --back --forget-changes`; what is forgotten is kept aside in the data folder. Nothing was changed',
  ].join(' ')
}
