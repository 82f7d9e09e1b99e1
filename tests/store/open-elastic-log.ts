// A log of a cluster's state, and blobs, on a real Elasticsearch. Tests that follow each other use the same indices, emptied:
// making those costs more than most tests. The indices go with the node.

import { Client } from '@elastic/elasticsearch'
import type { BlobStore } from '#/store/blob-store.ts'
import { createElasticBlobStore } from '#/store/elastic/blob-store.ts'
import { createElasticStateLog } from '#/store/elastic/state-log.ts'
import type { OpenedLog } from './replicated-bench.ts'

export interface OpenedElasticLog extends OpenedLog {
  readonly client: Client
  readonly prefix: string
}

let made = 0
const free: string[] = []

export async function openElasticLog(url: string): Promise<OpenedElasticLog> {
  const client = new Client({ node: url })
  const prefix = free.pop() ?? `state-test-${made++}`
  const [entries, bases] = [`${prefix}-state`, `${prefix}-state-base`]
  const idOf = (number: number): string => String(number).padStart(12, '0')
  const change = async (index: string, id: string, doc: object): Promise<void> => {
    await client.update({ index, id, doc })
  }
  const altered = Buffer.from('altered').toString('base64')
  return {
    client,
    prefix,
    log: createElasticStateLog({ client, prefix }),
    another: () => createElasticStateLog({ client, prefix }),
    damageEntry: async number => await change(entries, idOf(number), { payload: altered }),
    async loseEntry(number) {
      await client.delete({ index: entries, id: idOf(number) })
    },
    damagePiece: async (baseId, index) => await change(bases, `${baseId}-${index}`, { data: altered }),
    async [Symbol.asyncDispose]() {
      if ((await empty(client, entries)) && (await empty(client, bases))) free.push(prefix)
      await client.close()
    },
  }
}

/** Blobs in an index that every test finds empty. */
export async function openElasticBlobs(url: string): Promise<BlobStore & AsyncDisposable> {
  const client = new Client({ node: url })
  const index = 'blobs-test'
  await empty(client, index)
  return {
    ...createElasticBlobStore({ client, index }),
    [Symbol.asyncDispose]: () => client.close(),
  }
}

/** False: there is no such index any more. */
async function empty(client: Client, index: string): Promise<boolean> {
  if (!(await client.indices.exists({ index }))) return false
  for (;;) {
    await client.indices.refresh({ index })
    const { hits } = await client.search({ index, size: 1000, _source: false })
    if (hits.hits.length === 0) return true
    await client.bulk({ index, operations: hits.hits.map(({ _id }) => ({ delete: { _id: _id! } })) })
  }
}
