// Changes of the mention store as they travel by a log: the calls that changed it, one after the other. Each of them
// does the same wherever it is done, and done again in the same order leaves the same behind; so a copy may repeat the
// last group after a crash.
//
// SQLite's changesets, as of the state, do not hold the index of words (FTS5).

import type { DatabaseSync } from 'node:sqlite'
import { Fatal, Retryable } from '#/kernel/errors.ts'
import { writePlace } from '../embedded/log-place.ts'
import { MENTION_SCHEMA } from '../embedded/mention-schema.ts'
import { CLEAR_STEP, openWorkOn, type MentionWork } from '../embedded/mention-work.ts'
import type { MentionStore } from '../mention-store.ts'
import type { CopiedTables } from './copied-tables.ts'
import { damagedEntry, placeOf } from './log-entry.ts'

/** The methods that change the store. */
export const MENTION_CHANGES = [
  'put',
  'joinStories',
  'setCopyOf',
  'correct',
  'rescore',
  'flag',
  'deleteBefore',
  'forgetTextBefore',
] as const satisfies readonly (keyof MentionStore)[]
export type MentionChange = (typeof MENTION_CHANGES)[number]

/** A call of one of them. */
export type MentionCall = {
  readonly [Name in MentionChange]: { readonly method: Name; readonly args: Parameters<MentionStore[Name]> }
}[MentionChange]

/** As JSON; sketches, which are bytes, in base64. */
export function packCalls(calls: readonly MentionCall[]): Buffer {
  const plain = calls.map(call =>
    call.method === 'put'
      ? {
          method: call.method,
          args: [
            call.args[0].map(({ mention, sketch }) => ({
              mention,
              sketch: sketch === null ? null : Buffer.from(sketch).toString('base64'),
            })),
          ],
        }
      : call,
  )
  return Buffer.from(JSON.stringify(plain))
}

/** Undefined for what `packCalls` did not write. */
export function unpackCalls(bytes: Uint8Array): readonly MentionCall[] | undefined {
  try {
    const calls = JSON.parse(Buffer.from(bytes).toString('utf8')) as readonly MentionCall[]
    if (!calls.every(({ method }) => MENTION_CHANGES.includes(method))) return undefined
    return calls.map(call =>
      call.method === 'put' ? { ...call, args: [call.args[0].map(withBytes)] } : call,
    )
  } catch {
    return undefined
  }
}

function withBytes({ mention, sketch }: Parameters<MentionStore['put']>[0][number]) {
  const text = sketch as unknown as string | null
  return { mention, sketch: text === null ? null : new Uint8Array(Buffer.from(text, 'base64')) }
}

/** Of mentions; what a folder had of its own, from before they travelled, is set aside. */
export const MENTION_TABLES: CopiedTables = {
  steps: MENTION_SCHEMA,
  foreign: 'set aside',
  apply(database, changes, entry) {
    const calls = unpackCalls(changes)
    if (calls === undefined) throw damagedEntry(entry.number)
    const work = workOn(database)
    for (const call of calls) {
      try {
        applyCall(work, call)
      } catch (error) {
        if (error instanceof Retryable || error instanceof Fatal) throw error
        // What the store refuses it refused its caller too, and that changed nothing.
      }
    }
    writePlace(database, placeOf(entry))
  },
}

const works = new WeakMap<DatabaseSync, MentionWork>()

function workOn(database: DatabaseSync): MentionWork {
  const known = works.get(database)
  if (known !== undefined) return known
  const work = openWorkOn(database)
  works.set(database, work)
  return work
}

function applyCall(work: MentionWork, { method, args }: MentionCall): void {
  switch (method) {
    case 'deleteBefore':
      return inSteps(() => work.deleteStep(...args))
    case 'forgetTextBefore':
      return inSteps(() => work.forgetStep(...args))
    default:
      ;(work[method] as (...values: readonly unknown[]) => unknown)(...args)
  }
}

function inSteps(step: () => number): void {
  while (step() === CLEAR_STEP);
}
