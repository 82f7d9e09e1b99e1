// Searches that people keep: their own, and those they share with everybody.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { put, remove, type Collection, type Records, type Stored } from './records.ts'

export interface SavedSearch {
  readonly name: string
  readonly q: string
  /** A span back from now, or empty. */
  readonly range: string
  /** Without Vietnamese marks. */
  readonly unmarked: boolean
  /** As `parseSearchSort` reads it; absent: newest first. */
  readonly sort?: string
  readonly shared: boolean
  readonly owner: string
  readonly changedAt: number
}

export type SavedSearchFields = Omit<SavedSearch, 'owner' | 'changedAt'>

const SAVED_SEARCHES: Collection<SavedSearch> = {
  name: 'saved-search',
  keys: ({ owner, shared }) => ({ owner, shared: shared ? 1 : 0 }),
}

export interface SavedSearches {
  /** The person's own and what others share, by name. */
  list(person: string): Promise<readonly Stored<SavedSearch>[]>
  get(id: string): Promise<Stored<SavedSearch> | undefined>
  /** 'full' when the person has LIMITS.maxSavedSearches already. */
  add(person: string, fields: SavedSearchFields): Promise<Stored<SavedSearch> | 'full'>
  /** 'conflict' when the version is not the one that is stored. */
  change(
    before: Stored<SavedSearch>,
    version: number,
    fields: SavedSearchFields,
  ): Promise<Stored<SavedSearch> | 'conflict'>
  remove(before: Stored<SavedSearch>): Promise<'done' | 'conflict'>
}

export function createSavedSearches(records: Records, clock: Clock, newId: () => string): SavedSearches {
  const findAll = async (
    where: Readonly<Record<string, string | number>>,
  ): Promise<Stored<SavedSearch>[]> => {
    const all: Stored<SavedSearch>[] = []
    for (let after: string | null | undefined; after !== null;) {
      const page = await records.find(SAVED_SEARCHES, {
        where,
        limit: 1000,
        ...(after === undefined ? {} : { after }),
      })
      all.push(...page.records)
      after = page.next
    }
    return all
  }
  return {
    async list(person) {
      const own = await findAll({ owner: person })
      const shared = await findAll({ shared: 1 })
      return [...own, ...shared.filter(({ record }) => record.owner !== person)].sort((a, b) =>
        a.record.name.localeCompare(b.record.name, 'vi'),
      )
    },
    get: id => records.get(SAVED_SEARCHES, id),
    async add(owner, fields) {
      if ((await records.count(SAVED_SEARCHES, { where: { owner } })) >= LIMITS.maxSavedSearches)
        return 'full'
      const record = { ...fields, owner, changedAt: clock.now() }
      const id = newId()
      const outcome = await records.commit([put(SAVED_SEARCHES, id, record, 0)])
      if (outcome === 'conflict') throw new Error(`the new id ${id} is taken`)
      return { id, version: 1, record }
    },
    async change({ id, record: { owner } }, version, fields) {
      const record = { ...fields, owner, changedAt: clock.now() }
      const outcome = await records.commit([put(SAVED_SEARCHES, id, record, version)])
      return outcome === 'conflict' ? 'conflict' : { id, version: version + 1, record }
    },
    remove: ({ id, version }) => records.commit([remove(SAVED_SEARCHES, id, version)]),
  }
}
