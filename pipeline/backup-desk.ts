// The running platform's end of `thapcanh backup`: copies its own data folder, since only it knows what is whole at a
// moment. The command adds the sums and the manifest afterwards (cli/backup.ts): without them it is no backup.

import type { BackupDesk, BackupState } from '#/api/backup-desk.ts'
import type { Audit } from '#/store/audit.ts'
import { copyDataFolder, makeBackupFolder, type CopySource } from './copy-data-folder.ts'

export interface BackupDeskOptions {
  readonly source: CopySource
  readonly audit: Pick<Audit, 'record'>
}

export interface OpenBackupDesk extends BackupDesk, AsyncDisposable {}

/** Disposal calls off a copy that runs, and waits for that. */
export function openBackupDesk({ source, audit }: BackupDeskOptions): OpenBackupDesk {
  const ending = new AbortController()
  let state: BackupState = { state: 'none', directory: null, reason: null }
  let isBusy = false
  let running: Promise<void> = Promise.resolve()

  async function copy(directory: string): Promise<void> {
    try {
      await copyDataFolder(source, directory, ending.signal)
      state = { state: 'done', directory, reason: null }
    } catch (error) {
      const reason = ending.signal.aborted ? 'the platform was stopped' : (error as Error).message
      state = { state: 'failed', directory, reason }
    } finally {
      isBusy = false
    }
  }

  return {
    async start(directory) {
      if (isBusy || ending.signal.aborted) return 'busy'
      isBusy = true
      try {
        await makeBackupFolder(directory, source.directory)
        // Before the copy, so that it tells of itself.
        await audit.record('local', 'backup.made', directory, '')
      } catch (error) {
        isBusy = false
        throw error
      }
      state = { state: 'running', directory, reason: null }
      running = copy(directory)
      return state
    },
    state: () => state,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await running
    },
  }
}
