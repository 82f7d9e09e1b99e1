// Columns that mostly say what others say already: the message is the end of the line, the address of the sender is
// among the related ones, the syslog header repeats the host. DuckDB makes such a column from the others when it is
// read (a generated column), and stores only what they do not say. For queries it is a column like any other.
//
//   own X    the value of X where the others do not give it     same X   true where they do
//
// In tables that are written to only the message is made so, since that costs a glance at the line; a sealed table
// (sealed-table.ts) has them all, and the id as its two numbers.

/** The field that is most often the end of `event.original`. */
export const MESSAGE = 'message'
/** From which character of `event.original` the message goes to its end, counted from 1; NULL when it is its own. */
export const MESSAGE_AT = 'message at'
/** The two numbers of an event's id (kernel/ids.ts) where it is not stored as text. */
export const ID_RECEIVED = 'id received'
export const ID_SEQUENCE = 'id sequence'

/** SQL of the message. */
export const MESSAGE_SQL = `CASE WHEN "message at" IS NULL THEN "own message" ELSE substr("event.original", "message at") END`
/** SQL of the id; the same text as `eventId` gives. */
export const ID_SQL = `printf('%011x%010x', "id received", "id sequence")`

/** The column with what others do not say of a field. */
export function ownColumn(field: string): string {
  return `own ${field}`
}

/** The column that tells where others say all of a field. */
export function sameColumn(field: string): string {
  return `same ${field}`
}

/** What others say of a field: SQL over the columns that it needs. */
export interface Saying {
  readonly sql: string
  readonly needs: readonly string[]
}

const copyOf = (field: string): Saying => ({ sql: `"${field}"`, needs: [field] })
const sumOf = (a: string, b: string): Saying => ({ sql: `("${a}" + "${b}")`, needs: [a, b] })
const listOf = (field: string): Saying => ({
  sql: `CASE WHEN "${field}" IS NOT NULL THEN ["${field}"] END`,
  needs: [field],
})

/** Fields that others say in most events. Whether they do in one is looked at when it is sealed. */
export const SAYINGS: ReadonlyMap<string, Saying> = new Map([
  ['source.address', copyOf('source.ip')],
  ['destination.address', copyOf('destination.ip')],
  ['client.address', copyOf('client.ip')],
  ['server.address', copyOf('server.ip')],
  ['log.syslog.hostname', copyOf('host.hostname')],
  ['log.syslog.appname', copyOf('process.name')],
  ['log.syslog.procid', { sql: `"process.pid"::VARCHAR`, needs: ['process.pid'] }],
  ['url.path', { sql: `split_part("url.original", '?', 1)`, needs: ['url.original'] }],
  [
    'url.query',
    {
      sql: `CASE WHEN contains("url.original", '?') THEN substr("url.original", strpos("url.original", '?') + 1) END`,
      needs: ['url.original'],
    },
  ],
  ['network.bytes', sumOf('source.bytes', 'destination.bytes')],
  ['network.packets', sumOf('source.packets', 'destination.packets')],
  ['related.user', listOf('user.name')],
  ['related.hosts', listOf('host.hostname')],
  [
    'related.ip',
    {
      sql: `CASE WHEN "source.ip" IS NULL OR "destination.ip" IS NULL OR "source.ip" = "destination.ip"
        THEN CASE WHEN coalesce("source.ip", "destination.ip") IS NOT NULL THEN [coalesce("source.ip", "destination.ip")] END
        ELSE ["source.ip", "destination.ip"] END`,
      needs: ['source.ip', 'destination.ip'],
    },
  ],
  ['event.ingested', { sql: `make_timestamp("${ID_RECEIVED}" * 1000)`, needs: [] }],
])
