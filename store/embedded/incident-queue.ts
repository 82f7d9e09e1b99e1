// The queue of incidents: filter → SQL. Most severe first, then newest activity, then id.
//
// The statuses asked for are read one by one, each in index order, and merged here: SQLite would otherwise
// sort all that match to show one page of them.

import { Permanent } from '#/kernel/errors.ts'
import { INCIDENT_STATUSES, type Incident, type IncidentStatus } from '#/kernel/incident.ts'
import { SEVERITIES, severityRank } from '#/kernel/severity.ts'
import type { IncidentFilter, IncidentPage } from '../state-store.ts'
import { foldText } from './fold-text.ts'

type SqlValue = string | number

/** Runs a statement and gives its rows; the caller keeps prepared statements. */
export type ReadRows = (sql: string, values: readonly SqlValue[]) => readonly Record<string, unknown>[]

const MAX_PAGE = 1000

/** The condition for units, given as a JSON list. */
export const IN_UNITS = 'unit_id IN (SELECT value FROM json_each(?))'

/** What the text filter looks into. */
export function searchedText({ title, titleEnglish, entity, systemId, code }: Incident): string {
  return foldText([title, titleEnglish ?? '', entity.value, systemId ?? '', code].join('\n'))
}

export function readQueue(filter: IncidentFilter, read: ReadRows): IncidentPage {
  const statuses = INCIDENT_STATUSES.filter(
    status => filter.status === undefined || filter.status.includes(status),
  )
  const limit = Math.max(1, Math.min(Math.floor(filter.limit), MAX_PAGE))
  const { conditions, values } = conditionsOf(filter)
  const place = filter.after === undefined ? undefined : readPlace(filter.after)

  const found = statuses.flatMap(status =>
    readStatus(status, [...conditions], [...values], place, limit + 1, read),
  )
  found.sort(inOrder)
  const incidents = found.slice(0, limit)
  const last = incidents.at(-1)
  const total = statuses.reduce((sum, status) => {
    const where = ['status = ?', ...conditions].join(' AND ')
    return (
      sum + Number(read(`SELECT count(*) AS n FROM incident WHERE ${where}`, [status, ...values])[0]!['n'])
    )
  }, 0)
  return { incidents, next: found.length > limit && last !== undefined ? writePlace(last) : null, total }
}

function readStatus(
  status: IncidentStatus,
  conditions: string[],
  values: SqlValue[],
  place: Place | undefined,
  limit: number,
  read: ReadRows,
): Incident[] {
  if (place !== undefined) {
    conditions.push('(severity < ? OR (severity = ? AND (last_seen < ? OR (last_seen = ? AND id < ?))))')
    values.push(place.severity, place.severity, place.lastSeen, place.lastSeen, place.id)
  }
  const where = ['status = ?', ...conditions].join(' AND ')
  const sql = `SELECT body FROM incident WHERE ${where} ORDER BY severity DESC, last_seen DESC, id DESC LIMIT ?`
  return read(sql, [status, ...values, limit]).map(row => JSON.parse(row['body'] as string) as Incident)
}

function conditionsOf({ severity, owner, systemId, units, text }: IncidentFilter): {
  conditions: string[]
  values: SqlValue[]
} {
  const conditions: string[] = []
  const values: SqlValue[] = []
  if (severity !== undefined) {
    // A fixed number of places, so that there is one statement to keep however many are asked for.
    conditions.push(`severity IN (${SEVERITIES.map(() => '?').join(', ')})`)
    values.push(...SEVERITIES.map(each => (severity.includes(each) ? severityRank(each) : -1)))
  }
  if (owner === null) conditions.push('owner IS NULL')
  else if (owner !== undefined) {
    conditions.push('owner = ?')
    values.push(owner)
  }
  if (systemId !== undefined) {
    conditions.push('system_id = ?')
    values.push(systemId)
  }
  if (units !== undefined) {
    conditions.push(IN_UNITS)
    values.push(JSON.stringify(units))
  }
  if (text !== undefined && text !== '') {
    conditions.push('instr(folded, ?) > 0')
    values.push(foldText(text))
  }
  return { conditions, values }
}

function inOrder(a: Incident, b: Incident): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) || b.lastSeen - a.lastSeen || (a.id > b.id ? -1 : 1)
  )
}

/** Where a page ended. */
interface Place {
  readonly severity: number
  readonly lastSeen: number
  readonly id: string
}

function writePlace({ severity, lastSeen, id }: Incident): string {
  return `${severityRank(severity)}.${lastSeen}.${id}`
}

function readPlace(text: string): Place {
  const [, severity, lastSeen, id] = /^(\d)\.(-?\d{1,16})\.(.{1,128})$/.exec(text) ?? []
  if (severity === undefined || lastSeen === undefined || id === undefined) {
    throw new Permanent(
      'request.malformed',
      `“${text.slice(0, 100)}” is not a place in the queue: pass on “next” of the page before`,
    )
  }
  return { severity: Number(severity), lastSeen: Number(lastSeen), id }
}
