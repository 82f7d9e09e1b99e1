// Blobs (store/blob-store.ts) in Elasticsearch: a document for each piece and one, written last, that says how many
// there are. Documents are read by id, which sees every write at once; of their contents nothing is indexed.
//
// What a writer that died left half is written over by the next one, and taken away by `remove`.

import type { Client } from '@elastic/elasticsearch'
import { LIMITS } from '#/kernel/limits.ts'
import type { BlobStore } from '../blob-store.ts'
import { deleteDocuments, type RequestOptions } from './delete-documents.ts'
import { isThere, stateFailure } from './elastic-failure.ts'

export interface ElasticBlobStoreOptions {
  readonly client: Client
  /** Made at the first use. */
  readonly index: string
}

const REQUEST_TIMEOUT_MS = 30_000
const AT_ONCE = 500

/** Nothing is asked of Elasticsearch until the store is used. */
export function createElasticBlobStore({ client, index }: ElasticBlobStoreOptions): BlobStore {
  let made: Promise<void> | undefined

  async function ask<T>(
    doing: string,
    signal: AbortSignal | undefined,
    request: (options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    try {
      made ??= makeIndex(client, index)
      await made.catch((error: unknown) => {
        made = undefined
        throw error
      })
      const signalled = signal === undefined ? {} : { signal }
      return await request({ ...signalled, maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS })
    } catch (error) {
      signal?.throwIfAborted()
      throw stateFailure(`${doing} ${index}`, error)
    }
  }

  /** Undefined: it is not there whole. */
  async function piecesOf(sha256: string, options: RequestOptions): Promise<number | undefined> {
    const answer = await client.get<{ pieces?: unknown }>(
      { index, id: sha256 },
      { ...options, ignore: [404] },
    )
    const pieces = answer.found ? answer._source?.pieces : undefined
    return typeof pieces === 'number' ? pieces : undefined
  }

  async function* pieces(sha256: string, count: number, signal: AbortSignal | undefined) {
    for (let at = 0; at < count; at++) {
      const data = await ask('reading', signal, async options => {
        const answer = await client.get<{ data?: unknown }>(
          { index, id: pieceId(sha256, at) },
          { ...options, ignore: [404] },
        )
        return answer.found ? answer._source?.data : undefined
      })
      // Who reads compares the whole with its name: what is missing shows there.
      if (typeof data === 'string') yield Buffer.from(data, 'base64')
    }
  }

  return {
    has: async (sha256, signal) =>
      await ask('reading', signal, async options => (await piecesOf(sha256, options)) !== undefined),

    async put(sha256, bytes, signal) {
      const write = async (id: string, document: object): Promise<void> =>
        await ask(
          'writing',
          signal,
          async options => void (await client.index({ index, id, document }, options)),
        )
      let count = 0
      for await (const data of inPieces(bytes)) {
        await write(pieceId(sha256, count), { blob: sha256, data: data.toString('base64') })
        count++
      }
      await write(sha256, { blob: sha256, pieces: count })
    },

    async get(sha256, signal) {
      const count = await ask('reading', signal, async options => await piecesOf(sha256, options))
      return count === undefined ? undefined : pieces(sha256, count, signal)
    },

    async remove(sha256, signal) {
      await ask('removing from', signal, async options => {
        // First what makes it whole: pieces without it are no blob.
        await client.delete({ index, id: sha256 }, { ...options, ignore: [404] })
        for (;;) {
          await client.indices.refresh({ index }, options)
          const query = { term: { blob: sha256 } }
          const { hits } = await client.search({ index, size: AT_ONCE, _source: false, query }, options)
          if (hits.hits.length === 0) return
          await deleteDocuments(
            client,
            index,
            hits.hits.map(({ _id }) => _id!),
            options,
          )
        }
      })
    },

    async *list(signal) {
      for (let after: string | undefined; ;) {
        const found: string[] = await ask('reading', signal, async options => {
          await client.indices.refresh({ index }, options)
          const answer = await client.search(
            {
              index,
              size: AT_ONCE,
              _source: ['blob'],
              collapse: { field: 'blob' },
              sort: [{ blob: 'asc' }],
              ...(after === undefined ? {} : { search_after: [after] }),
            },
            options,
          )
          return answer.hits.hits.map(({ _source }) => (_source as { blob: string }).blob)
        })
        yield* found
        if (found.length < AT_ONCE) return
        after = found.at(-1)
      }
    },
  }
}

async function makeIndex(client: Client, index: string): Promise<void> {
  if (await client.indices.exists({ index })) return
  const settings = { number_of_shards: 1, auto_expand_replicas: '0-1' }
  const mappings = { dynamic: false, properties: { blob: { type: 'keyword' } } } as const
  await client.indices.create({ index, settings, mappings }).catch((error: unknown) => {
    if (!isThere(error)) throw error
  })
}

/** Pieces that one document may have, none of them empty. */
async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    held.push(chunk)
    size += chunk.length
    if (size < LIMITS.stateEntryBytes) continue
    const all = Buffer.concat(held)
    let from = 0
    for (; all.length - from >= LIMITS.stateEntryBytes; from += LIMITS.stateEntryBytes)
      yield all.subarray(from, from + LIMITS.stateEntryBytes)
    held = [all.subarray(from)]
    size = held[0]!.length
  }
  if (size > 0) yield Buffer.concat(held)
}

function pieceId(sha256: string, at: number): string {
  return `${sha256}-${at}`
}
