// Merges and splits in SQLite: alerts go from one incident to another together with what hangs on them (lines
// of risk, counts by rule, the keys by which more alerts come), and can be taken back exactly.

import type { Incident, IncidentEntity } from '#/kernel/incident.ts'
import type { AlertMove, GroupKey, IncidentWrite, PlannedMove, StoredMove } from '../state-store.ts'
import { bodyOf, type IncidentRows } from './incident-rows.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

/** Leaves the transaction; nothing of it stays. */
class Overtaken extends Error {}

export class IncidentMoves {
  private readonly sql: SqliteStatements
  private readonly incidents: IncidentRows

  constructor(sql: SqliteStatements, incidents: IncidentRows) {
    this.sql = sql
    this.incidents = incidents
  }

  move(plan: (nextCode: () => string) => PlannedMove): 'done' | 'conflict' {
    return this.attempt(() => {
      const { move, alertIds, writes } = plan(() => this.incidents.nextCode())
      this.write(writes)
      const { toId } = move
      const from = move.from.id
      this.sql.run(
        'INSERT INTO move (from_id, to_id, alerts, body) VALUES (?, ?, 0, ?)',
        from,
        toId,
        JSON.stringify(move),
      )
      const number = Number(this.sql.one('SELECT max(number) AS n FROM move')!['n'])
      const chosen = alertIds === null ? '' : ' AND id IN (SELECT value FROM json_each(?))'
      this.sql.run(
        `INSERT INTO move_alert SELECT ?, id FROM alert WHERE incident_id = ?${chosen}`,
        number,
        from,
        ...(alertIds === null ? [] : [JSON.stringify(alertIds)]),
      )
      const moved = Number(this.sql.one('SELECT count(*) AS n FROM move_alert WHERE move = ?', number)!['n'])
      if (alertIds !== null && moved !== alertIds.length) throw new Overtaken()
      this.sql.run('UPDATE move SET alerts = ? WHERE number = ?', moved, number)
      this.carry(from, toId, 'SELECT alert_id FROM move_alert WHERE move = ?', number)
      if (alertIds === null) this.lendKeys(from, toId, number)
      else this.settleSplit(from, toId)
    })
  }

  undo(
    number: number,
    at: number,
    later: readonly string[],
    writes: readonly IncidentWrite[],
  ): 'done' | 'conflict' {
    return this.attempt(() => {
      const row = this.sql.one('SELECT * FROM move WHERE number = ? AND undone_at IS NULL', number)
      if (row === undefined) throw new Overtaken()
      const { from, toId } = storedMove(row)
      this.write(writes)
      this.carry(toId, from.id, 'SELECT alert_id FROM move_alert WHERE move = ?', number)
      this.carry(toId, from.id, 'SELECT value FROM json_each(?)', JSON.stringify(later))
      this.sql.run('DELETE FROM incident_key WHERE move = ?', number)
      this.sql.run('DELETE FROM incident_entity WHERE move = ?', number)
      this.sql.run('UPDATE move SET undone_at = ? WHERE number = ?', at, number)
    })
  }

  of(incidentId: string): readonly StoredMove[] {
    const sql = `SELECT * FROM move WHERE from_id = ? UNION SELECT * FROM move WHERE to_id = ? ORDER BY number DESC`
    return this.sql.all(sql, incidentId, incidentId).map(storedMove)
  }

  movedBy(move: number, alertIds: readonly string[]): ReadonlySet<string> {
    const sql =
      'SELECT alert_id FROM move_alert WHERE move = ? AND alert_id IN (SELECT value FROM json_each(?))'
    return new Set(this.sql.all(sql, move, JSON.stringify(alertIds)).map(row => row['alert_id'] as string))
  }

  keysOf(incidentId: string): readonly GroupKey[] {
    const columns = 'entity_value, family, entity_field, system_id'
    const sql = `SELECT ${columns} FROM incident WHERE id = ? AND attracts = 1
      UNION SELECT ${columns} FROM incident_key WHERE incident_id = ?`
    return this.sql.all(sql, incidentId, incidentId).map(row => ({
      family: row['family'] as string,
      entity: { field: row['entity_field'] as string, value: row['entity_value'] as string },
      systemId: row['system_id'] as string | null,
    }))
  }

  private attempt(work: () => void): 'done' | 'conflict' {
    try {
      this.sql.transaction(work)
      return 'done'
    } catch (error) {
      if (error instanceof Overtaken) return 'conflict'
      throw error
    }
  }

  private write(writes: readonly IncidentWrite[]): void {
    for (const write of writes) if (this.incidents.write(write) === 'conflict') throw new Overtaken()
  }

  /** Alerts with their lines of risk; `which` selects ids of alerts. */
  private carry(from: string, to: string, which: string, value: string | number): void {
    this.sql.run(
      `UPDATE alert SET incident_id = ? WHERE incident_id = ? AND id IN (${which})`,
      to,
      from,
      value,
    )
    this.sql.run(
      `UPDATE risk_line SET incident_id = ? WHERE incident_id = ? AND alert_id IN (${which})`,
      to,
      from,
      value,
    )
    for (const id of [from, to]) {
      this.sql.run('DELETE FROM incident_rule WHERE incident_id = ?', id)
      this.sql.run(
        `INSERT INTO incident_rule SELECT incident_id, rule_id, count(*) FROM alert
         WHERE incident_id = ? GROUP BY rule_id`,
        id,
      )
    }
  }

  /** Alerts to come of the merged incident, and of those merged into it before, come to the target. */
  private lendKeys(from: string, to: string, move: number): void {
    for (const { entity, family, systemId } of this.keysOf(from))
      this.sql.run(
        `INSERT INTO incident_key (incident_id, entity_value, family, entity_field, system_id, move)
         VALUES (?, ?, ?, ?, ?, ?)`,
        to,
        entity.value,
        family,
        entity.field,
        systemId,
        move,
      )
    const target: Incident = this.incidents.get(to)!
    const known = new Set(this.incidents.entitiesOf(to).map(textOf))
    const added = this.incidents.entitiesOf(from).filter(entity => !known.has(textOf(entity)))
    this.incidents.addEntities(target, added, move)
  }

  /** The part split off takes no more alerts of a kind that the rest still takes. */
  private settleSplit(from: string, to: string): void {
    const text = (key: GroupKey): string => JSON.stringify([key.family, key.entity, key.systemId])
    const ofRest = new Set(this.keysOf(from).map(text))
    if (this.keysOf(to).some(key => ofRest.has(text(key))))
      this.sql.run('UPDATE incident SET attracts = 0 WHERE id = ?', to)
  }
}

function textOf({ kind, value }: IncidentEntity): string {
  return `${kind}\n${value}`
}

function storedMove(row: Row): StoredMove {
  return {
    ...(bodyOf(row) as AlertMove),
    number: Number(row['number']),
    alerts: Number(row['alerts']),
    undoneAt: row['undone_at'] === null ? null : Number(row['undone_at']),
  }
}
