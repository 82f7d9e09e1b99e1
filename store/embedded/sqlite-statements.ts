// Statements of a SQLite database, prepared once and kept, and transactions around them. What fails because
// of the environment comes out as Retryable.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { sqliteFailure } from './sqlite-failure.ts'

export type Row = Record<string, unknown>

/** Prepared statements kept; those of a store are some dozens, questions with many filters some hundreds. */
const MAX_PREPARED = 200

/** SQL texts hold no values: those are always bound. */
export class SqliteStatements {
  private readonly database: DatabaseSync
  private readonly store: string
  private readonly beforeWrite: (() => void) | undefined
  private readonly prepared = new Map<string, StatementSync>()

  /** `store` is named in errors; `beforeWrite` is called before each `run` and `transaction`. */
  constructor(database: DatabaseSync, store = 'state', beforeWrite?: () => void) {
    this.database = database
    this.store = store
    this.beforeWrite = beforeWrite
  }

  /** All of the work, durable when it returns, or none of it. */
  transaction<T>(work: () => T): T {
    this.beforeWrite?.()
    try {
      this.database.exec('BEGIN IMMEDIATE')
      const result = work()
      this.database.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite itself rolls back after some failures, a full disk among them.
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
      throw sqliteFailure(error, this.store)
    }
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.beforeWrite?.()
    this.attempt(() => this.statement(sql).run(...values))
  }

  one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.attempt(() => this.statement(sql).get(...values))
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.attempt(() => this.statement(sql).all(...values))
  }

  close(): void {
    if (this.database.isOpen) this.database.close()
  }

  private attempt<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw sqliteFailure(error, this.store)
    }
  }

  private statement(sql: string): StatementSync {
    const known = this.prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    if (this.prepared.size >= MAX_PREPARED) this.prepared.delete(this.prepared.keys().next().value!)
    this.prepared.set(sql, statement)
    return statement
  }
}
