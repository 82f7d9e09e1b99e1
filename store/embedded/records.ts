// The record store on SQLite: one table of records, one of their keys, one of log entries. Reads and writes are
// quick and happen at once; the promises of the contract are for stores that are far away.

import {
  type Change,
  type Collection,
  type Find,
  type LogEntry,
  type RecordPage,
  type Records,
  type Stored,
} from '../records.ts'
import { countQuery, findQuery, pageSize, placeOf } from './record-search.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

/** Leaves the transaction; nothing of the commit stays. */
class Stale extends Error {}

export function createEmbeddedRecords(sql: SqliteStatements): Records {
  function write(change: Change): void {
    if (change.kind === 'append') return appendEntries(change.log, change.entries, change.seen)
    const { collection, id, seen } = change
    const known = sql.one('SELECT version FROM record WHERE collection = ? AND id = ?', collection.name, id)
    if (Number(known?.['version'] ?? 0) !== seen) throw new Stale()
    if (known !== undefined)
      sql.run('DELETE FROM record_key WHERE collection = ? AND id = ?', collection.name, id)
    if (change.kind === 'remove')
      return sql.run('DELETE FROM record WHERE collection = ? AND id = ?', collection.name, id)
    sql.run(
      `INSERT INTO record (collection, id, version, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (collection, id) DO UPDATE SET version = excluded.version, body = excluded.body`,
      collection.name,
      id,
      seen + 1,
      JSON.stringify(change.record),
    )
    for (const [key, value] of Object.entries(collection.keys(change.record as never))) {
      for (const each of Array.isArray(value)
        ? new Set(value as readonly string[])
        : [value as string | number | null])
        sql.run(
          'INSERT INTO record_key (collection, key, value, id) VALUES (?, ?, ?, ?)',
          collection.name,
          key,
          each,
          id,
        )
    }
  }

  function lastNumber(log: string): number {
    return Number(sql.one('SELECT max(number) AS n FROM log_entry WHERE log = ?', log)?.['n'] ?? 0)
  }

  function appendEntries(log: string, entries: readonly unknown[], seen: number): void {
    if (lastNumber(log) !== seen) throw new Stale()
    entries.forEach((entry, at) =>
      sql.run(
        'INSERT INTO log_entry (log, number, body) VALUES (?, ?, ?)',
        log,
        seen + 1 + at,
        JSON.stringify(entry),
      ),
    )
  }

  return {
    async get<T>(collection: Collection<T>, id: string): Promise<Stored<T> | undefined> {
      const row = sql.one(
        'SELECT id, version, body FROM record WHERE collection = ? AND id = ?',
        collection.name,
        id,
      )
      return row === undefined ? undefined : storedOf<T>(row)
    },

    async find<T>(collection: Collection<T>, find: Find): Promise<RecordPage<T>> {
      const query = findQuery(collection.name, find)
      const rows = sql.all(query.sql, ...query.values)
      const page = rows.slice(0, pageSize(find))
      const last = page.at(-1)
      const next = rows.length > page.length ? placeOf(last!['id'] as string, last!['place']) : null
      return { records: page.map(row => storedOf<T>(row)), next }
    },

    async count<T>(collection: Collection<T>, find: Pick<Find, 'where' | 'range'>): Promise<number> {
      const query = countQuery(collection.name, find)
      return Number(sql.one(query.sql, ...query.values)!['n'])
    },

    async entries<T>(log: string, after: number, limit: number): Promise<readonly LogEntry<T>[]> {
      const rows = sql.all(
        'SELECT number, body FROM log_entry WHERE log = ? AND number > ? ORDER BY number LIMIT ?',
        log,
        after,
        limit,
      )
      return rows.map(row => ({
        number: Number(row['number']),
        entry: JSON.parse(row['body'] as string) as T,
      }))
    },

    lastNumber: async log => lastNumber(log),

    async commit(changes) {
      try {
        sql.transaction(() => changes.forEach(write))
        return 'done'
      } catch (error) {
        if (error instanceof Stale) return 'conflict'
        throw error
      }
    },
  }
}

function storedOf<T>(row: Row): Stored<T> {
  return {
    id: row['id'] as string,
    version: Number(row['version']),
    record: JSON.parse(row['body'] as string) as T,
  }
}
