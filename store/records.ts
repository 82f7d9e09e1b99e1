// The contract for all smaller state: tasks, documents, runs, notices, the register. A collection is a kind of
// record with the keys by which its records are found; a log is an append-only list. `embedded/` keeps both in
// SQLite, beside incidents.
//
// Every write names the version it saw (0 for a new record): a stale one is told 'conflict' and nothing is
// changed. A commit of several changes is all or nothing, and durable when it resolves.

/** A value by which records are found and ordered; a list is found under each of its members. */
export type RecordKey = string | number | null | readonly string[]

export interface Collection<T> {
  /** Kebab-case, unique in the platform. */
  readonly name: string
  /** Keys of a record; the names are those that `find` may ask for. Pure. */
  readonly keys: (record: T) => Readonly<Record<string, RecordKey>>
}

export interface Stored<T> {
  readonly id: string
  /** Grows by one with each change, from 1. */
  readonly version: number
  readonly record: T
}

export interface Find {
  /** All must hold. Null finds records whose key is null. */
  readonly where?: Readonly<Record<string, string | number | null>>
  /** Bounds on one key, both inclusive. */
  readonly range?: { readonly key: string; readonly from?: number | string; readonly to?: number | string }
  /** By one key, ties by id; without it by id. Records whose order key is a list are not allowed. */
  readonly order?: { readonly key: string; readonly direction: 'up' | 'down' }
  /** At most 1000. */
  readonly limit: number
  /** Continues after this `next` of an earlier answer with the same question. */
  readonly after?: string
}

export interface RecordPage<T> {
  readonly records: readonly Stored<T>[]
  readonly next: string | null
}

/** One write of a commit; made by `put`, `remove` and `append` below. */
export type Change =
  | {
      readonly kind: 'put'
      readonly collection: Collection<never>
      readonly id: string
      readonly record: unknown
      readonly seen: number
    }
  | {
      readonly kind: 'remove'
      readonly collection: Collection<never>
      readonly id: string
      readonly seen: number
    }
  | {
      readonly kind: 'append'
      readonly log: string
      readonly entries: readonly unknown[]
      readonly seen: number
    }

export interface Records {
  get<T>(collection: Collection<T>, id: string): Promise<Stored<T> | undefined>
  find<T>(collection: Collection<T>, find: Find): Promise<RecordPage<T>>
  /** How many match, whatever the limit. */
  count<T>(collection: Collection<T>, find: Pick<Find, 'where' | 'range'>): Promise<number>
  /** Entries of a log after number `after` (0: from the first), in order, at most `limit`. */
  entries<T>(log: string, after: number, limit: number): Promise<readonly LogEntry<T>[]>
  /** Number of the last entry; 0 for a log that is empty or unknown. */
  lastNumber(log: string): Promise<number>
  commit(changes: readonly Change[]): Promise<'done' | 'conflict'>
}

export interface LogEntry<T> {
  /** From 1, without gaps. */
  readonly number: number
  readonly entry: T
}

/** Writes a record whose version is `seen`; 0: there must be none. */
export function put<T>(collection: Collection<T>, id: string, record: T, seen: number): Change {
  return { kind: 'put', collection: collection as unknown as Collection<never>, id, record, seen }
}

export function remove<T>(collection: Collection<T>, id: string, seen: number): Change {
  return { kind: 'remove', collection: collection as unknown as Collection<never>, id, seen }
}

/** Appends to a log whose last number is `seen`: two writers of one log cannot both succeed. */
export function append(log: string, entries: readonly unknown[], seen: number): Change {
  return { kind: 'append', log, entries, seen }
}
