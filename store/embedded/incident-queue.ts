// The queue of incidents: filter → SQL, in one of three orders. Ties are broken by newest activity, then id.
//
// The statuses asked for are read one by one, each in index order, and merged here: SQLite would otherwise
// sort all that match to show one page of them.

import { Permanent } from '#/kernel/errors.ts'
import { INCIDENT_STATUSES, type Incident, type IncidentStatus } from '#/kernel/incident.ts'
import { riskRank } from '#/kernel/risk.ts'
import { SEVERITIES, severityRank } from '#/kernel/severity.ts'
import type { IncidentFilter, IncidentOrder, IncidentPage } from '../state-store.ts'
import { foldText } from './fold-text.ts'

type SqlValue = string | number

/** Runs a statement and gives its rows; the caller keeps prepared statements. */
export type ReadRows = (sql: string, values: readonly SqlValue[]) => readonly Record<string, unknown>[]

const MAX_PAGE = 1000

/** The condition for units, given as a JSON list. */
export const IN_UNITS = 'unit_id IN (SELECT value FROM json_each(?))'

/** By what each order goes first, greatest first: the column, and the same of an incident. */
const ORDERS = {
  severity: { column: 'severity', mark: '', of: one => severityRank(one.severity) },
  risk: { column: 'risk_rank', mark: 'r', of: one => riskRank(one.risk) },
  newest: { column: 'created_at', mark: 'n', of: one => one.createdAt },
} as const satisfies Record<
  IncidentOrder,
  { readonly column: string; readonly mark: string; readonly of: (incident: Incident) => number }
>
type Order = (typeof ORDERS)[IncidentOrder]

/** What the text filter looks into. */
export function searchedText({ title, titleEnglish, entity, systemId, code }: Incident): string {
  return foldText([title, titleEnglish ?? '', entity.value, systemId ?? '', code].join('\n'))
}

/** What the tag filter looks into: each tag between blanks. */
export function foldedTags({ tags }: Pick<Incident, 'tags'>): string {
  return ` ${tags.join(' ').toLowerCase()} `
}

export function readQueue(filter: IncidentFilter, read: ReadRows): IncidentPage {
  const statuses = INCIDENT_STATUSES.filter(
    status => filter.status === undefined || filter.status.includes(status),
  )
  const limit = Math.max(1, Math.min(Math.floor(filter.limit), MAX_PAGE))
  const { conditions, values } = conditionsOf(filter)
  const order = ORDERS[filter.order ?? 'severity']
  const place = filter.after === undefined ? undefined : readPlace(filter.after, order)

  const found = statuses.flatMap(status =>
    readStatus(status, [...conditions], [...values], order, place, limit + 1, read),
  )
  found.sort((a, b) => inOrder(a, b, order))
  const incidents = found.slice(0, limit)
  const last = incidents.at(-1)
  const total = statuses.reduce((sum, status) => {
    const where = ['status = ?', ...conditions].join(' AND ')
    return (
      sum + Number(read(`SELECT count(*) AS n FROM incident WHERE ${where}`, [status, ...values])[0]!['n'])
    )
  }, 0)
  return {
    incidents,
    next: found.length > limit && last !== undefined ? writePlace(last, order) : null,
    total,
  }
}

function readStatus(
  status: IncidentStatus,
  conditions: string[],
  values: SqlValue[],
  { column }: Order,
  place: Place | undefined,
  limit: number,
  read: ReadRows,
): Incident[] {
  if (place !== undefined) {
    conditions.push(`(${column}, last_seen, id) < (?, ?, ?)`)
    values.push(place.first, place.lastSeen, place.id)
  }
  const where = ['status = ?', ...conditions].join(' AND ')
  const sql = `SELECT body FROM incident WHERE ${where} ORDER BY ${column} DESC, last_seen DESC, id DESC LIMIT ?`
  return read(sql, [status, ...values, limit]).map(row => JSON.parse(row['body'] as string) as Incident)
}

/** Filters on one column, which is compared with the value as it is. */
const EQUAL = {
  systemId: 'system_id',
  mau05: 'mau05',
  origin: 'origin',
} as const satisfies Partial<Record<keyof IncidentFilter, string>>

function conditionsOf(filter: IncidentFilter): { conditions: string[]; values: SqlValue[] } {
  const conditions: string[] = []
  const values: SqlValue[] = []
  const add = (condition: string, ...bound: readonly SqlValue[]): void => {
    conditions.push(condition)
    values.push(...bound)
  }
  const { severity, owner, units, gravity, tag, sinceMs, text } = filter
  // A fixed number of places, so that there is one statement to keep however many are asked for.
  if (severity !== undefined)
    add(
      `severity IN (${SEVERITIES.map(() => '?').join(', ')})`,
      ...SEVERITIES.map(each => (severity.includes(each) ? severityRank(each) : -1)),
    )
  if (owner === null) add('owner IS NULL')
  else if (owner !== undefined) add('owner = ?', owner)
  for (const [name, column] of Object.entries(EQUAL) as [keyof typeof EQUAL, string][]) {
    const value = filter[name]
    if (value !== undefined) add(`${column} = ?`, value)
  }
  if (units !== undefined) add(IN_UNITS, JSON.stringify(units))
  if (filter.withoutUnit === true) add('unit_id IS NULL')
  if (gravity === 'none') add('gravity IS NULL')
  else if (gravity !== undefined) add('gravity = ?', gravity)
  if (tag !== undefined && tag !== '') add('instr(tags, ?) > 0', ` ${tag.toLowerCase()} `)
  if (sinceMs !== undefined) add('detected_at >= ?', sinceMs)
  if (text !== undefined && text !== '') add('instr(folded, ?) > 0', foldText(text))
  return { conditions, values }
}

function inOrder(a: Incident, b: Incident, { of }: Order): number {
  return of(b) - of(a) || b.lastSeen - a.lastSeen || (a.id > b.id ? -1 : 1)
}

/** Where a page ended. */
interface Place {
  readonly first: number
  readonly lastSeen: number
  readonly id: string
}

function writePlace(incident: Incident, { mark, of }: Order): string {
  return `${mark}${of(incident)}_${incident.lastSeen}_${incident.id}`
}

function readPlace(text: string, { mark }: Order): Place {
  const [, marked, first, lastSeen, id] = /^([rn]?)(-?\d[\d.e+-]*)_(-?\d{1,16})_(.{1,128})$/.exec(text) ?? []
  const place = { first: Number(first), lastSeen: Number(lastSeen), id: id ?? '' }
  if (marked !== mark || id === undefined || !Number.isFinite(place.first)) {
    throw new Permanent(
      'request.malformed',
      `“${text.slice(0, 100)}” is not a place in the queue: pass on “next” of the page before`,
    )
  }
  return place
}
