// An upgrade of the data folder stands in the process's log, and in the audit trail of the process that has one.

import type { Log } from '#/kernel/log.ts'
import type { Audit } from '#/store/audit.ts'
import { WAY_BACK, type UpgradeRecord } from './upgrade-folder.ts'

/** Called once for each, when the stores are open. */
export async function tellOfUpgrade(
  { what, version, before, databases }: UpgradeRecord,
  { log, audit }: { readonly log: Log; readonly audit?: Audit },
): Promise<void> {
  const steps = databases.map(({ file, from, to }) => `${file} ${from} → ${to}`)
  if (what === 'back') {
    log.warn('upgrade', 'a way back that was interrupted was ended; the data folder was then upgraded again')
    return
  }
  log.info('upgrade', `the data folder was taken to this version; the way back is in ${WAY_BACK}`, {
    from: before.version ?? 'before 0.3',
    to: version,
    databases: steps,
  })
  await audit?.record('thapcanh', 'data.upgraded', 'data folder', `${version}: ${steps.join(', ')}`)
}
