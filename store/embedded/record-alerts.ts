// A batch of alerts comes into the incidents. Each incident is read once and written once per batch, however
// many of its alerts come: under attack a batch is thousands of alerts of one incident.

import type { Alert } from '#/kernel/alert.ts'
import type { Incident } from '#/kernel/incident.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { FoldAlert, FoldedAlert, GroupKey } from '../state-store.ts'
import type { AlertRows } from './alert-rows.ts'
import type { IncidentRows } from './incident-rows.ts'
import type { SqliteStatements } from './sqlite-statements.ts'

/** "Of late" for an entity that was seen elsewhere. */
const RECENT_MS = 30 * 24 * 60 * 60 * 1000
const MAX_ELSEWHERE = 100

/** An open incident that may take alerts of a key; its span changes as it does. */
interface Candidate {
  readonly id: string
  firstSeen: number
  lastSeen: number
}

/** An incident that this batch touches, and what is known of it. */
interface Touched {
  incident: Incident
  readonly candidate: Candidate
  /** Alerts with a copy of their event, up to the limit. */
  copies: number
  riskLines: number
  readonly entities: Set<string>
  /** Alerts by rule, for the rules met in this batch. */
  readonly repeats: Map<string, number>
  readonly afterMove: number | null
}

/** One batch, inside the caller's transaction. */
export class AlertBatch {
  private readonly sql: SqliteStatements
  private readonly incidents: IncidentRows
  private readonly alerts: AlertRows
  private readonly now: number
  private readonly touched = new Map<string, Touched>()
  private readonly candidates = new Map<string, Candidate[]>()

  constructor(sql: SqliteStatements, incidents: IncidentRows, alerts: AlertRows, now: number) {
    this.sql = sql
    this.incidents = incidents
    this.alerts = alerts
    this.now = now
  }

  /** Answers the incidents that were made or changed. */
  record(batch: readonly Alert[], fold: FoldAlert): readonly Incident[] {
    for (const alert of batch) if (!this.alerts.isKnown(alert.id)) this.recordOne(alert, fold)
    for (const each of this.touched.values()) this.finish(each)
    return [...this.touched.values()].map(({ incident }) => incident)
  }

  private recordOne(alert: Alert, fold: FoldAlert): void {
    const ofKey = this.candidatesOf(keyOfAlert(alert))
    const nearest = nearestOf(ofKey, alert.at)
    const open = nearest === undefined ? undefined : this.touch(nearest)
    const folded = fold(alert, open?.incident, () => this.incidents.nextCode(), {
      repeats: open === undefined ? 0 : this.repeatsOf(open, alert.rule.id),
      incidentsWith: entity =>
        this.incidents.incidentsWith(entity, MAX_ELSEWHERE, this.now - RECENT_MS).length,
    })
    const joined = open?.incident.id === folded.incident.id ? open : undefined
    this.keep(joined ?? this.begin(folded.incident, ofKey), alert, folded)
  }

  private candidatesOf(key: GroupKey): Candidate[] {
    const { family, entity, systemId } = key
    const text = JSON.stringify([entity.value, family, entity.field, systemId])
    const known = this.candidates.get(text)
    if (known !== undefined) return known
    const values = [entity.value, family, entity.field, systemId] as const
    const columns = 'i.id, i.first_seen, i.last_seen'
    const where = 'entity_value = ? AND family = ? AND entity_field = ? AND system_id IS ?'
    const rows = this.sql.all(
      `SELECT ${columns} FROM incident i WHERE ${where} AND status <> 'closed' AND attracts = 1
       UNION SELECT ${columns} FROM incident_key k JOIN incident i ON i.id = k.incident_id
         WHERE ${where.replaceAll(/entity_value|family|entity_field|system_id/g, 'k.$&')} AND i.status <> 'closed'`,
      ...values,
      ...values,
    )
    const found = rows.map(row => {
      const id = row['id'] as string
      // It may have grown in this batch, under another key.
      const own = { id, firstSeen: Number(row['first_seen']), lastSeen: Number(row['last_seen']) }
      return this.touched.get(id)?.candidate ?? own
    })
    this.candidates.set(text, found)
    return found
  }

  /** Reads what the batch needs to know of a stored incident, once. */
  private touch(candidate: Candidate): Touched {
    const known = this.touched.get(candidate.id)
    if (known !== undefined) return known
    const { id } = candidate
    const copies = this.sql.one(
      `SELECT count(*) AS n FROM (SELECT 1 FROM alert WHERE incident_id = ? LIMIT ${LIMITS.maxAlertCopies})`,
      id,
    )
    const move = this.sql.one('SELECT max(number) AS n FROM move WHERE ? IN (from_id, to_id)', id)
    const made: Touched = {
      incident: this.incidents.get(id)!,
      candidate,
      copies: Number(copies!['n']),
      riskLines: this.incidents.riskLineCount(id),
      entities: new Set(this.incidents.entitiesOf(id).map(({ kind, value }) => `${kind}\n${value}`)),
      repeats: new Map(),
      afterMove: move?.['n'] === null ? null : Number(move!['n']),
    }
    this.touched.set(id, made)
    return made
  }

  /** A new incident; its row is there at once, because its alerts refer to it. */
  private begin(incident: Incident, ofKey: Candidate[]): Touched {
    const known = this.touched.get(incident.id)
    if (known !== undefined) return known
    this.incidents.put(incident)
    const candidate = { id: incident.id, firstSeen: incident.firstSeen, lastSeen: incident.lastSeen }
    if (incident.status !== 'closed') ofKey.push(candidate)
    const made: Touched = {
      incident,
      candidate,
      copies: 0,
      riskLines: 0,
      entities: new Set(),
      repeats: new Map(),
      afterMove: null,
    }
    this.touched.set(incident.id, made)
    return made
  }

  private repeatsOf(into: Touched, ruleId: string): number {
    const known = into.repeats.get(ruleId)
    if (known !== undefined) return known
    const row = this.sql.one(
      'SELECT alerts FROM incident_rule WHERE incident_id = ? AND rule_id = ?',
      into.incident.id,
      ruleId,
    )
    const repeats = Number(row?.['alerts'] ?? 0)
    into.repeats.set(ruleId, repeats)
    return repeats
  }

  private keep(
    into: Touched,
    alert: Alert,
    { incident, entry, risk = [], entities = [] }: FoldedAlert,
  ): void {
    into.incident = incident
    into.candidate.firstSeen = incident.firstSeen
    into.candidate.lastSeen = incident.lastSeen
    this.alerts.add(alert, incident.id, into.copies < LIMITS.maxAlertCopies, into.afterMove)
    into.copies++
    into.repeats.set(alert.rule.id, this.repeatsOf(into, alert.rule.id) + 1)
    this.incidents.addEntry(incident.id, entry)
    if (entry.kind !== 'alert' && entry.kind !== 'created')
      this.incidents.worked(incident.id, incident.version)
    this.incidents.addRisk(incident.id, risk)
    into.riskLines += risk.length
    const fresh = entities.filter(({ kind, value }) => {
      const text = `${kind}\n${value}`
      if (into.entities.has(text) || into.entities.size >= LIMITS.maxIncidentEntities) return false
      into.entities.add(text)
      return true
    })
    this.incidents.addEntities(incident, fresh)
  }

  private finish({ incident, repeats }: Touched): void {
    this.incidents.put(incident)
    for (const [ruleId, alerts] of repeats)
      this.sql.run(
        `INSERT INTO incident_rule (incident_id, rule_id, alerts) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET alerts = excluded.alerts`,
        incident.id,
        ruleId,
        alerts,
      )
    this.incidents.pruneLines(incident.id)
  }
}

export function keyOfAlert({
  rule,
  entity,
  systemId,
}: Pick<Alert, 'rule' | 'entity' | 'systemId'>): GroupKey {
  return { family: rule.family, entity, systemId }
}

/** The one nearest in time; of equally near ones the latest, then by id. */
function nearestOf(candidates: readonly Candidate[], at: number): Candidate | undefined {
  let best: Candidate | undefined
  for (const one of candidates) if (best === undefined || isNearer(one, best, at)) best = one
  return best
}

function isNearer(a: Candidate, b: Candidate, at: number): boolean {
  const distance = (of: Candidate): number => Math.max(0, at - of.lastSeen, of.firstSeen - at)
  return (distance(a) - distance(b) || b.lastSeen - a.lastSeen || (a.id < b.id ? -1 : 1)) < 0
}
