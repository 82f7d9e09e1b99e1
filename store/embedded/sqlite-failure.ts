// What a failure inside SQLite means for the caller.

import { Retryable } from '#/kernel/errors.ts'

/** https://www.sqlite.org/rescode.html; the low byte of an extended code is its primary code. */
const SQLITE_CONSTRAINT = 19
const SQLITE_ERROR = 1
const SQLITE_FULL = 13
const SQLITE_MISUSE = 21

/** An error of the environment as Retryable that names the store; ours (a wrong statement, a broken constraint) as it is. */
export function sqliteFailure(error: unknown, store = 'state'): unknown {
  const { errcode } = error as { errcode?: number }
  if (typeof errcode !== 'number') return error
  const primary = errcode & 0xff
  if (primary === SQLITE_CONSTRAINT || primary === SQLITE_ERROR || primary === SQLITE_MISUSE) return error
  const code = primary === SQLITE_FULL ? 'disk.full' : 'store.failed'
  return new Retryable(code, `${store}: ${(error as Error).message}`, { cause: error })
}
