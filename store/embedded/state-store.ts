// The state store on SQLite: alerts, incidents, people, sessions, settings, records in one file.
//
// Every change is a transaction that is on stable storage when the call returns (WAL, synchronous FULL). One
// process writes; statements are prepared once and kept.

import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '#/kernel/clock.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { TimelineEntry } from '#/kernel/incident.ts'
import type { IncidentMoments, StateStore } from '../state-store.ts'
import { AlertRows } from './alert-rows.ts'
import { IncidentMoves } from './incident-moves.ts'
import { IN_UNITS, readQueue } from './incident-queue.ts'
import { IncidentRows, bodyOf } from './incident-rows.ts'
import { forgetPlace, readPlace } from './log-place.ts'
import { takeSteps } from './migrate.ts'
import { createPeople } from './people.ts'
import { AlertBatch } from './record-alerts.ts'
import { createEmbeddedRecords } from './records.ts'
import { SqliteStatements, type Row } from './sqlite-statements.ts'
import { STATE_SCHEMA } from './state-schema.ts'

export interface EmbeddedStateStoreOptions {
  /** The database file; made when absent. */
  readonly path: string
  readonly clock: Clock
  /** A file that is a copy of a cluster's state becomes that of a single machine; else it is refused. */
  readonly leavesCluster?: boolean
}

type Work = Omit<StateStore, 'records' | keyof ReturnType<typeof createPeople> | typeof Symbol.dispose>

const BUSY_TIMEOUT_MS = 5000

/**
 * Opens the store. Throws Fatal: `store.failed` when it cannot, `data.newer` or `data.older` when another version wrote
 * the file, `data.of-cluster` for one that is a copy of a cluster's state.
 */
export function openEmbeddedStateStore({
  path,
  clock,
  leavesCluster = false,
}: EmbeddedStateStoreOptions): StateStore {
  return openStateDatabase(path, 'FULL', database => {
    // What is written here is in no cluster's log: the next leader would not have it.
    if (!leavesCluster && readPlace(database) !== undefined) throw ofCluster(path)
    takeSteps(database, path, STATE_SCHEMA)
    if (leavesCluster) forgetPlace(database)
    return createStateStore(database, clock)
  })
}

function ofCluster(path: string): Fatal {
  return new Fatal(
    'data.of-cluster',
    `${path} is a copy of the state of a cluster, which whoever leads changes alone: use the console`,
  )
}

/**
 * Opens the file and makes of it what is wanted. FULL: a commit is on stable storage when it returns; NORMAL: after
 * a power cut the latest may be missing, never ones before them. Throws Fatal (`store.failed`) when it cannot, and
 * what `use` throws, if that is Fatal.
 */
export function openStateDatabase<T>(
  path: string,
  synchronous: 'FULL' | 'NORMAL',
  use: (database: DatabaseSync) => T,
): T {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false })
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
    return use(database)
  } catch (error) {
    database?.close()
    if (error instanceof Fatal) throw error
    throw new Fatal('store.failed', `${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * The store over an open database with the present tables, which it closes when it is disposed of. `beforeWrite`
 * is called before each change, outside of its transaction, and may refuse it by throwing.
 */
export function createStateStore(database: DatabaseSync, clock: Clock, beforeWrite?: () => void): StateStore {
  database.exec('PRAGMA foreign_keys = ON')
  const sql = new SqliteStatements(database, 'state', beforeWrite)
  return {
    records: createEmbeddedRecords(sql),
    ...createIncidentWork(sql, clock),
    ...createPeople(sql, clock),
    [Symbol.dispose]: () => sql.close(),
  }
}

function createIncidentWork(sql: SqliteStatements, clock: Clock): Work {
  const incidents = new IncidentRows(sql, clock)
  const alerts = new AlertRows(sql)
  const moves = new IncidentMoves(sql, incidents)
  const ofIncident = (column: string, id: string): number =>
    Number(sql.one(`SELECT ${column} AS n FROM incident WHERE id = ?`, id)?.['n'] ?? 0)

  return {
    recordAlerts(batch, fold) {
      try {
        return sql.transaction(() => new AlertBatch(sql, incidents, alerts, clock.now()).record(batch, fold))
      } catch (error) {
        alerts.forget()
        throw error
      }
    },

    incidents: filter => readQueue(filter, (text, values) => sql.all(text, ...values)),
    incident: id => incidents.get(id),
    timeline: id =>
      sql
        .all('SELECT body FROM timeline WHERE incident_id = ? ORDER BY number', id)
        .map(row => bodyOf(row) as TimelineEntry),
    timelineOmitted: id => ofIncident('lines_omitted', id),
    workVersion: id => ofIncident('work_version', id),
    alertsOf: (id, limit) => alerts.newest(id, limit),
    alertPage: (id, limit, after) => alerts.page(id, limit, after),
    alert: id => alerts.get(id),
    recentAlerts: (ruleIds, sinceMs, after) => alerts.recent(ruleIds, sinceMs, after),
    lastAlerts: ruleIds => alerts.lastOf(ruleIds),

    changeIncident: (incident, seen, entry, risk = []) =>
      sql.transaction(() => (seen === 0 ? 'conflict' : incidents.write({ incident, seen, entry, risk }))),
    changeIncidents: writes => sql.transaction(() => writes.map(write => incidents.write(write))),
    createIncident: make =>
      sql.transaction(() => {
        const write = make(incidents.nextCode())
        if (incidents.write(write) === 'conflict') throw new Error(`${write.incident.id} exists already`)
        return write.incident
      }),

    riskOf: id => incidents.riskOf(id),
    entitiesOf: id => incidents.entitiesOf(id),
    incidentsWith: (entity, limit) => incidents.incidentsWith(entity, limit),

    ruleShares: (id, chosen) => alerts.shares(id, chosen),
    keysOf: id => moves.keysOf(id),
    moveAlerts: plan => moves.move(plan),
    movesOf: id => moves.of(id),
    movedBy: (move, alertIds) => moves.movedBy(move, alertIds),
    alertsSince: (id, move) => alerts.since(id, move),
    undoMove: (move, at, later, writes) => moves.undo(move, at, later, writes),

    counts(units) {
      const byStatus = { new: 0, open: 0, closed: 0 }
      const [bound, values] = units === undefined ? ['true', []] : [IN_UNITS, [JSON.stringify(units)]]
      const perStatus = `SELECT status, count(*) AS n FROM incident WHERE ${bound} GROUP BY status`
      for (const row of sql.all(perStatus, ...values)) {
        byStatus[row['status'] as keyof typeof byStatus] = Number(row['n'])
      }
      const unassigned = `SELECT count(*) AS n FROM incident
        WHERE owner IS NULL AND status IN ('new', 'open') AND ${bound}`
      return { byStatus, unassigned: Number(sql.one(unassigned, ...values)!['n']) }
    },

    moments(from, to, units) {
      const [bound, values] = units === undefined ? ['true', []] : [IN_UNITS, [JSON.stringify(units)]]
      const text = `SELECT detected_at, acknowledged_at, triaged_at, contained_at, resolved_at, closed_at,
        disposition FROM incident WHERE detected_at >= ? AND detected_at < ? AND ${bound} ORDER BY detected_at`
      return sql.all(text, from, to, ...values).map(momentsOf)
    },
  }
}

function momentsOf(row: Row): IncidentMoments {
  return {
    detectedAt: Number(row['detected_at']),
    acknowledgedAt: row['acknowledged_at'] as number | null,
    triagedAt: row['triaged_at'] as number | null,
    containedAt: row['contained_at'] as number | null,
    resolvedAt: row['resolved_at'] as number | null,
    closedAt: row['closed_at'] as number | null,
    disposition: row['disposition'] as IncidentMoments['disposition'],
  }
}
