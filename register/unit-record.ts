// Where units are kept, and reading of whole collections: systems and units are hundreds, held in memory.

import type { Unit } from '#/kernel/monitored-system.ts'
import type { Collection, Records, Stored } from '#/store/records.ts'

export const UNITS: Collection<Unit> = { name: 'unit', keys: ({ parentId }) => ({ parentId }) }

/** Every record of a collection, by id. */
export async function readAll<T>(records: Records, collection: Collection<T>): Promise<readonly Stored<T>[]> {
  const all: Stored<T>[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof records.find<T>>> = await records.find(collection, {
      limit: 1000,
      ...(after === null ? {} : { after }),
    })
    all.push(...page.records)
    after = page.next
  } while (after !== null)
  return all
}
