// Notices that files of rules were written, added or removed, by looking at their sizes and times every few
// seconds: that works on every file system, and a change counts only when it has settled, so a file that is just
// being written is not read in its middle.

import { existsSync } from 'node:fs'
import { glob, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AT_WORK } from '#/rulesets/rule-set.ts'

export interface RuleWatch {
  /** Calls `onChanged` after each settled change, one at a time, until the signal is aborted. */
  run(everyMs: number, onChanged: () => Promise<void>, signal: AbortSignal): Promise<void>
}

/** Remembers the folders as they are now; to be called before they are read, so that no change falls between. */
export async function openRuleWatch(folders: readonly string[]): Promise<RuleWatch> {
  let inForce = await fingerprintOf(folders)
  let seen = inForce
  return {
    async run(everyMs, onChanged, signal) {
      while (!signal.aborted) {
        await sleep(everyMs, undefined, { signal }).catch(() => {})
        if (signal.aborted) return
        const now = await fingerprintOf(folders)
        const isSettled = now === seen
        seen = now
        if (!isSettled || now === inForce) continue
        inForce = now
        await onChanged()
      }
    },
  }
}

async function fingerprintOf(folders: readonly string[]): Promise<string> {
  const marks: string[] = []
  for (const folder of folders) {
    try {
      // Versions of imported rule sets never change; this file says which are at work.
      const isOfSets = existsSync(join(folder, AT_WORK))
      for await (const name of glob(isOfSets ? AT_WORK : '**/*.{yml,yaml}', { cwd: folder })) {
        const path = join(folder, name)
        // A file that goes away at this moment is noticed next time.
        const found = await stat(path).catch(() => undefined)
        if (found !== undefined) marks.push(`${path} ${found.size} ${found.mtimeMs}`)
      }
    } catch (error) {
      // Loading says what is wrong with a folder; here it only has to look different.
      marks.push(`${folder} ${String(error)}`)
    }
  }
  return marks.sort().join('\n')
}
