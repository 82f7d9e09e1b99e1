// Incidents as rows of SQLite: written whole as JSON with the columns beside it, and with each its history, its
// ledger of risk and its entities. Everything here happens inside the caller's transaction.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident, IncidentEntity, RiskLine, TimelineEntry } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { riskRank } from '#/kernel/risk.ts'
import { severityRank } from '#/kernel/severity.ts'
import type { IncidentWrite } from '../state-store.ts'
import { foldedTags, searchedText } from './incident-queue.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

/** Incident codes carry the year in Việt Nam, which has no summer time. */

/** Every column that follows from the incident itself. */
const COLUMNS = {
  id: one => one.id,
  code: one => one.code,
  status: one => one.status,
  severity: one => severityRank(one.severity),
  owner: one => one.owner,
  system_id: one => one.systemId,
  unit_id: one => one.unitId,
  family: one => one.family,
  entity_field: one => one.entity.field,
  entity_value: one => one.entity.value,
  first_seen: one => one.firstSeen,
  last_seen: one => one.lastSeen,
  version: one => one.version,
  mau05: one => one.mau05,
  origin: one => one.origin,
  gravity: one => one.gravity?.value ?? null,
  risk_rank: one => riskRank(one.risk),
  created_at: one => one.createdAt,
  detected_at: one => one.detectedAt,
  acknowledged_at: one => one.acknowledgedAt,
  triaged_at: one => one.triagedAt,
  contained_at: one => one.containedAt,
  resolved_at: one => one.resolvedAt,
  closed_at: one => one.closedAt,
  disposition: one => one.disposition,
  tags: foldedTags,
  folded: searchedText,
  body: one => JSON.stringify(one),
} as const satisfies Readonly<Record<string, (incident: Incident) => string | number | null>>

const NAMES = Object.keys(COLUMNS)
const VALUES = Object.values(COLUMNS)
const PUT = `INSERT INTO incident (${NAMES.join(', ')}, work_version, attracts, lines_omitted)
  VALUES (${NAMES.map(() => '?').join(', ')}, 0, 1, 0)
  ON CONFLICT (id) DO UPDATE SET ${NAMES.slice(1)
    .map(name => `${name} = excluded.${name}`)
    .join(', ')}`

export class IncidentRows {
  private readonly sql: SqliteStatements
  private readonly clock: Clock

  constructor(sql: SqliteStatements, clock: Clock) {
    this.sql = sql
    this.clock = clock
  }

  get(id: string): Incident | undefined {
    const row = this.sql.one('SELECT body FROM incident WHERE id = ?', id)
    return row === undefined ? undefined : (bodyOf(row) as Incident)
  }

  put(incident: Incident): void {
    this.sql.run(PUT, ...VALUES.map(value => value(incident)))
  }

  nextCode(): string {
    const year = new Date(this.clock.now() + VIETNAM_OFFSET_MS).getUTCFullYear()
    const row = this.sql.one(
      'INSERT INTO incident_code (year, last) VALUES (?, 1) ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last',
      year,
    )
    return `${year}-${String(row!['last']).padStart(4, '0')}`
  }

  /** A change by people, or by the platform for them: 'conflict' when the stored version is another. */
  write({ incident, seen, entry, risk = [], entities = [] }: IncidentWrite): 'done' | 'conflict' {
    const row = this.sql.one('SELECT version FROM incident WHERE id = ?', incident.id)
    if (Number(row?.['version'] ?? 0) !== seen) return 'conflict'
    this.put(incident)
    this.worked(incident.id, incident.version)
    this.addEntry(incident.id, entry)
    this.addRisk(incident.id, risk)
    this.addEntities(incident, entities)
    return 'done'
  }

  /** Remembers that the version is the work of people. */
  worked(id: string, version: number): void {
    this.sql.run('UPDATE incident SET work_version = ? WHERE id = ?', version, id)
  }

  addEntry(incidentId: string, entry: TimelineEntry): void {
    const sql = 'INSERT INTO timeline (incident_id, kind, body) VALUES (?, ?, ?)'
    this.sql.run(sql, incidentId, entry.kind, JSON.stringify(entry))
  }

  /** Keeps the newest lines of alerts; the number of those left out stays with the incident. */
  pruneLines(incidentId: string): void {
    const lines = `FROM timeline WHERE incident_id = ? AND kind = 'alert'`
    const kept = Number(this.sql.one(`SELECT count(*) AS n ${lines}`, incidentId)!['n'])
    if (kept <= 2 * LIMITS.maxAlertLines) return
    const excess = kept - LIMITS.maxAlertLines
    this.sql.run(
      `DELETE FROM timeline WHERE number IN (SELECT number ${lines} ORDER BY number LIMIT ?)`,
      incidentId,
      excess,
    )
    this.sql.run('UPDATE incident SET lines_omitted = lines_omitted + ? WHERE id = ?', excess, incidentId)
  }

  addRisk(incidentId: string, lines: readonly RiskLine[]): void {
    const sql = 'INSERT INTO risk_line (incident_id, alert_id, body) VALUES (?, ?, ?)'
    for (const line of lines) this.sql.run(sql, incidentId, line.alertId ?? null, JSON.stringify(line))
  }

  riskLineCount(incidentId: string): number {
    const sql = 'SELECT count(*) AS n FROM risk_line WHERE incident_id = ?'
    return Number(this.sql.one(sql, incidentId)!['n'])
  }

  riskOf(incidentId: string): readonly RiskLine[] {
    const sql = 'SELECT body FROM risk_line WHERE incident_id = ? ORDER BY number'
    return this.sql.all(sql, incidentId).map(row => bodyOf(row) as RiskLine)
  }

  addEntities({ id, createdAt }: Incident, entities: readonly IncidentEntity[], move: number | null = null) {
    const sql =
      'INSERT OR IGNORE INTO incident_entity (kind, value, at, incident_id, move) VALUES (?, ?, ?, ?, ?)'
    for (const { kind, value } of entities) this.sql.run(sql, kind, value, createdAt, id, move)
  }

  entitiesOf(incidentId: string): readonly IncidentEntity[] {
    const sql = 'SELECT kind, value FROM incident_entity WHERE incident_id = ? ORDER BY kind, value'
    return this.sql
      .all(sql, incidentId)
      .map(row => ({ kind: row['kind'], value: row['value'] }) as IncidentEntity)
  }

  /** Newest first. */
  incidentsWith({ kind, value }: IncidentEntity, limit: number, since = 0): readonly string[] {
    const sql = `SELECT incident_id FROM incident_entity WHERE kind = ? AND value = ? AND at >= ?
      ORDER BY at DESC, incident_id DESC LIMIT ?`
    return this.sql.all(sql, kind, value, since, limit).map(row => row['incident_id'] as string)
  }
}

export function bodyOf(row: Row): unknown {
  return JSON.parse(row['body'] as string)
}
