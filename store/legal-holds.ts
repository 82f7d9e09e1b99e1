// Legal holds: events of a stretch of time that must stay for as long as an inquiry needs them, however old they get.
// A released hold stays on record.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readAll } from './all-records.ts'
import { Turns } from './embedded/turns.ts'
import { put, type Collection, type Records } from './records.ts'

export interface LegalHold {
  readonly id: string
  readonly reason: string
  /** Who laid it, a user name. */
  readonly by: string
  /** Event times in ms UTC, the end exclusive. */
  readonly fromMs: number
  readonly toMs: number
  readonly createdAt: number
  /** Null while it is in force. */
  readonly releasedAt: number | null
  readonly releasedBy: string | null
  readonly releaseReason: string | null
}

const HOLDS: Collection<LegalHold> = {
  name: 'legal-holds',
  keys: ({ releasedAt }) => ({ inForce: releasedAt === null ? 1 : 0 }),
}

export interface LegalHolds {
  /** All that ever were, the newest first. */
  list(): Promise<readonly LegalHold[]>
  /** 'full' when LIMITS.maxLegalHolds are in force. When it resolves, nothing under it is deleted any more. */
  create(by: string, fields: Pick<LegalHold, 'reason' | 'fromMs' | 'toMs'>): Promise<LegalHold | 'full'>
  release(id: string, by: string, reason: string): Promise<LegalHold | 'unknown' | 'released'>
  /** Runs the work with the holds in force, while none can be laid. */
  undisturbed<T>(work: (inForce: readonly LegalHold[]) => Promise<T>): Promise<T>
}

export function createLegalHolds(records: Records, clock: Clock, newId: () => string): LegalHolds {
  const turns = new Turns(1)

  const all = async (): Promise<readonly LegalHold[]> =>
    (await readAll(records, HOLDS)).map(({ record }) => record)
  const inForce = async (): Promise<readonly LegalHold[]> =>
    (await all()).filter(({ releasedAt }) => releasedAt === null)

  return {
    list: async () => (await all()).toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)),
    create: (by, fields) =>
      turns.run(async () => {
        if ((await records.count(HOLDS, { where: { inForce: 1 } })) >= LIMITS.maxLegalHolds) return 'full'
        const id = newId()
        const hold: LegalHold = {
          id,
          ...fields,
          by,
          createdAt: clock.now(),
          releasedAt: null,
          releasedBy: null,
          releaseReason: null,
        }
        if ((await records.commit([put(HOLDS, id, hold, 0)])) === 'conflict')
          throw new Error(`the new id ${id} is taken`)
        return hold
      }),
    async release(id, by, reason) {
      const found = await records.get(HOLDS, id)
      if (found === undefined) return 'unknown'
      if (found.record.releasedAt !== null) return 'released'
      const hold = {
        ...found.record,
        releasedAt: clock.now(),
        releasedBy: by,
        releaseReason: reason,
      }
      // The only change that a hold sees is its release: somebody else was faster.
      return (await records.commit([put(HOLDS, id, hold, found.version)])) === 'conflict' ? 'released' : hold
    },
    undisturbed: work => turns.run(async () => await work(await inForce())),
  }
}
