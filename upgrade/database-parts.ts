// The database files of a data folder, each with the steps of its tables and with what must be readable of it. Days of
// events, the raw log and snapshots are not among them: they say their own format and are only ever added to
// (folder-format.ts).

import { DatabaseSync } from 'node:sqlite'
import { JOB_SCHEMA } from '#/jobs/embedded/job-table.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { MENTION_SCHEMA } from '#/store/embedded/mention-schema.ts'
import { openMentionWork } from '#/store/embedded/mention-work.ts'
import { STATE_SCHEMA } from '#/store/embedded/state-schema.ts'
import { createStateStore, openStateDatabase } from '#/store/embedded/state-store.ts'

export interface DatabasePart {
  /** Name of its file in the data folder. */
  readonly file: string
  /** As in store/embedded/migrate.ts. */
  readonly steps: readonly string[]
  /** A table that no step may change a byte of: what stands in it is proved elsewhere. */
  readonly untouched?: string
  /** Reads a file of the present version as the platform would; throws what it cannot read. */
  readonly read: (path: string) => void
}

/** In the order in which they are swapped: a program that opens the first refuses before it touches the next. */
export const DATABASE_PARTS: readonly DatabasePart[] = [
  // Logs hold the audit trail with its chain of hashes, and the runs of playbooks.
  { file: 'state.sqlite', steps: STATE_SCHEMA, untouched: 'log_entry', read: readState },
  { file: 'jobs.sqlite', steps: JOB_SCHEMA, read: readJobs },
  { file: 'media.sqlite', steps: MENTION_SCHEMA, read: readMentions },
]

function readState(path: string): void {
  const newest = column(
    path,
    `SELECT id FROM incident ORDER BY last_seen DESC, id DESC LIMIT ${LIMITS.maxUpgradeReads}`,
  )
  // Only read: a copy of a cluster's state stays one.
  using state = openStateDatabase(path, 'FULL', database => createStateStore(database, { now: () => 0 }))
  state.users()
  state.counts()
  state.incidents({ limit: 1 })
  for (const id of newest.map(String)) {
    if (state.incident(id)?.id !== id) throw new Error(`incident ${id} cannot be read`)
    state.timeline(id)
    state.alertsOf(id, 1)
  }
  mustBeJson(path, ['incident', 'alert', 'timeline', 'record', 'log_entry'], 'body')
}

function readJobs(path: string): void {
  mustBeJson(path, ['job'], 'data')
}

function readMentions(path: string): void {
  using mentions = openMentionWork({ path, readOnly: true })
  mentions.totals({})
  let read = 0
  for (let after: string | undefined; read < LIMITS.maxUpgradeReads;) {
    const page = mentions.find({}, LIMITS.maxMentionPage, after)
    read += page.mentions.length
    if (page.next === null) break
    after = page.next
  }
}

function mustBeJson(path: string, tables: readonly string[], name: string): void {
  for (const table of tables) {
    const [bad] = column(path, `SELECT count(*) FROM ${table} WHERE NOT json_valid(${name})`)
    if (bad !== 0) throw new Error(`${String(bad)} rows of ${table} are no JSON`)
  }
}

/** The first column of what a query finds. */
function column(path: string, query: string): readonly unknown[] {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return database
      .prepare(query)
      .all()
      .map(row => Object.values(row)[0])
  } finally {
    database.close()
  }
}
