// The record store of whoever leads, from another process. What a collection cannot send, the functions that give
// keys, is applied before: a change travels with the keys that it is found by.

import { randomUUID } from 'node:crypto'
import { remote, type CallClient } from '#/cluster/calls/call-client.ts'
import type { CallServer } from '#/cluster/calls/call-server.ts'
import type { CallTable } from '#/cluster/calls/call-table.ts'
import type { Clock } from '#/kernel/clock.ts'
import type {
  Change,
  Collection,
  Find,
  LogEntry,
  RecordKey,
  RecordPage,
  Records,
  Stored,
} from '#/store/records.ts'
import { createCommitBook } from './commit-book.ts'

type WiredChange =
  | {
      readonly kind: 'put'
      readonly collection: string
      readonly keys: Readonly<Record<string, RecordKey>>
      readonly id: string
      readonly record: unknown
      readonly seen: number
    }
  | { readonly kind: 'remove'; readonly collection: string; readonly id: string; readonly seen: number }
  | Extract<Change, { readonly kind: 'append' }>

/** Records as they are called: collections by their names. */
interface RecordCalls {
  get(collection: string, id: string): Promise<Stored<unknown> | undefined>
  find(collection: string, find: Find): Promise<RecordPage<unknown>>
  count(collection: string, find: Pick<Find, 'where' | 'range'>): Promise<number>
  entries(log: string, after: number, limit: number): Promise<readonly LogEntry<unknown>[]>
  lastNumber(log: string): Promise<number>
  commit(id: string, changes: readonly WiredChange[]): Promise<'done' | 'conflict'>
}

const RECORDS = 'records'
const TABLE: CallTable<RecordCalls> = {
  get: 'read',
  find: 'read',
  count: 'read',
  entries: 'read',
  lastNumber: 'read',
  // Its id tells the next leader, too, that it was done.
  commit: 'change',
}

export interface ServeRecordsOptions {
  readonly records: Records
  readonly clock: Clock
  /** Hears of each commit of another process that was done; twice, when its answer was lost. */
  readonly onCommitted?: (changes: readonly Change[]) => void
  readonly isLeading?: () => boolean
}

/** Lets other processes read and write these records, until it is disposed. */
export function serveRecords(server: Pick<CallServer, 'serve'>, options: ServeRecordsOptions): Disposable {
  const { records, clock, onCommitted = () => {}, isLeading } = options
  const book = createCommitBook(records, clock)
  const named = (name: string): Collection<unknown> => ({ name, keys: () => ({}) })
  const calls: RecordCalls = {
    get: (collection, id) => records.get(named(collection), id),
    find: (collection, find) => records.find(named(collection), find),
    count: (collection, find) => records.count(named(collection), find),
    entries: (log, after, limit) => records.entries(log, after, limit),
    lastNumber: log => records.lastNumber(log),
    async commit(id, wired) {
      const changes = wired.map(changeOf)
      const outcome = await book.commit(id, changes)
      if (outcome === 'done') onCommitted(changes)
      return outcome
    },
  }
  return server.serve(RECORDS, TABLE, calls, isLeading)
}

export function remoteRecords(client: CallClient): Records {
  const calls = remote<RecordCalls>(client, RECORDS, TABLE)
  return {
    get: async <T>({ name }: Collection<T>, id: string) =>
      (await calls.get(name, id)) as Stored<T> | undefined,
    find: async <T>({ name }: Collection<T>, find: Find) => (await calls.find(name, find)) as RecordPage<T>,
    count: ({ name }, find) => calls.count(name, find),
    entries: async <T>(log: string, after: number, limit: number) =>
      (await calls.entries(log, after, limit)) as readonly LogEntry<T>[],
    lastNumber: log => calls.lastNumber(log),
    commit: changes => calls.commit(randomUUID(), changes.map(wiredOf)),
  }
}

function wiredOf(change: Change): WiredChange {
  switch (change.kind) {
    case 'append':
      return change
    case 'remove':
      return { ...change, collection: change.collection.name }
    case 'put': {
      const { collection, record } = change
      return { ...change, collection: collection.name, keys: collection.keys(record as never) }
    }
  }
}

function changeOf(wired: WiredChange): Change {
  switch (wired.kind) {
    case 'append':
      return wired
    case 'remove':
      return { ...wired, collection: { name: wired.collection, keys: () => ({}) } }
    case 'put': {
      const { keys, ...change } = wired
      return { ...change, collection: { name: wired.collection, keys: () => keys } }
    }
  }
}
