// Columns that mostly say what others say already: the message is the end of the line, the address of the sender is
// among the related ones, the syslog header repeats the host. DuckDB makes such a column from the others when it is
// read (a generated column), and stores only what they do not say. For queries it is a column like any other.
//
//   own X    the value of X where the others do not give it     same X   true where they do
//
// What others say is written twice, as SQL and as code; both must give the same for every event.

import type { Event, FieldValue } from '#/kernel/event.ts'
import { firstSequenceOfLog } from '#/kernel/ids.ts'
import { readInstant } from './event-time.ts'
import { fitsLong, fitsText } from './value-fit.ts'

/** The field that is most often the end of `event.original`. */
export const MESSAGE = 'message'
/** From which character of `event.original` the message goes to its end, counted from 1; NULL when it is its own. */
export const MESSAGE_AT = 'message at'
/** The two numbers of an event's id (kernel/ids.ts). */
export const ID_RECEIVED = 'id received'
export const ID_SEQUENCE = 'id sequence'

/** SQL of the message. */
export const MESSAGE_SQL = `CASE WHEN "message at" IS NULL THEN "own message" ELSE substr("event.original", "message at") END`
/** SQL of the id; the same text as `eventId` gives, which has two more digits in a cluster. */
export const ID_SQL = `printf(CASE WHEN "id sequence" < ${firstSequenceOfLog(1)} THEN '%011x%010x' ELSE '%011x%012x' END, "id received", "id sequence")`

/** The column with what others do not say of a field. */
export function ownColumn(field: string): string {
  return `own ${field}`
}

/** The column that tells where others say all of a field. */
export function sameColumn(field: string): string {
  return `same ${field}`
}

/** What others say of a field. */
export interface Saying {
  /** SQL over the columns that it needs. */
  readonly sql: string
  readonly needs: readonly string[]
  /** Whether they say just this of the field, in columns that can hold what they say. */
  readonly says: (value: FieldValue, event: Event, receivedMs: number) => boolean
}

const isText = (value: FieldValue, said: unknown): boolean => value === said && fitsText(value)
const isNumber = (value: unknown): value is number => fitsLong(value) && Number.isSafeInteger(value)
const isList = (value: FieldValue, ...said: readonly unknown[]): boolean =>
  Array.isArray(value) && value.length === said.length && value.every((each, i) => isText(each, said[i]))

const copyOf = (field: string): Saying => ({
  sql: `"${field}"`,
  needs: [field],
  says: (value, event) => isText(value, event[field]),
})
const sumOf = (a: string, b: string): Saying => ({
  sql: `("${a}" + "${b}")`,
  needs: [a, b],
  says: (value, event) =>
    isNumber(value) && isNumber(event[a]) && isNumber(event[b]) && event[a] + event[b] === value,
})
const listOf = (field: string): Saying => ({
  sql: `CASE WHEN "${field}" IS NOT NULL THEN ["${field}"] END`,
  needs: [field],
  says: (value, event) => isList(value, event[field]),
})
/** The part of `url.original` before its first question mark, or what follows it. */
const urlPart = (sql: string, part: (url: string, mark: number) => string | undefined): Saying => ({
  sql,
  needs: ['url.original'],
  says: (value, { 'url.original': url }) =>
    typeof url === 'string' && fitsText(url) && part(url, url.indexOf('?')) === value,
})

/** Fields that others say in most events. */
export const SAYINGS: ReadonlyMap<string, Saying> = new Map([
  ['source.address', copyOf('source.ip')],
  ['destination.address', copyOf('destination.ip')],
  ['client.address', copyOf('client.ip')],
  ['server.address', copyOf('server.ip')],
  ['log.syslog.hostname', copyOf('host.hostname')],
  ['log.syslog.appname', copyOf('process.name')],
  [
    'log.syslog.procid',
    {
      sql: `"process.pid"::VARCHAR`,
      needs: ['process.pid'],
      says: (value, { 'process.pid': pid }) => isNumber(pid) && String(pid) === value,
    },
  ],
  [
    'url.path',
    urlPart(`split_part("url.original", '?', 1)`, (url, mark) => (mark < 0 ? url : url.slice(0, mark))),
  ],
  [
    'url.query',
    urlPart(
      `CASE WHEN contains("url.original", '?') THEN substr("url.original", strpos("url.original", '?') + 1) END`,
      (url, mark) => (mark < 0 ? undefined : url.slice(mark + 1)),
    ),
  ],
  ['network.bytes', sumOf('source.bytes', 'destination.bytes')],
  ['network.packets', sumOf('source.packets', 'destination.packets')],
  ['related.user', listOf('user.name')],
  ['related.hosts', listOf('host.hostname')],
  [
    'related.ip',
    {
      sql: `CASE WHEN "source.ip" IS NOT NULL AND "destination.ip" IS NOT NULL AND "source.ip" <> "destination.ip"
          THEN ["source.ip", "destination.ip"]
        WHEN coalesce("source.ip", "destination.ip") IS NOT NULL THEN [coalesce("source.ip", "destination.ip")] END`,
      needs: ['source.ip', 'destination.ip'],
      says: (value, { 'source.ip': source, 'destination.ip': destination }) =>
        source !== undefined && destination !== undefined && source !== destination
          ? isList(value, source, destination)
          : isList(value, source ?? destination),
    },
  ],
  [
    'event.ingested',
    {
      sql: `make_timestamp("${ID_RECEIVED}" * 1000)`,
      needs: [],
      says: (value, _event, receivedMs) => {
        const time = typeof value === 'string' ? readInstant(value) : undefined
        return time?.exact === true && time.ms === receivedMs && time.micro === 0
      },
    },
  ],
])
