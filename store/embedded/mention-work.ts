// The mention store on SQLite, in the thread that calls: every method works at once and blocks. Its own thread
// (mention-thread.ts) runs it, so that counting half a million mentions does not hold up anything else.
//
// Every change is a transaction that is on stable storage when the call returns (WAL, synchronous FULL). What is
// deleted is overwritten in the file (secure_delete): forgotten texts and names are gone.

import { DatabaseSync } from 'node:sqlite'
import { Fatal, Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { MentionKind, Tone } from '#/kernel/mention.ts'
import type { MentionFilter, MentionPage, MentionSketch, MentionStore } from '../mention-store.ts'
import { forgetPlace } from './log-place.ts'
import { findMentions } from './mention-filter.ts'
import { countAll, countBy } from './mention-groups.ts'
import { lowestNumber, millisecondsOf, readNumber } from './mention-number.ts'
import { MentionRows, mentionOf, WHOLE_MENTION, type MentionPlace } from './mention-rows.ts'
import { MENTION_SCHEMA } from './mention-schema.ts'
import { readStories, readStory } from './mention-stories.ts'
import { mustBePresent, takeSteps } from './migrate.ts'
import { SqliteStatements } from './sqlite-statements.ts'

/** What is done in steps, so that other calls come between. */
type InSteps = 'deleteBefore' | 'forgetTextBefore' | 'sketchesSince'

/** Each method of the contract without its promise, or a step of it. */
export type MentionWork = {
  readonly [Name in Exclude<keyof MentionStore, symbol | InSteps>]: (
    ...args: Parameters<MentionStore[Name]>
  ) => Awaited<ReturnType<MentionStore[Name]>>
} & {
  /** At most some thousand; `before`: the `next` of the step before. */
  readonly sketchStep: (ms: number, before: string | null) => SketchStep
  /** Deletes, or forgets the texts of, at most CLEAR_STEP; fewer when none is left. */
  readonly deleteStep: (ms: number) => number
  readonly forgetStep: (ms: number) => number
} & Disposable

export interface SketchStep {
  readonly sketches: readonly MentionSketch[]
  readonly next: string | null
}

const BUSY_TIMEOUT_MS = 5000
/** Pages of the file held in memory, KiB. */
const CACHE_KB = 64 * 1024
/** Deleted or forgotten in one transaction. */
export const CLEAR_STEP = 500
const SKETCH_STEP = 2000

/** Opens the file, made when absent unless it is only read; throws Fatal: `store.failed` when it cannot, `data.newer` or `data.older` when another version wrote it. */
export function openMentionWork({
  path,
  readOnly,
  ofCluster = false,
}: {
  readonly path: string
  readonly readOnly: boolean
  /** It is a copy of a cluster's and remains one (store/replicated/); else it becomes that of a single machine. */
  readonly ofCluster?: boolean
}): MentionWork {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly })
    if (readOnly) mustBePresent(database, path, MENTION_SCHEMA)
    else {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      takeSteps(database, path, MENTION_SCHEMA)
      if (!ofCluster) forgetPlace(database)
    }
    return openWorkOn(database)
  } catch (error) {
    database?.close()
    if (error instanceof Fatal) throw error
    throw new Fatal('store.failed', `${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

/** Works on an open database with the present tables, and closes it when it is disposed of. */
export function openWorkOn(database: DatabaseSync): MentionWork {
  database.exec(`PRAGMA cache_size = -${CACHE_KB}; PRAGMA secure_delete = ON`)
  const sql = new SqliteStatements(database, 'mentions')
  const rows = new MentionRows(sql)

  function clearStep(ms: number, condition: string, clear: (place: MentionPlace) => void): number {
    const cleared = sql.transaction(() => {
      const places = sql.all(
        `SELECT CAST(number AS TEXT) AS number, arrival FROM mention
         WHERE number < ? AND ${condition} ORDER BY number LIMIT ${CLEAR_STEP}`,
        lowestNumber(ms),
      )
      for (const row of places)
        clear({ number: BigInt(row['number'] as string), arrival: Number(row['arrival']) })
      return places.length
    })
    // What was overwritten in the file may still stand in its log.
    if (cleared > 0 && cleared < CLEAR_STEP) sql.all('PRAGMA wal_checkpoint(TRUNCATE)')
    return cleared
  }

  return {
    put: mentions =>
      sql.transaction(() => mentions.filter(({ mention, sketch }) => rows.put(mention, sketch)).length),
    get: id => rows.get(id),
    find: (filter, limit, after) => findPage(sql, filter, limit, after),
    stories: (filter, order, limit, after) => readStories(sql, filter, order, pageSize(limit), after),
    story: id => readStory(sql, id),
    totals: filter => countAll(sql, filter),
    counts: (filter, by) => countBy(sql, filter, by),

    sketchStep: (ms, before) => readSketches(sql, ms, before),

    joinStories: (from, to) => sql.run('UPDATE mention SET story = ? WHERE story = ?', to, from),
    setCopyOf: changes =>
      sql.transaction(() =>
        changes.forEach(({ id, copyOf }) =>
          sql.run('UPDATE mention SET copy_of = ? WHERE id = ?', copyOf, id),
        ),
      ),
    correct: (id, correction) => sql.transaction(() => rows.correct(id, correction)),

    corrected: voice =>
      sql
        .all(
          `SELECT m.id, b.text, m.correction ->> '$.label' AS label
           FROM mention m CROSS JOIN mention_body b ON b.arrival = m.arrival
           WHERE m.corrected_at IS NOT NULL AND m.voice = ? AND m.forgotten = 0 ORDER BY m.corrected_at, m.number`,
          voice,
        )
        .map(row => ({
          id: row['id'] as string,
          text: row['text'] as string,
          label: row['label'] as Tone,
        })),

    // The score of a neutral text is surest at 0, that of the others at −1 and 1. SQLite gives the columns of the
    // row that has the minimum.
    leastSure: (voice, limit, sinceMs) =>
      sql
        .all(
          `SELECT ${WHOLE_MENTION} FROM (
             SELECT number, min(sure * 2 + CASE label WHEN 'neu' THEN 1 - abs(score) ELSE abs(score) END) AS surety
             FROM mention WHERE number >= ? AND voice = ? AND correction IS NULL AND forgotten = 0
             GROUP BY story ORDER BY surety, number DESC LIMIT ?) s
           CROSS JOIN mention m ON m.number = s.number CROSS JOIN mention_body b ON b.arrival = m.arrival
           ORDER BY s.surety, s.number DESC`,
          lowestNumber(sinceMs),
          voice,
          pageSize(limit),
        )
        .map(mentionOf),

    rescore: scores =>
      sql.transaction(() => scores.forEach(({ id, tone, model }) => rows.rescore(id, tone, model))),
    flag: (ids, flag, on) => sql.transaction(() => ids.forEach(id => rows.flag(id, flag, on))),
    deleteStep: ms => clearStep(ms, 'true', place => rows.remove(place)),
    forgetStep: ms => clearStep(ms, 'forgotten = 0', place => rows.forgetText(place)),
    [Symbol.dispose]: () => sql.close(),
  }
}

function readSketches(sql: SqliteStatements, ms: number, before: string | null): SketchStep {
  const rows = sql.all(
    `SELECT CAST(m.number AS TEXT) AS number, m.id, m.kind, m.story, m.copy_of,
       ${millisecondsOf('m.number')} AS published_at, m.source, b.title, b.sketch
     FROM mention m CROSS JOIN mention_body b ON b.arrival = m.arrival
     WHERE m.number >= ? ${before === null ? '' : 'AND m.number < ?'} AND b.sketch IS NOT NULL
     ORDER BY m.number DESC LIMIT ${SKETCH_STEP}`,
    lowestNumber(ms),
    ...(before === null ? [] : [BigInt(before)]),
  )
  const sketches = rows.map((row): MentionSketch => ({
    id: row['id'] as string,
    kind: row['kind'] as MentionKind,
    storyId: row['story'] as string,
    copyOf: row['copy_of'] as string | null,
    publishedAt: Number(row['published_at']),
    sourceId: row['source'] as string,
    title: row['title'] as string,
    sketch: row['sketch'] as Uint8Array,
  }))
  return { sketches, next: rows.length < SKETCH_STEP ? null : (rows.at(-1)!['number'] as string) }
}

function pageSize(limit: number): number {
  return Math.max(1, Math.min(Math.floor(limit), LIMITS.maxMentionPage))
}

/** The number of the last mention of a page is where the next one goes on. */
function findPage(sql: SqliteStatements, filter: MentionFilter, limit: number, after?: string): MentionPage {
  const before = after === undefined ? undefined : readNumber(after)
  if (after !== undefined && before === undefined) {
    throw new Permanent(
      'request.malformed',
      `“${after.slice(0, 100)}” is not a place in a list of mentions: pass on “next” of the page before.`,
    )
  }
  const all = findMentions(filter)
  const total = Number(sql.one(`SELECT count(*) AS n ${all.sql}`, ...all.values)!['n'])
  const size = pageSize(limit)
  const found = before === undefined ? all : findMentions(filter, before)
  const rows = sql.all(
    `SELECT ${WHOLE_MENTION} FROM (
       SELECT ${found.at} AS number ${found.sql} ORDER BY ${found.at} DESC LIMIT ?) p
     CROSS JOIN mention m ON m.number = p.number CROSS JOIN mention_body b ON b.arrival = m.arrival
     ORDER BY m.number DESC`,
    ...found.values,
    size + 1,
  )
  const page = rows.slice(0, size)
  const next = rows.length > page.length ? (page.at(-1)!['number'] as string) : null
  return { mentions: page.map(mentionOf), next, total }
}
