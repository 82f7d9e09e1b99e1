// The log of a cluster's state (store/replicated/state-log.ts) in Elasticsearch: an entry is a document whose id is
// its number, made with `create`, so that one writer gets it. Entries are read by id, which sees every write at once;
// nothing of them is indexed.
//
// `PREFIX-state` holds the entries, `PREFIX-state-base` the pieces of bases and the list of them. Both are made at
// the first use.

import type { Client, estypes } from '@elastic/elasticsearch'
import { Fatal, Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { entryDocument, parseEntry, type LogEntry } from '../replicated/log-entry.ts'
import type { BaseList, StateBase, StateLog } from '../replicated/state-log.ts'
import { deleteDocuments, refusedItem, type RequestOptions } from './delete-documents.ts'
import { isThere, stateFailure, statusOf } from './elastic-failure.ts'

export interface ElasticStateLogOptions {
  readonly client: Client
  /** Begins the names of the indices. */
  readonly prefix: string
}

/** Ids sort like numbers. */
const DIGITS = 12
const BASE_LIST = 'list'
const MOST_READ = 512
/** Documents after those that are read of which is looked whether they are there. */
const LOOKED_AHEAD = 8
const DELETED_AT_ONCE = 1000
const SWEPT_AT_ONCE = 500
const REQUEST_TIMEOUT_MS = 30_000

/** Nothing is asked of Elasticsearch until the log is used. */
export function createElasticStateLog({ client, prefix }: ElasticStateLogOptions): StateLog {
  const entries = `${prefix}-state`
  const bases = `${prefix}-state-base`
  let made: Promise<void> | undefined
  let lastSequence = -1
  let mostRead = 8

  /** Asks with what every request has; its failures as errors whose class is the policy. */
  async function ask<T>(
    doing: string,
    signal: AbortSignal,
    request: (options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted()
    try {
      made ??= makeIndices(client, entries, bases)
      await made.catch((error: unknown) => {
        made = undefined
        throw error
      })
      return await request({ signal, maxRetries: 0, requestTimeout: REQUEST_TIMEOUT_MS })
    } catch (error) {
      signal.throwIfAborted()
      throw stateFailure(`${doing} ${entries}`, error)
    }
  }

  async function getEntry(
    number: number,
    options: RequestOptions,
  ): Promise<(SeenVersion & { entry: LogEntry }) | undefined> {
    const answer = await client.get({ index: entries, id: idOf(number) }, { ...options, ignore: [404] })
    if (!isFound(answer)) return undefined
    return { ...versionIn(answer), entry: parseEntry(number, answer._source) }
  }

  async function readSingle(number: number, options: RequestOptions): Promise<readonly LogEntry[]> {
    const found = await getEntry(number, options)
    return found === undefined ? [] : [found.entry]
  }

  return {
    where: entries,

    read: async (after, signal) =>
      await ask('reading', signal, async options => {
        const docs = Array.from({ length: mostRead + LOOKED_AHEAD }, (_, i) => ({
          _id: idOf(after + 1 + i),
          _source: i < mostRead,
        }))
        const answer = await client.mget({ index: entries, docs }, options)
        for (const doc of answer.docs) if ('error' in doc) throw refusedItem(doc.error)
        const found = answer.docs as readonly estypes.GetGetResult[]
        const first = found.findIndex(isFound)
        // Others may write while it is read: what is missing before one that is there is asked for once more.
        const begin = first > 0 && (await getEntry(after + 1, options)) !== undefined ? 0 : first
        if (begin !== first || first >= mostRead) return await readSingle(after + 1 + begin, options)
        const read: LogEntry[] = []
        for (let i = begin; i >= 0 && i < mostRead && isFound(found[i]!); i++)
          read.push(parseEntry(after + 1 + i, found[i]!._source))
        const bytes = read.reduce((sum, { payload }) => sum + payload.length, 0)
        const wanted = Math.floor((2 * LIMITS.stateEntryBytes * read.length) / (bytes + 1))
        if (read.length > 0) mostRead = Math.max(1, Math.min(MOST_READ, wanted))
        return read
      }),

    append: async (entry, signal) =>
      await ask('writing', signal, async options => {
        const id = idOf(entry.number)
        try {
          const answer = await client.create({ index: entries, id, document: entryDocument(entry) }, options)
          // An index that was deleted is made anew by a write, and counts from 0 again.
          if (answer._seq_no! <= lastSequence)
            throw new Permanent(
              'state.refused',
              `${entries} is not the index that it was: somebody has deleted it`,
            )
          lastSequence = answer._seq_no!
          return 'written'
        } catch (error) {
          if (statusOf(error) !== 409) throw error
          return (await getEntry(entry.number, options))?.entry.hash === entry.hash ? 'written' : 'taken'
        }
      }),

    affirm: async (entry, signal) =>
      await ask('writing', signal, async options => {
        const id = idOf(entry.number)
        for (;;) {
          const known = await getEntry(entry.number, options)
          if (known?.entry.hash !== entry.hash) return false
          const { if_seq_no, if_primary_term } = known
          try {
            const document = entryDocument(entry)
            await client.index({ index: entries, id, document, if_seq_no, if_primary_term }, options)
            return true
          } catch (error) {
            if (statusOf(error) !== 409) throw error
          }
        }
      }),

    async remove(from, to, signal) {
      for (let first = from; first < to; first += DELETED_AT_ONCE) {
        const ids = Array.from({ length: Math.min(DELETED_AT_ONCE, to - first) }, (_, i) => idOf(first + i))
        await ask('trimming', signal, async options => await deleteDocuments(client, entries, ids, options))
      }
    },

    bases: async signal =>
      await ask('reading the bases of', signal, async options => {
        const answer = await client.get<Omit<BaseList, 'version'>>(
          { index: bases, id: BASE_LIST },
          { ...options, ignore: [404] },
        )
        if (!isFound(answer)) return undefined
        const list = answer._source
        if (!isBaseList(list)) throw new Fatal('state.damaged', `the list of bases in ${bases} is damaged`)
        return { ...list, version: textOfVersion(answer) }
      }),

    putBases: async (list, seen, signal) =>
      await ask('writing the bases of', signal, async options => {
        const { bases: listed, logFrom } = list
        const place = { index: bases, id: BASE_LIST, document: { bases: listed, logFrom } }
        try {
          const answer =
            seen === undefined
              ? await client.create(place, options)
              : await client.index({ ...place, ...parseVersion(seen) }, options)
          return textOfVersion(answer)
        } catch (error) {
          if (statusOf(error) === 409) return undefined
          throw error
        }
      }),

    async putPiece({ id, fence }, index, data, signal) {
      const document = { base: id, fence, data: data.toString('base64') }
      await ask('writing a base of', signal, async options => {
        await client.index({ index: bases, id: `${id}-${index}`, document }, options)
      })
    },

    piece: async (baseId, index, signal) =>
      await ask('reading a base of', signal, async options => {
        const answer = await client.get<{ data?: unknown }>(
          { index: bases, id: `${baseId}-${index}` },
          { ...options, ignore: [404] },
        )
        const data = isFound(answer) ? answer._source?.data : undefined
        return typeof data === 'string' ? Buffer.from(data, 'base64') : undefined
      }),

    async sweepPieces(keep, fence, signal) {
      const query: estypes.QueryDslQueryContainer = {
        bool: { filter: [{ range: { fence: { lte: fence } } }], must_not: [{ terms: { base: [...keep] } }] },
      }
      await ask('removing old bases of', signal, async options => {
        for (;;) {
          await client.indices.refresh({ index: bases }, options)
          const { hits } = await client.search(
            { index: bases, size: SWEPT_AT_ONCE, _source: false, query },
            options,
          )
          if (hits.hits.length === 0) return
          await deleteDocuments(
            client,
            bases,
            hits.hits.map(({ _id }) => _id!),
            options,
          )
        }
      })
    },
  }
}

interface SeenVersion {
  readonly if_seq_no: number
  readonly if_primary_term: number
}

async function makeIndices(client: Client, entries: string, bases: string): Promise<void> {
  const settings = { number_of_shards: 1, auto_expand_replicas: '0-1' }
  const wanted: readonly [string, estypes.MappingTypeMapping][] = [
    [entries, { dynamic: false }],
    [bases, { dynamic: false, properties: { base: { type: 'keyword' }, fence: { type: 'long' } } }],
  ]
  for (const [index, mappings] of wanted) {
    if (await client.indices.exists({ index })) continue
    await client.indices.create({ index, settings, mappings }).catch((error: unknown) => {
      if (!isThere(error)) throw error
    })
  }
}

function idOf(number: number): string {
  return String(number).padStart(DIGITS, '0')
}

function isFound(answer: { found?: boolean }): boolean {
  return answer.found === true
}

function versionIn(answer: { _seq_no?: number; _primary_term?: number }): SeenVersion {
  return { if_seq_no: answer._seq_no!, if_primary_term: answer._primary_term! }
}

function textOfVersion(answer: { _seq_no?: number; _primary_term?: number }): string {
  return `${answer._seq_no}:${answer._primary_term}`
}

function parseVersion(text: string): SeenVersion {
  const [if_seq_no, if_primary_term] = text.split(':').map(Number)
  return { if_seq_no: if_seq_no!, if_primary_term: if_primary_term! }
}

function isBaseList(value: Partial<BaseList> | undefined): value is Omit<BaseList, 'version'> {
  return (
    Number.isSafeInteger(value?.logFrom) &&
    Array.isArray(value?.bases) &&
    value.bases.length > 0 &&
    (value.bases as readonly Partial<StateBase>[]).every(
      ({ id, number, hash, total, schema, pieces }) =>
        typeof id === 'string' &&
        typeof hash === 'string' &&
        [number, total, schema].every(Number.isSafeInteger) &&
        Array.isArray(pieces),
    )
  )
}
