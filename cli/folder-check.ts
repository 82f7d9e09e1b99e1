// What `doctor` says of a data folder: whether it can be written, whether a program of this version may open it, and
// whether its database files are whole. Nothing in it is changed; of one in use only that is said.

import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isDataFolderInUse, RESTORING } from '#/pipeline/data-folder.ts'
import { readSecrets } from '#/playbooks/actions/secrets.ts'
import { DATABASE_PARTS } from '#/upgrade/database-parts.ts'
import { planUpgrade } from '#/upgrade/plan-upgrade.ts'
import type { Finding } from './finding.ts'

const CHECK = 'data folder'

/** `version` is the program's. */
export async function checkFolder(path: string, version: string): Promise<Finding[]> {
  if (!existsSync(path))
    return [{ check: CHECK, ok: true, detail: `${path} does not exist yet; the first start makes it` }]
  const whole = wholeOrNot(path)
  if (whole !== undefined) return [whole]
  const secrets = checkSecrets(join(path, 'secrets.yaml'))
  if (isDataFolderInUse(path))
    return [{ check: CHECK, ok: true, detail: `${path} is in use by a running platform` }, ...secrets]
  return [await checkVersion(path, version), ...checkDatabases(path), ...secrets]
}

function wholeOrNot(path: string): Finding | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const detail = `${path} cannot be written by this user: ${(error as Error).message}`
    return { check: CHECK, ok: false, detail }
  }
  if (!existsSync(join(path, RESTORING))) return undefined
  const detail = `${path} holds half of a backup: its restoring was interrupted. Empty it and restore again`
  return { check: CHECK, ok: false, detail }
}

async function checkVersion(path: string, version: string): Promise<Finding> {
  try {
    const { older, isCurrent } = await planUpgrade(path, DATABASE_PARTS, version)
    const files = older.map(({ file }) => file).join(', ')
    const detail = isCurrent
      ? `${path} can be written and is of this version`
      : `${path} can be written; the next start takes it to ${version}${files === '' ? '' : `: ${files}`}`
    return { check: CHECK, ok: true, detail }
  } catch (error) {
    return { check: CHECK, ok: false, detail: (error as Error).message }
  }
}

/** Reads each file once: some seconds for a gigabyte. Only what is wrong is a finding. */
function checkDatabases(path: string): Finding[] {
  return DATABASE_PARTS.map(({ file }) => join(path, file))
    .filter(file => existsSync(file))
    .flatMap(file => {
      const wrong = damageOf(file)
      const detail = `${file} is damaged: ${wrong}. Restore a backup; events are kept elsewhere`
      return wrong === undefined ? [] : [{ check: 'database', ok: false, detail }]
    })
}

function damageOf(file: string): string | undefined {
  try {
    using database = new DatabaseSync(file, { readOnly: true })
    const [said] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})
    return said === 'ok' ? undefined : String(said).replaceAll(/\s+/g, ' ')
  } catch (error) {
    return (error as Error).message
  }
}

function checkSecrets(path: string): Finding[] {
  if (!existsSync(path)) return []
  try {
    const { size } = readSecrets(path)
    return [{ check: 'secrets', ok: true, detail: `${path}: ${size} names` }]
  } catch (error) {
    return [{ check: 'secrets', ok: false, detail: (error as Error).message }]
  }
}
