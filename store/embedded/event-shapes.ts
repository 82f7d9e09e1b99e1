// The tables of a day file. DuckDB pays for every column of every row, also for the empty ones (with 280
// columns three quarters of the cost of an append), and one log line fills some 25. So a file has a few
// tables with different columns, and each event goes into the narrowest that has all of its fields.
//
// A search asks every table that has the fields of its terms and merges; a table without the field cannot
// hold an event that has it. Only speed depends on how fields are grouped here, never an answer.

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'

/** A field that has a column of its own. */
export interface EventColumn {
  readonly name: string
  readonly type: ColumnType
}

/** One table of the events of a day: its name and the columns after those that every table has. */
export interface Shape {
  readonly table: string
  readonly columns: readonly EventColumn[]
}

/** Filled by events of every kind: who, where, what, and the text. */
const CORE = new Set(
  `@timestamp event.created event.ingested event.start event.kind event.category event.type event.action
  event.outcome event.code event.provider event.dataset event.module event.reason event.severity event.id
  event.original message tags ecs.version error.message log.level log.file.path log.syslog.hostname
  log.syslog.appname log.syslog.procid log.syslog.msgid log.syslog.priority log.syslog.facility.code
  log.syslog.facility.name log.syslog.severity.code log.syslog.severity.name
  host.name host.hostname host.ip observer.vendor observer.product observer.type observer.name
  source.ip source.port source.address source.domain source.user.name destination.ip destination.port
  destination.address destination.user.name network.transport network.protocol network.direction
  user.name user.id user.domain user.effective.name process.name process.pid process.executable
  process.command_line service.name rule.id rule.name session.id
  related.ip related.user related.hosts`.split(/\s+/),
)

type Group = 'core' | 'web' | 'endpoint' | 'network' | 'other'

/** Prefixes of the fields that come together in one kind of log. */
const GROUPS: readonly (readonly [Group, readonly string[]])[] = [
  ['web', ['http.', 'url.', 'user_agent.', 'network.forwarded_ip']],
  [
    'endpoint',
    [
      'process.',
      'file.',
      'dll.',
      'registry.',
      'winlog.',
      'service.',
      'user.',
      'group.',
      'related.hash',
      'event.sequence',
    ],
  ],
  [
    'network',
    [
      'source.',
      'destination.',
      'network.',
      'observer.',
      'rule.',
      'dns.',
      'tls.',
      'threat.',
      'event.duration',
      'event.end',
      'event.risk_score',
    ],
  ],
]

/** Narrowest first; the last has every column. */
const TABLES = [
  ['event_core', ['core']],
  ['event_web', ['core', 'web']],
  ['event_endpoint', ['core', 'endpoint']],
  ['event_network', ['core', 'network']],
  ['event_wide', ['core', 'web', 'endpoint', 'network', 'other']],
] as const satisfies readonly (readonly [string, readonly Group[]])[]

function groupOf(field: string): Group {
  if (CORE.has(field) || field.startsWith('thapcanh.')) return 'core'
  return GROUPS.find(([, prefixes]) => prefixes.some(prefix => field.startsWith(prefix)))?.[0] ?? 'other'
}

/** The tables that a new day file gets, narrowest first. */
export const SHAPES: readonly Shape[] = TABLES.map(([table, groups]) => ({
  table,
  columns: [...COLUMNS]
    .filter(([name]) => (groups as readonly Group[]).includes(groupOf(name)))
    .map(([name, type]) => ({ name, type })),
}))

/** Which of SHAPES have a column for the field, one bit each in their order; undefined for no column. */
export const SHAPES_OF_FIELD: ReadonlyMap<string, number> = new Map(
  [...COLUMNS.keys()].map(field => {
    const bits = SHAPES.map((shape, i) => (shape.columns.some(column => column.name === field) ? 1 << i : 0))
    return [field, bits.reduce((all, bit) => all | bit, 0)]
  }),
)
