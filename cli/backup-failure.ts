// What the disk said while a backup was made or restored, as a failure for people.

import { Retryable } from '#/kernel/errors.ts'

/** Throws errors of the disk (ENOSPC, EACCES, …), also those that SQLite met, as Retryable (`backup.failed`), all others as they are. */
export function asBackupFailure(error: unknown): never {
  const { syscall, message } = error as NodeJS.ErrnoException
  if (syscall === undefined && !(error instanceof Retryable)) throw error
  throw new Retryable('backup.failed', `${message}; what is there is not whole`, { cause: error })
}
