// All events of a data folder on which no platform runs.

import { join } from 'node:path'
import type { Event } from '#/kernel/event.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { EVERYTHING } from '#/store/query-tree.ts'

export async function storedEvents(dataDirectory: string): Promise<readonly Event[]> {
  const problems: string[] = []
  await using store = await openEmbeddedEventStore({
    directory: join(dataDirectory, 'events'),
    clock: { now: () => Date.now() },
    report: problem => problems.push(problem.detail),
    memoryLimitMb: 512,
  })
  const events: Event[] = []
  for (let after: string | undefined; ;) {
    const page = await store.search({
      query: EVERYTHING,
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    })
    events.push(...page.hits.map(hit => hit.event))
    if (page.next === null) break
    after = page.next
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return events
}
