// What a failure inside DuckDB means. The bindings throw plain Errors, so the text decides.

import { Retryable } from '#/kernel/errors.ts'

/** True for a query that was stopped by `interrupt()`. */
export function isInterrupt(error: unknown): boolean {
  return textOf(error).includes('INTERRUPT')
}

/** True when another process has the file open. */
export function isLocked(error: unknown): boolean {
  return textOf(error).includes('Could not set lock on file')
}

/** True when the database or the whole instance refuses all further work until it is opened again. */
export function isInvalidated(error: unknown): boolean {
  return /has been invalidated|FATAL|database instance is closed/i.test(textOf(error))
}

/** True when the work needed more memory than the store may take; the instance goes on. */
export function isOutOfMemory(error: unknown): boolean {
  return /^Out of Memory Error/i.test(textOf(error))
}

/** The error as a caller may handle it: `disk.full` when space is short, else `store.failed`. */
export function storeFailure(doing: string, error: unknown): Retryable {
  if (error instanceof Retryable) return error
  const text = textOf(error)
  const code = /No space left on device|ENOSPC|disk (?:is )?full|quota/i.test(text)
    ? 'disk.full'
    : 'store.failed'
  return new Retryable(code, `${doing}: ${text}`, { cause: error })
}

/** First line of an error's message; DuckDB adds advice below it. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0]!.slice(0, 500)
}
