// A whole collection, for what is small enough to be held in memory.

import type { Collection, Records, Stored } from './records.ts'

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
