// Stages an archive in a thread of its own, one at a time: an archive and what it unpacks to take memory, and whoever
// comes meanwhile is told to try again.

import { openCalledThread } from '#/kernel/called-thread.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { RuleSetManifest } from './rule-set.ts'
import type { StageOptions } from './version-folder.ts'

/** What the thread is told. */
export interface StageJob extends Omit<StageOptions, 'clock'> {
  readonly call: number
  readonly archive: Uint8Array
  readonly now: number
}

export interface ArchiveStage {
  /**
   * Resolves with the version that it became. Throws Permanent (`rule-set.refused`, `rule-set.name`), and Retryable
   * (`rule-set.busy`) while another is being staged.
   */
  stage(archive: Buffer, what: Pick<StageOptions, 'name' | 'source' | 'by'>): Promise<RuleSetManifest>
}

export function createArchiveStage(options: {
  readonly directory: string
  readonly program: string
  readonly clock: Clock
}): ArchiveStage {
  const { directory, program, clock } = options
  let isBusy = false
  return {
    async stage(archive, what) {
      if (isBusy)
        throw new Retryable('rule-set.busy', 'Another archive of rules is being read; try again shortly.')
      isBusy = true
      try {
        const thread = await openCalledThread<StageJob>({
          script: new URL('./stage-thread.ts', import.meta.url),
          data: null,
          name: 'the thread that reads rules',
          // The call is rejected with the reason.
          onFailed: () => {},
        })
        try {
          return await thread.ask<RuleSetManifest>(call => ({
            call,
            archive,
            now: clock.now(),
            directory,
            program,
            ...what,
          }))
        } finally {
          await thread.end()
        }
      } finally {
        isBusy = false
      }
    },
  }
}
