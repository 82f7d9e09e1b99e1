// The tables of a day file. DuckDB pays for every column of every row, also for the empty ones (with 280
// columns three quarters of the cost of an append), and one log line fills some 25. So a file has a few
// tables with different columns, and each event goes into the narrowest that has all of its fields.
//
// A search asks every table that has the fields of its terms and merges; a table without the field cannot
// hold an event that has it. Only speed depends on how fields are grouped here, never an answer.

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { MESSAGE, ownColumn, SAYINGS } from './said-columns.ts'

/** A field that has a column of its own. */
export interface EventColumn {
  readonly name: string
  readonly type: ColumnType
  /** The column is made of others when it is read (said-columns.ts); this one holds what they do not say. */
  readonly own?: string
}

/** One table of the events of a day: its name and the columns after those that every table has. */
export interface Shape {
  readonly table: string
  readonly columns: readonly EventColumn[]
  /** The id is stored as its two numbers (event-ids.ts); a file of an earlier version has it as text. */
  readonly idParts?: true
}

/** Filled by events of every kind: who, where, what, and the text. */
const CORE: ReadonlySet<string> = new Set(
  words(`@timestamp event.created event.ingested event.start event.kind event.category event.type event.action
  event.outcome event.code event.provider event.dataset event.module event.reason event.severity event.timezone
  event.original message tags ecs.version error.message log.level log.logger log.file.path
  log.syslog.version log.syslog.hostname
  log.syslog.appname log.syslog.procid log.syslog.msgid log.syslog.priority log.syslog.facility.code
  log.syslog.facility.name log.syslog.severity.code log.syslog.severity.name
  host.name host.hostname host.ip observer.vendor observer.product observer.type observer.name
  source.ip source.port source.address source.domain source.user.name destination.ip destination.port
  destination.address destination.user.name network.transport network.protocol network.direction
  user.name user.id user.domain user.effective.name process.name process.pid process.executable
  process.command_line service.name rule.id rule.name session.id
  related.ip related.user related.hosts`),
)

/** What each table holds beside the core: fields by the begin of their names. */
const TABLES: Readonly<Record<string, string>> = {
  event_core: '',
  // Access and error logs of web servers and proxies.
  event_web: `
    http. url. user_agent. client. server. network.forwarded_ip network.bytes destination.domain source.bytes
    destination.bytes process.thread.id file.path tls.version tls.cipher related.hash`,
  // Traffic of firewalls, and flows.
  event_flow: `
    source. destination. network. observer. rule. event.duration event.end event.risk_score event.sequence
    user.roles url.domain`,
  // What happens on a computer: processes, files, accounts, Windows.
  event_endpoint: `
    process. file. dll. registry. winlog. service. user. group. host. related.hash event.sequence dns. network.
    destination.domain source.domain`,
  // What intrusion detection and application firewalls see inside the traffic.
  event_network: `
    source. destination. network. observer. rule. event. dns. tls. http. url. user_agent. threat. client.
    server. file. related.hash user.roles email. device.`,
}

/** The table for what fits nowhere else; it has every column. */
const WIDEST = 'event_wide'

/** The tables a day file may have, narrowest first; the last has every column. */
export const SHAPES: readonly Shape[] = [...Object.entries(TABLES), [WIDEST, null] as const]
  .map(([table, fields]): Shape => ({
    table,
    columns: withOwn(columnsOf(fields === null ? undefined : words(fields))),
    idParts: true,
  }))
  .sort((a, b) => a.columns.length - b.columns.length)

/** The core and the fields that begin so; all fields when undefined. */
function columnsOf(begins: readonly string[] | undefined): readonly EventColumn[] {
  return [...COLUMNS]
    .filter(([name]) => begins === undefined || isCore(name) || begins.some(begin => name.startsWith(begin)))
    .map(([name, type]) => ({ name, type }))
}

/** True when the table has what says that field in most events. */
export function hasSaying(field: string, { columns }: Pick<Shape, 'columns'>): boolean {
  const needs = SAYINGS.get(field)?.needs
  return needs?.every(need => columns.some(({ name }) => name === need)) ?? false
}

/** The columns with those named that are made of others. */
function withOwn(columns: readonly EventColumn[]): readonly EventColumn[] {
  return columns.map(column =>
    column.name === MESSAGE || hasSaying(column.name, { columns })
      ? { ...column, own: ownColumn(column.name) }
      : column,
  )
}

function words(list: string): readonly string[] {
  return list.split(/\s+/).filter(Boolean)
}

function isCore(field: string): boolean {
  return CORE.has(field) || field.startsWith('thapcanh.')
}

/** Which of SHAPES have a column for the field, one bit each in their order; undefined for no column. */
export const SHAPES_OF_FIELD: ReadonlyMap<string, number> = new Map(
  [...COLUMNS.keys()].map(field => {
    const bits = SHAPES.map((shape, i) => (shape.columns.some(column => column.name === field) ? 1 << i : 0))
    return [field, bits.reduce((all, bit) => all | bit, 0)]
  }),
)
