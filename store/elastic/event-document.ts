// An event as a document of Elasticsearch and back, exactly as it was.
//
// The event's fields stand in the document under their own flat ECS names, so that other tools see them; a value
// that does not suit its column is kept there and only not indexed. What JSON, UTF-8 or field names cannot carry
// stands in one text, `misfit`.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import { isoOfMicros, readTime } from '../embedded/event-time.ts'
import { packFields, unpackFields } from '../embedded/value-fit.ts'
import type { SearchHit, StoredEvent } from '../event-store.ts'
import { ANY_FIELD, OWN, OWN_PREFIX } from './event-fields.ts'
import { tokensOf } from './search-tokens.ts'

export type EventDocument = Readonly<Record<string, unknown>>

/** Event time in microseconds; the time of receipt when the event has none. */
export function microsOf({ event, ingestedMs }: StoredEvent): bigint {
  const text = event['@timestamp']
  const read = typeof text === 'string' ? readTime(text)?.micros : undefined
  return read ?? BigInt(Math.floor(ingestedMs)) * 1000n
}

/** The document of an event. `bare`: whole in `misfit`, for an event whose fields the server refused. */
export function documentOf(stored: StoredEvent, writer: string, bare = false): EventDocument {
  const { id, event } = stored
  const micros = microsOf(stored)
  const time = isoOfMicros(micros)
  const document: Record<string, unknown> = {}
  const misfit: [string, FieldValue | null][] = []
  for (const [name, value] of Object.entries(event)) {
    if (name === '@timestamp' && value === time) continue
    if (bare || name === '@timestamp' || !fitsInPlace(name, value)) misfit.push([name, value])
    else document[name] = value
  }
  if (!Object.hasOwn(event, '@timestamp')) misfit.push(['@timestamp', null])
  const { fields, values, grams, unclear } = tokensOf(event)
  return {
    ...document,
    '@timestamp': time,
    [OWN.id]: id,
    [OWN.micros]: String(micros),
    [OWN.received]: receivedMsOfEventId(id),
    [OWN.sequence]: sequenceOfEventId(id),
    [OWN.writer]: writer,
    ...(bare
      ? { [OWN.unclear]: [ANY_FIELD] }
      : { [OWN.values]: values, [OWN.fields]: fields, [OWN.grams]: grams }),
    ...(bare || unclear.length === 0 ? {} : { [OWN.unclear]: unclear }),
    ...(misfit.length === 0 ? {} : { [OWN.misfit]: packFields(Object.fromEntries(misfit)) }),
  }
}

/** The event of a document, from its `_source`. */
export function hitOf(document: EventDocument): SearchHit {
  const packed = document[OWN.misfit]
  const misfit = typeof packed === 'string' ? unpackFields(packed) : {}
  const event = Object.fromEntries([
    ...Object.entries(document).filter(
      ([name]) => !name.startsWith(OWN_PREFIX) && !Object.hasOwn(misfit, name),
    ),
    ...Object.entries(misfit).filter(([, value]) => value !== null),
  ]) as Event
  return { id: String(document[OWN.id]), event }
}

/** Names that Elasticsearch takes as they are; a beginning `_` is its own. */
const NAME = /^[\p{L}\p{N}@-][\p{L}\p{N}_@-]*(?:\.[\p{L}\p{N}_@-]+)*$/u
const MAX_NAME = 200

function fitsInPlace(name: string, value: FieldValue): boolean {
  if (name.length > MAX_NAME || name.startsWith(OWN_PREFIX) || !NAME.test(name)) return false
  return Array.isArray(value) ? (value as readonly Scalar[]).every(isPlain) : isPlain(value as Scalar)
}

function isPlain(value: Scalar): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'boolean' || (value.isWellFormed() && !value.includes('\0'))
}
