// Takes out what is older than the configuration keeps. Nothing that still waits is touched.

import { remove, type Collection, type Records } from '#/store/records.ts'
import { DELIVERIES, ESCALATIONS, NOTICES, WINDOWS } from './delivery.ts'

export const CLEAR_QUEUE = 'notices.clear'

const BATCH = 200

export async function clearOldNotices(records: Records, before: number): Promise<void> {
  await clear(records, DELIVERIES, 'endedAt', before, () => true)
  await clear(records, NOTICES, 'at', before, () => true)
  await clear(records, WINDOWS, 'until', before, ({ gathering }) => gathering === null)
  await clear(records, ESCALATIONS, 'dueAt', before, ({ state }) => state !== 'waiting')
}

async function clear<T>(
  records: Records,
  collection: Collection<T>,
  key: string,
  before: number,
  isOver: (record: T) => boolean,
): Promise<void> {
  for (let after: string | undefined; ;) {
    const range = { key, to: before }
    const page = await records.find(collection, {
      range,
      limit: BATCH,
      ...(after === undefined ? {} : { after }),
    })
    const old = page.records.filter(({ record }) => isOver(record))
    // What was changed meanwhile is left for tomorrow.
    await records.commit(old.map(({ id, version }) => remove(collection, id, version)))
    if (page.next === null) return
    after = page.next
  }
}
