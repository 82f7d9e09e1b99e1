// The state store on SQLite: alerts, incidents, people, sessions, settings in one file.
//
// Every change is a transaction that is on stable storage when the call returns (WAL, synchronous FULL). One
// process writes; statements are prepared once and kept.

import { DatabaseSync } from 'node:sqlite'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import { severityRank } from '#/kernel/severity.ts'
import type {
  FoldAlert,
  IncidentFilter,
  IncidentPage,
  Role,
  Session,
  StateStore,
  User,
} from '../state-store.ts'
import type { Records } from '../records.ts'
import { IN_UNITS, readQueue, searchedText } from './incident-queue.ts'
import { createEmbeddedRecords } from './records.ts'
import { SqliteStatements, type Row } from './sqlite-statements.ts'
import { migrate } from './state-schema.ts'

export interface EmbeddedStateStoreOptions {
  /** The database file; made when absent. */
  readonly path: string
  readonly clock: Clock
}

/** Incident codes carry the year in Việt Nam, which has no summer time. */
const VIETNAM_OFFSET_MS = 7 * 60 * 60 * 1000
const BUSY_TIMEOUT_MS = 5000

/** Opens the store; throws Fatal (`store.failed`) when it cannot, or when a newer version wrote the file. */
export function openEmbeddedStateStore({ path, clock }: EmbeddedStateStoreOptions): StateStore {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    migrate(database, path)
    return new EmbeddedStateStore(new SqliteStatements(database), clock)
  } catch (error) {
    database?.close()
    if (error instanceof Fatal) throw error
    throw new Fatal('store.failed', `${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

class EmbeddedStateStore implements StateStore {
  private readonly sql: SqliteStatements
  private readonly clock: Clock
  readonly records: Records

  constructor(sql: SqliteStatements, clock: Clock) {
    this.sql = sql
    this.records = createEmbeddedRecords(sql)
    this.clock = clock
  }

  recordAlerts(alerts: readonly Alert[], fold: FoldAlert): readonly Incident[] {
    return this.sql.transaction(() => {
      const changed = new Map<string, Incident>()
      for (const alert of alerts) {
        if (this.sql.one('SELECT 1 FROM alert WHERE id = ?', alert.id) !== undefined) continue
        const { incident, entry } = fold(alert, this.openIncidentOf(alert), () => this.nextCode())
        this.putIncident(incident)
        this.sql.run(
          'INSERT INTO alert (id, incident_id, at, rule_id, body) VALUES (?, ?, ?, ?, ?)',
          alert.id,
          incident.id,
          alert.at,
          alert.rule.id,
          JSON.stringify(alert),
        )
        this.addEntry(incident.id, entry)
        changed.set(incident.id, incident)
      }
      return [...changed.values()]
    })
  }

  /** Of several open ones (their windows are over), the one nearest in time. */
  private openIncidentOf({ at, rule, entity, systemId }: Alert): Incident | undefined {
    const row = this.sql.one(
      `SELECT body FROM incident
       WHERE status <> 'closed' AND entity_value = ? AND family = ? AND entity_field = ? AND system_id IS ?
       ORDER BY max(0, ? - last_seen, first_seen - ?), last_seen DESC, id LIMIT 1`,
      entity.value,
      rule.family,
      entity.field,
      systemId,
      at,
      at,
    )
    return row === undefined ? undefined : (bodyOf(row) as Incident)
  }

  private nextCode(): string {
    const year = new Date(this.clock.now() + VIETNAM_OFFSET_MS).getUTCFullYear()
    const row = this.sql.one(
      'INSERT INTO incident_code (year, last) VALUES (?, 1) ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last',
      year,
    )
    return `${year}-${String(row!['last']).padStart(4, '0')}`
  }

  private putIncident(incident: Incident): void {
    this.sql.run(
      `INSERT INTO incident (id, code, status, severity, owner, system_id, family, entity_field, entity_value,
         first_seen, last_seen, version, folded, body, unit_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET code = excluded.code, status = excluded.status,
         severity = excluded.severity, owner = excluded.owner, system_id = excluded.system_id,
         family = excluded.family, entity_field = excluded.entity_field, entity_value = excluded.entity_value,
         first_seen = excluded.first_seen, last_seen = excluded.last_seen, version = excluded.version,
         folded = excluded.folded, body = excluded.body, unit_id = excluded.unit_id`,
      incident.id,
      incident.code,
      incident.status,
      severityRank(incident.severity),
      incident.owner,
      incident.systemId,
      incident.family,
      incident.entity.field,
      incident.entity.value,
      incident.firstSeen,
      incident.lastSeen,
      incident.version,
      searchedText(incident),
      JSON.stringify(incident),
      incident.unitId,
    )
  }

  private addEntry(incidentId: string, entry: TimelineEntry): void {
    this.sql.run('INSERT INTO timeline (incident_id, body) VALUES (?, ?)', incidentId, JSON.stringify(entry))
  }

  incidents(filter: IncidentFilter): IncidentPage {
    return readQueue(filter, (sql, values) => this.sql.all(sql, ...values))
  }

  incident(id: string): Incident | undefined {
    const row = this.sql.one('SELECT body FROM incident WHERE id = ?', id)
    return row === undefined ? undefined : (bodyOf(row) as Incident)
  }

  timeline(incidentId: string): readonly TimelineEntry[] {
    const rows = this.sql.all('SELECT body FROM timeline WHERE incident_id = ? ORDER BY number', incidentId)
    return rows.map(row => bodyOf(row) as TimelineEntry)
  }

  alertsOf(incidentId: string, limit: number): readonly Alert[] {
    const sql = 'SELECT body FROM alert WHERE incident_id = ? ORDER BY at DESC, id DESC LIMIT ?'
    return this.sql.all(sql, incidentId, limit).map(row => bodyOf(row) as Alert)
  }

  changeIncident(next: Incident, seen: number, entry: TimelineEntry): 'done' | 'conflict' {
    return this.sql.transaction(() => {
      const row = this.sql.one('SELECT version FROM incident WHERE id = ?', next.id)
      if (row?.['version'] !== seen) return 'conflict'
      this.putIncident(next)
      this.addEntry(next.id, entry)
      return 'done'
    })
  }

  counts(units?: readonly string[]): ReturnType<StateStore['counts']> {
    const byStatus = { new: 0, open: 0, closed: 0 }
    const [bound, values] = units === undefined ? ['true', []] : [IN_UNITS, [JSON.stringify(units)]]
    const perStatus = `SELECT status, count(*) AS n FROM incident WHERE ${bound} GROUP BY status`
    for (const row of this.sql.all(perStatus, ...values)) {
      byStatus[row['status'] as keyof typeof byStatus] = Number(row['n'])
    }
    const sql = `SELECT count(*) AS n FROM incident WHERE owner IS NULL AND status IN ('new', 'open') AND ${bound}`
    return { byStatus, unassigned: Number(this.sql.one(sql, ...values)!['n']) }
  }

  users(): readonly User[] {
    return this.sql.all('SELECT * FROM user ORDER BY name').map(userOf)
  }

  user(name: string): User | undefined {
    const row = this.sql.one('SELECT * FROM user WHERE name = ?', name)
    return row === undefined ? undefined : userOf(row)
  }

  putUser(user: User): void {
    this.sql.run(
      `INSERT INTO user (name, display_name, role, password_hash, must_change_password, disabled, created_at, units)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET display_name = excluded.display_name, role = excluded.role,
         password_hash = excluded.password_hash, must_change_password = excluded.must_change_password,
         disabled = excluded.disabled, created_at = excluded.created_at, units = excluded.units`,
      user.name,
      user.displayName,
      user.role,
      user.passwordHash,
      Number(user.mustChangePassword),
      Number(user.disabled),
      user.createdAt,
      user.units === null ? null : JSON.stringify(user.units),
    )
  }

  session(tokenHash: string): Session | undefined {
    const row = this.sql.one('SELECT * FROM session WHERE token_hash = ?', tokenHash)
    return row === undefined ? undefined : sessionOf(row)
  }

  /** Sessions that have expired are cleared away on this occasion. */
  putSession(session: Session): void {
    this.sql.transaction(() => {
      this.sql.run('DELETE FROM session WHERE expires_at < ?', this.clock.now())
      this.sql.run(
        `INSERT OR REPLACE INTO session (token_hash, user_name, created_at, last_seen_at, expires_at)
         VALUES (?, ?, ?, ?, ?)`,
        session.tokenHash,
        session.userName,
        session.createdAt,
        session.lastSeenAt,
        session.expiresAt,
      )
    })
  }

  deleteSession(tokenHash: string): void {
    this.sql.run('DELETE FROM session WHERE token_hash = ?', tokenHash)
  }

  deleteSessionsOf(userName: string): void {
    this.sql.run('DELETE FROM session WHERE user_name = ?', userName)
  }

  setting(key: string): string | undefined {
    return this.sql.one('SELECT value FROM setting WHERE key = ?', key)?.['value'] as string | undefined
  }

  putSetting(key: string, value: string): void {
    this.sql.run('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)', key, value)
  }

  [Symbol.dispose](): void {
    this.sql.close()
  }
}

function bodyOf(row: Row): unknown {
  return JSON.parse(row['body'] as string)
}

function userOf(row: Row): User {
  return {
    name: row['name'] as string,
    displayName: row['display_name'] as string,
    role: row['role'] as Role,
    passwordHash: row['password_hash'] as string,
    mustChangePassword: row['must_change_password'] === 1,
    disabled: row['disabled'] === 1,
    createdAt: row['created_at'] as number,
    units: row['units'] === null ? null : (JSON.parse(row['units'] as string) as string[]),
  }
}

function sessionOf(row: Row): Session {
  return {
    tokenHash: row['token_hash'] as string,
    userName: row['user_name'] as string,
    createdAt: row['created_at'] as number,
    lastSeenAt: row['last_seen_at'] as number,
    expiresAt: row['expires_at'] as number,
  }
}
