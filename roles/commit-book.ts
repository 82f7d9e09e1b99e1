// Which commits of other processes were done. A commit whose answer was lost comes again, perhaps to another leader;
// by its versions alone it would be a conflict with itself. So each bears an id, which is written in the same commit
// as what it changes: the state knows of it exactly when it holds the changes, whoever leads.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { put, remove, type Change, type Collection, type Records } from '#/store/records.ts'

interface DoneCommit {
  readonly at: number
}

export const DONE_COMMITS: Collection<DoneCommit> = { name: 'done-commit', keys: ({ at }) => ({ at }) }

export interface CommitBook {
  /** `done` also when it was done before. */
  commit(id: string, changes: readonly Change[]): Promise<'done' | 'conflict'>
}

/** Old ones are looked for on every so many commits, and so many are forgotten at once. */
const FORGET_EVERY = 500
const FORGOTTEN_AT_ONCE = 1000

export function createCommitBook(records: Records, clock: Clock): CommitBook {
  let commits = 0

  async function forgetOld(): Promise<void> {
    const to = clock.now() - LIMITS.commitRememberedMs
    const old = await records.find(DONE_COMMITS, { range: { key: 'at', to }, limit: FORGOTTEN_AT_ONCE })
    await records.commit(old.records.map(({ id, version }) => remove(DONE_COMMITS, id, version)))
  }

  return {
    async commit(id, changes) {
      if (commits++ % FORGET_EVERY === 0) await forgetOld()
      const mine = put(DONE_COMMITS, id, { at: clock.now() }, 0)
      if ((await records.commit([...changes, mine])) === 'done') return 'done'
      return (await records.get(DONE_COMMITS, id)) === undefined ? 'conflict' : 'done'
    },
  }
}
