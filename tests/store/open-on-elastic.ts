// An event store on a real Elasticsearch, for tests: one after the other they share their streams and templates,
// because making those anew costs more than a test.

import { Client } from '@elastic/elasticsearch'
import type { Problem } from '#/kernel/problem.ts'
import { openElasticEventStore, type ElasticEventStoreOptions } from '#/store/elastic/event-store.ts'
import { listStreams } from '#/store/elastic/event-streams.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { OpenedEventStore } from './event-store-conformance.ts'

export interface OpenedOnElastic extends OpenedEventStore {
  readonly client: Client
  readonly prefix: string
  readonly problems: Problem[]
}

const SHARED = 'test'

/** Empty at first, unless a prefix is given. The indices go with the node. */
export async function openOnElastic(
  url: string,
  more: Partial<ElasticEventStoreOptions> = {},
): Promise<OpenedOnElastic> {
  const client = new Client({ node: url })
  const { prefix = SHARED } = more
  const problems: Problem[] = []
  const open = (): Promise<EventStore> =>
    openElasticEventStore({
      client,
      prefix,
      writer: 'main',
      classOf: () => 'm12',
      report: problem => problems.push(problem),
      random: () => 0.5,
      ...more,
    })
  try {
    if (more.prefix === undefined) await emptyStreams(client)
    let store = await open()
    return {
      get store() {
        return store
      },
      client,
      prefix,
      problems,
      async reopen() {
        await store[Symbol.asyncDispose]()
        store = await open()
        return store
      },
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]()
        await client.close()
      },
    }
  } catch (error) {
    await client.close()
    throw error
  }
}

/** The index that a stream writes to cannot be deleted: each begins another one first. */
async function emptyStreams(client: Client): Promise<void> {
  for (const { name } of await listStreams(client, SHARED)) await client.indices.rollover({ alias: name })
  const used = (await listStreams(client, SHARED)).flatMap(({ indices }) => indices.slice(0, -1))
  if (used.length > 0) await client.indices.delete({ index: used })
  const index = `${SHARED}-positions`
  for (const id of ['main', 'collector-2']) await client.delete({ index, id }, { ignore: [404] })
}
