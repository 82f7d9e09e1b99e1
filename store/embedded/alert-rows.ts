// Alerts as rows of SQLite. What is the same in many alerts is kept once: the rule's words in a table of their
// own, and the event only with the first alerts of an incident (it is in the event store anyway).

import type { Alert } from '#/kernel/alert.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { RuleShare } from '#/kernel/incident-alerts.ts'
import type { AlertPage, KeptAlert, PlacedAlert } from '../state-store.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

const MAX_PAGE = 1000
/** Rules whose row is remembered; after that they are looked up again. */
const MAX_KNOWN_RULES = 10_000

const SELECT =
  'SELECT a.id, a.at, a.body, r.body AS rule FROM alert a LEFT JOIN rule_text r ON r.number = a.rule_text'
const SELECT_PLACED = SELECT.replace('a.id,', 'a.id, a.incident_id,')

export class AlertRows {
  private readonly sql: SqliteStatements
  /** Text of a rule → its row. */
  private readonly rules = new Map<string, number>()

  constructor(sql: SqliteStatements) {
    this.sql = sql
  }

  isKnown(id: string): boolean {
    return this.sql.one('SELECT 1 FROM alert WHERE id = ?', id) !== undefined
  }

  /** Inside the caller's transaction; `afterMove` is the last merge or split that the incident had a part in. */
  add(alert: Alert, incidentId: string, withEvent: boolean, afterMove: number | null): void {
    const { rule, event, ...rest } = alert
    this.sql.run(
      'INSERT INTO alert (id, incident_id, at, rule_id, body, rule_text, after_move) VALUES (?, ?, ?, ?, ?, ?, ?)',
      alert.id,
      incidentId,
      alert.at,
      rule.id,
      JSON.stringify(withEvent ? { ...rest, event } : rest),
      this.ruleNumber(JSON.stringify(rule)),
      afterMove,
    )
  }

  private ruleNumber(text: string): number {
    const known = this.rules.get(text)
    if (known !== undefined) return known
    this.sql.run('INSERT OR IGNORE INTO rule_text (body) VALUES (?)', text)
    const number = Number(this.sql.one('SELECT number FROM rule_text WHERE body = ?', text)!['number'])
    if (this.rules.size >= MAX_KNOWN_RULES) this.rules.clear()
    this.rules.set(text, number)
    return number
  }

  /** A transaction was rolled back: rows of rules may be gone. */
  forget(): void {
    this.rules.clear()
  }

  newest(incidentId: string, limit: number): readonly KeptAlert[] {
    return this.sql
      .all(`${SELECT} WHERE a.incident_id = ? ORDER BY a.at DESC, a.id DESC LIMIT ?`, incidentId, limit)
      .map(alertOf)
  }

  page(incidentId: string, limit: number, after: string | undefined): AlertPage {
    const size = Math.max(1, Math.min(Math.floor(limit), MAX_PAGE))
    const { at, id } = after === undefined ? { at: Number.MAX_SAFE_INTEGER, id: '' } : readPlace(after)
    const sql = `${SELECT} WHERE a.incident_id = ? AND (a.at, a.id) < (?, ?) ORDER BY a.at DESC, a.id DESC LIMIT ?`
    const alerts = this.sql.all(sql, incidentId, at, id, size + 1).map(alertOf)
    const last = alerts[size - 1]
    return {
      alerts: alerts.slice(0, size),
      next: alerts.length > size && last !== undefined ? `${last.at}.${last.id}` : null,
    }
  }

  get(id: string): PlacedAlert | undefined {
    const row = this.sql.one(`${SELECT_PLACED} WHERE a.id = ?`, id)
    return row === undefined ? undefined : placedOf(row)
  }

  recent(
    ruleIds: readonly string[] | null,
    sinceMs: number,
    after: string | undefined,
  ): { readonly alerts: readonly PlacedAlert[]; readonly next: string | null } {
    const { at, id } = after === undefined ? { at: Number.MAX_SAFE_INTEGER, id: '' } : readPlace(after)
    const ofRules = ruleIds === null ? '' : 'AND a.rule_id IN (SELECT value FROM json_each(?))'
    const sql = `${SELECT_PLACED} WHERE a.at >= ? AND (a.at, a.id) < (?, ?) ${ofRules}
      ORDER BY a.at DESC, a.id DESC LIMIT ${MAX_PAGE + 1}`
    const rules = ruleIds === null ? [] : [JSON.stringify(ruleIds)]
    const found = this.sql.all(sql, sinceMs, at, id, ...rules).map(placedOf)
    const last = found[MAX_PAGE - 1]?.alert
    return {
      alerts: found.slice(0, MAX_PAGE),
      next: found.length > MAX_PAGE && last !== undefined ? `${last.at}.${last.id}` : null,
    }
  }

  /** One look into the index for each rule, however many alerts there are. */
  lastOf(ruleIds: readonly string[]): ReadonlyMap<string, number> {
    const sql = `SELECT value AS rule,
      (SELECT a.at FROM alert a WHERE a.rule_id = value ORDER BY a.at DESC, a.id DESC LIMIT 1) AS at
      FROM json_each(?)`
    const rows = this.sql.all(sql, JSON.stringify(ruleIds))
    return new Map(
      rows.flatMap(row => (row['at'] === null ? [] : [[row['rule'] as string, Number(row['at'])] as const])),
    )
  }

  since(incidentId: string, move: number): readonly KeptAlert[] {
    const sql = `${SELECT} WHERE a.incident_id = ? AND a.after_move >= ? ORDER BY a.at, a.id`
    return this.sql.all(sql, incidentId, move).map(alertOf)
  }

  shares(
    incidentId: string,
    chosen?: { readonly ids: readonly string[]; readonly not: boolean },
  ): readonly RuleShare[] {
    const among =
      chosen === undefined ? 'true' : `id ${chosen.not ? 'NOT IN' : 'IN'} (SELECT value FROM json_each(?))`
    const sql = `SELECT rule_text, count(*) AS n, min(at) AS first, max(at) AS last, max(id) AS some
      FROM alert WHERE incident_id = ? AND ${among} GROUP BY rule_text, rule_id ORDER BY first, some`
    const values = chosen === undefined ? [incidentId] : [incidentId, JSON.stringify(chosen.ids)]
    return this.sql.all(sql, ...values).map(row => ({
      rule: this.get(row['some'] as string)!.alert.rule,
      count: Number(row['n']),
      firstSeen: Number(row['first']),
      lastSeen: Number(row['last']),
    }))
  }
}

function placedOf(row: Row): PlacedAlert {
  return { incidentId: row['incident_id'] as string, alert: alertOf(row) }
}

function alertOf(row: Row): KeptAlert {
  // Rows of earlier versions hold the rule and the event in their body.
  const { event = null, ...rest } = JSON.parse(row['body'] as string) as Partial<Alert>
  const rule = row['rule'] === null ? rest.rule : (JSON.parse(row['rule'] as string) as Alert['rule'])
  const { id, raisedAt, at, systemId, entity, eventIds, matched } = rest as Alert
  return { id, rule: rule!, at, raisedAt, systemId, entity, eventIds, matched, event }
}

function readPlace(text: string): { readonly at: number; readonly id: string } {
  const [, at, id] = /^(-?\d{1,16})\.(.{1,128})$/.exec(text) ?? []
  if (at === undefined || id === undefined)
    throw new Permanent('request.malformed', 'This place was not given by an earlier page of alerts.')
  return { at: Number(at), id }
}
