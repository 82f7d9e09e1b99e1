// Backups as the API asks for them: one at a time, made by the running platform into a folder of its own machine.

export interface BackupState {
  readonly state: 'none' | 'running' | 'done' | 'failed'
  /** Absolute; null while there was none. */
  readonly directory: string | null
  /** Why it failed. */
  readonly reason: string | null
}

export interface BackupDesk {
  /**
   * Begins to copy the data folder into the folder, which is made; `busy` while another is being copied. Throws
   * Permanent (`backup.refused`) when the folder cannot be used.
   */
  start(directory: string): Promise<BackupState | 'busy'>
  /** The one that runs, or that ended last. */
  state(): BackupState
}
