// Brings a file to the end of the log of a cluster's state: from where it stands if the log knows that place, else
// from a base. What was acknowledged is never thrown away for a log that has less.

import { existsSync, renameSync } from 'node:fs'
import { Fatal } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { FilePlace } from '../embedded/log-place.ts'
import { openStateDatabase } from '../embedded/state-store.ts'
import { buildFromBase, removeDatabase } from './bases.ts'
import type { CopiedTables } from './copied-tables.ts'
import { Diverged, openCopy, type StateCopy } from './state-copy.ts'
import type { BaseList, StateLog } from './state-log.ts'
import { tryUntil } from './try-until.ts'

export interface CatchUpOptions {
  /** The state file. */
  readonly path: string
  readonly tables: CopiedTables
  readonly log: StateLog
  readonly report: ReportProblem
  readonly signal: AbortSignal
}

/**
 * A copy that stood at the end of the log a moment ago; undefined while the log has not begun. While the log cannot
 * be reached it waits. Throws Fatal: `state.damaged`, `state.newer`, `state.differs`, `state.short` (the log lacks
 * what the file knows), `state.foreign` (the file is no copy).
 */
export async function openAtEnd(options: CatchUpOptions): Promise<StateCopy | undefined> {
  for (let tries = 0; ; tries++) {
    const copy = await openKnown(options)
    if (copy === undefined) return undefined
    try {
      await readOn(copy, options)
      return copy
    } catch (error) {
      copy[Symbol.dispose]()
      if (!(error instanceof Diverged)) throw error
      // One that was just built and diverges again shows that base and log do not fit.
      if (tries > 0) throw new Fatal('state.damaged', error.message, { cause: error })
      discard(copy, error.message, options)
    }
  }
}

/** Applies what the log has after the copy. Throws Diverged, and Fatal as above. */
export async function readOn(copy: StateCopy, options: CatchUpOptions): Promise<void> {
  const { log, signal } = options
  for (let missed = false; ;) {
    const { number } = copy.seen
    const entries = await ask(options, () => log.read(number, signal))
    if (entries[0]?.number === number + 1) {
      await copy.apply(entries)
      missed = false
      continue
    }
    const list = await ask(options, () => log.bases(signal))
    if (list === undefined) throw listMissing(log)
    const oldest = list.bases.at(-1)!
    if (oldest.number > number + 1) throw new Diverged(`the log of the state begins at ${oldest.number}`)
    if (entries.length === 0 && list.bases[0]!.number <= number) return
    // It was written, or deleted for a newer base, between the two questions; else it is lost.
    if (missed) throw missingEntry(number + 1, log)
    missed = true
  }
}

/** Closes the copy and throws its file away, with a Problem that says why. */
export function discard(copy: StateCopy, reason: string, { path, report }: CatchUpOptions): void {
  copy[Symbol.dispose]()
  const { number, hash } = copy.place
  // It may be the only one: state of a single machine, with which somebody wanted to begin the log.
  const isBeginning = number === 0 && hash !== ''
  if (isBeginning) renameSync(path, `${path}.set-aside`)
  removeDatabase(path)
  const what = isBeginning ? 'is set aside' : 'is thrown away'
  report({ code: 'state.rebuilt', where: path, detail: `${reason}; the file ${what} and built anew` })
}

async function openKnown(options: CatchUpOptions): Promise<StateCopy | undefined> {
  const { path, log, signal } = options
  const list = await ask(options, () => log.bases(signal))
  const isThere = existsSync(path) && !isEmptyFile(path)
  const opened = isThere ? openCopy(path, options.tables) : undefined
  try {
    if (list === undefined) {
      await refuseLogWithoutBase(options)
      if (opened !== undefined && opened.place.number > 0) throw shortLog(path, opened.place.number, log)
      opened?.copy[Symbol.dispose]()
      return undefined
    }
    if (isThere && opened === undefined) setAside(options)
    if (opened !== undefined) {
      const { copy, place } = opened
      const isKnown = await knows(copy, place, list, options)
      if (isKnown && !place.mayHoldMore) return copy
      discard(
        copy,
        isKnown ? 'it may hold changes that were never acknowledged' : 'the log went on without it',
        options,
      )
    }
  } catch (error) {
    opened?.copy[Symbol.dispose]()
    throw error
  }
  return await buildFromNewest(options)
}

/** A file that is no copy makes room for one, or throws Fatal (`state.foreign`). */
function setAside({ path, log, tables, report }: CatchUpOptions): void {
  if (tables.foreign === 'refused')
    throw new Fatal(
      'state.foreign',
      `${path} was written without a cluster, and ${log.where} has a state already: move the file away`,
    )
  renameSync(path, `${path}.set-aside`)
  const detail = `it was written without the cluster; it is set aside, and one built from ${log.where}`
  report({ code: 'state.rebuilt', where: path, detail })
}

/** Whether the log knows the place of the copy. Throws Fatal (`state.short`) when it ends before. */
async function knows(
  copy: StateCopy,
  { number, hash }: FilePlace,
  { bases }: BaseList,
  options: CatchUpOptions,
): Promise<boolean> {
  const { log, signal } = options
  const base = bases.find(each => each.number === number)
  if (base !== undefined) return base.hash === hash
  if (number < bases.at(-1)!.number) return false
  const [entry] = await ask(options, () => log.read(number - 1, signal))
  if (entry?.number === number) {
    copy.last = entry
    return entry.hash === hash
  }
  if (entry !== undefined) throw missingEntry(number, log)
  // A last entry that was read before it was durable may be gone with the server that held it.
  if (bases[0]!.number === number - 1) return false
  if ((await ask(options, () => log.read(number - 2, signal))).length > 0) return false
  throw shortLog(options.path, number, log)
}

async function buildFromNewest(options: CatchUpOptions): Promise<StateCopy> {
  const { path, log, report, signal } = options
  for (let tried = ''; ;) {
    const list = await ask(options, () => log.bases(signal))
    if (list === undefined || list.version === tried)
      throw new Fatal('state.damaged', `no base of the state in ${log.where} is whole`)
    for (const base of list.bases) {
      try {
        await ask(options, () => buildFromBase(options, base))
        return openCopy(path, options.tables)!.copy
      } catch (error) {
        // Bases that are replaced while they are read look damaged too: the list is asked for again.
        if (!(error instanceof Fatal) || error.code !== 'state.damaged') throw error
        report({ code: 'state.damaged', where: log.where, detail: error.message })
      }
    }
    tried = list.version
  }
}

async function refuseLogWithoutBase(options: CatchUpOptions): Promise<void> {
  const { log, signal } = options
  if ((await ask(options, () => log.read(0, signal))).length > 0 && (await log.bases(signal)) === undefined)
    throw listMissing(log)
}

function listMissing({ where }: StateLog): Fatal {
  return new Fatal('state.damaged', `the list of bases of the state is missing in ${where}`)
}

function missingEntry(number: number, { where }: StateLog): Fatal {
  return new Fatal('state.damaged', `entry ${number} of the log of the state is missing in ${where}`)
}

function shortLog(path: string, number: number, { where }: StateLog): Fatal {
  return new Fatal(
    'state.short',
    `${path} knows ${number} entries of the log of the state, and ${where} has lost some of them: bring them back, or move the file away to go on without`,
  )
}

function isEmptyFile(path: string): boolean {
  return openStateDatabase(path, 'NORMAL', database => {
    const { n } = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
    database.close()
    return n === 0
  })
}

async function ask<T>({ log, report, signal }: CatchUpOptions, work: () => Promise<T>): Promise<T> {
  return await tryUntil(work, { where: log.where, report, signal })
}
