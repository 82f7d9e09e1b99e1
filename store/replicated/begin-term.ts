// A leader begins: it reads the log to its end and writes its term there, so that an earlier leader writes nothing more.

import { Retryable } from '#/kernel/errors.ts'
import { beginLog } from './begin-log.ts'
import { discard, openAtEnd, readOn, type CatchUpOptions } from './catch-up.ts'
import { entryAfter, type EntryAuthor } from './log-entry.ts'
import { Diverged, type StateCopy } from './state-copy.ts'
import { tryUntil } from './try-until.ts'

/**
 * A copy at the end of a log whose last entry is the term. Throws Retryable (`leader.lost`) when a later one has begun,
 * the signal's reason, and Fatal as `openAtEnd`.
 */
export async function beginTerm(options: CatchUpOptions, author: EntryAuthor): Promise<StateCopy> {
  for (;;) {
    const copy = (await openAtEnd(options)) ?? (await beginLog(options, author.fence))
    if (copy === undefined) continue
    try {
      if (await writeTerm(copy, options, author)) return copy
      copy[Symbol.dispose]()
    } catch (error) {
      copy[Symbol.dispose]()
      if (!(error instanceof Diverged)) throw error
      discard(copy, error.message, options)
    }
  }
}

/** Reads on until the term can be written behind what was read. Throws Diverged. */
async function writeTerm(copy: StateCopy, options: CatchUpOptions, author: EntryAuthor): Promise<boolean> {
  const { log, report, signal } = options
  const ask = async <T>(work: () => Promise<T>): Promise<T> =>
    await tryUntil(work, { where: log.where, report, signal })
  for (;;) {
    await readOn(copy, options)
    if (author.fence < copy.seen.fence)
      throw new Retryable(
        'leader.lost',
        `term ${copy.seen.fence} of the state has begun after ${author.fence}`,
      )
    const { last } = copy
    // Its writer may have died before it was durable; on it stands all that comes.
    if (last !== undefined && !(await ask(() => log.affirm(last, signal))))
      throw new Diverged(`entry ${last.number} of the log of the state is not what was read`)
    const entry = entryAfter(copy.seen, 'term', author, Buffer.alloc(0))
    if ((await ask(() => log.append(entry, signal))) === 'taken') continue
    copy.beginTerm(entry)
    return true
  }
}
