// The data folder of a process without a console. Like main.ts it takes one of an earlier version to the present one
// before anything opens its files, and refuses one that a later program wrote; its problems reach the process's log.

import { logProblems } from '#/kernel/log-problems.ts'
import { SILENT_LOG } from '#/kernel/log.ts'
import { createProblemLedger, type ProblemLedger } from '#/kernel/problem-ledger.ts'
import { type DataFolder, openDataFolder } from '#/pipeline/data-folder.ts'
import { tellOfUpgrade } from '#/upgrade/tell-of-upgrade.ts'
import { upgradeDataFolder } from '#/upgrade/upgrade-folder.ts'
import packageFile from '../package.json' with { type: 'json' }
import type { RoleOptions } from './running-role.ts'

export interface RoleFolder {
  /** To be disposed of by the caller. */
  readonly folder: DataFolder
  readonly ledger: ProblemLedger
}

/** Throws Fatal as `openDataFolder` and `upgradeDataFolder` do, and then the folder is as it was, and free. */
export async function openRoleFolder({
  dataDirectory,
  clock,
  log = SILENT_LOG,
}: Pick<RoleOptions, 'dataDirectory' | 'clock' | 'log'>): Promise<RoleFolder> {
  using opened = new DisposableStack()
  const folder = opened.use(openDataFolder(dataDirectory))
  const upgraded = await upgradeDataFolder(folder.path, { version: packageFile.version, now: clock.now() })
  if (upgraded !== undefined) await tellOfUpgrade(upgraded, { log })
  opened.move()
  return { folder, ledger: logProblems(createProblemLedger(clock), log, clock) }
}
