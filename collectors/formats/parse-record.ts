// The way in: a raw record → a flat event and the problems met. Never throws, whatever the bytes.
//
// A record is unwrapped (bytes → text, JSON → document, HEC → its event, syslog header → fields) and its body
// is given to the formats, which may change all that is set by then. `message` is the body of a syslog line
// unless its format says otherwise; a line with nothing around it has one only if its format sets it. What no format knows keeps its text, is `thapcanh.format: unknown`, and is counted.
// A line without a time has the time of its receipt. `event.ingested` and the system are the pipeline's.

import type { Envelope, RawRecord } from '#/collectors/raw-log/record.ts'
import { isoTime } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { OWN_FIELDS, textOf } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { decodeText, excerpt } from './decode-text.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue, LineContext, ParsedLine } from './format.ts'
import { isHecEnvelope, readHecEnvelope } from './hec.ts'
import { jsonBody, readBody, readDocument } from './read-body.ts'
import { hasSyslogHeader, programName, readSyslogHeader } from './syslog.ts'

/** Version of ECS that events speak. */
export const ECS_VERSION = '9.4.0'

export interface ParseOptions {
  /** Minutes east of UTC of senders that do not say their zone; 0, that is UTC, when absent. */
  readonly zoneOffsetMinutes?: number
  /** A name of `formatNames()`: read with this format or count the line as malformed. */
  readonly forced?: string
}

/** Reads one raw record. */
export function parseRecord(record: RawRecord, options: ParseOptions = {}): ParsedLine {
  const problems: Problem[] = []
  const context: LineContext = {
    receivedMs: record.receivedMs,
    zoneOffsetMinutes: options.zoneOffsetMinutes ?? 0,
    program: undefined,
    forced: options.forced,
    where: `${record.listener} ${record.peer}`,
  }
  const { original, text } = decodeText(record.bytes, context.where, problems)
  const event: Event = { 'event.original': original, [OWN_FIELDS.listener]: record.listener }
  putPeer(event, record)
  const envelope = options.forced === 'syslog' || options.forced === 'hec' ? options.forced : record.envelope
  const format = readEnvelope(text, envelope, event, context, problems)
  return finish(event, format, context, problems, original.length)
}

/** Reads a JSON document that is already parsed; `original` is its text, when there was one. */
export function parseDocument(document: JsonObject, context: LineContext, original?: string): ParsedLine {
  const problems: Problem[] = []
  const event: Event = original === undefined ? {} : { 'event.original': original }
  const format = readDocument(document, event, context, problems, true)
  return finish(event, format, context, problems, Number.POSITIVE_INFINITY)
}

/** The context of a document that no listener received, for `parseDocument`. */
export function plainContext(where: string, receivedMs: number): LineContext {
  return { receivedMs, zoneOffsetMinutes: 0, program: undefined, forced: undefined, where }
}

function readEnvelope(
  text: string,
  envelope: Envelope,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  const document = jsonBody(text)
  if (document !== undefined) {
    if (envelope !== 'hec') return readDocument(document, event, context, problems)
    if (isHecEnvelope(document)) return readHec(document, event, context, problems)
    return readDocument(document, event, context, problems)
  }
  if (envelope === 'json' || envelope === 'hec') {
    problems.push({
      code: 'line.malformed',
      where: context.where,
      detail: `not a JSON object: ${excerpt(text)}`,
    })
  }
  return readLine(text, envelope === 'syslog', event, context, problems)
}

function readHec(
  document: JsonObject,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  const inner = readHecEnvelope(document, event, context, problems)
  const plain = context.forced === 'hec' ? { ...context, forced: undefined } : context
  const sentAt = event['@timestamp']
  const format = readHecEvent(inner, event, plain, problems)
  // The sender's own time has a zone and is the event's by the protocol; a line's may lack both.
  if (sentAt !== undefined) event['@timestamp'] = sentAt
  return format
}

function readHecEvent(
  inner: JsonValue,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  if (isJsonObject(inner)) return readDocument(inner, event, context, problems)
  const text = typeof inner === 'string' ? inner : JSON.stringify(inner)
  event['event.original'] = text
  const document = jsonBody(text)
  if (document !== undefined) return readDocument(document, event, context, problems)
  return readLine(text, false, event, context, problems)
}

/** A line with or without a syslog header. */
function readLine(
  text: string,
  isSyslog: boolean,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  if (!isSyslog && !hasSyslogHeader(text)) {
    const format = readBody(text, event, context, problems)
    if (format === undefined && text !== '') event['message'] = text
    return format
  }
  const { body, program, timed } = readSyslogHeader(text, event, context, problems)
  const bodyContext: LineContext = {
    ...context,
    program: programName(program),
    forced: context.forced === 'syslog' ? undefined : context.forced,
  }
  const document = jsonBody(body)
  if (body !== '' && document === undefined) event['message'] = body
  const format =
    document === undefined
      ? readBody(body, event, bodyContext, problems)
      : readDocument(document, event, bodyContext, problems)
  if (!timed && event['@timestamp'] === undefined) {
    problems.push({ code: 'line.time-missing', where: context.where, detail: `no time in: ${excerpt(text)}` })
  }
  if (format !== undefined) return format
  // A named program said something: that is a known kind of line.
  return program === undefined ? undefined : 'syslog'
}

function putPeer(event: Event, record: RawRecord): void {
  const { peer } = record
  if (record.envelope === 'line' && /[/\\]/.test(peer)) event['log.file.path'] = peer
}

function finish(
  event: Event,
  format: string | undefined,
  context: LineContext,
  problems: Problem[],
  textLength: number,
): ParsedLine {
  if (format === undefined || (context.forced !== undefined && !isForced(format, context.forced))) {
    const code = context.forced === undefined ? 'line.unknown-format' : 'line.malformed'
    const text = excerpt(String(event['event.original'] ?? ''))
    const detail = context.forced === undefined ? text : `not ${context.forced}: ${text}`
    problems.push({ code, where: context.where, detail })
  }
  if (format !== 'ecs' || event[OWN_FIELDS.format] === undefined)
    event[OWN_FIELDS.format] = format ?? 'unknown'
  if (!isBare(format)) addHost(event)
  event['@timestamp'] ??= isoTime(context.receivedMs)
  event['ecs.version'] = ECS_VERSION
  // A field takes three characters at least, so a short line cannot have too many.
  if (textLength > LIMITS.maxFields * 3) capFields(event, context, problems)
  return { event, problems }
}

/** Read no further than its envelope: we do not know whether it tells of an event, an alert or a metric. */
function isBare(format: string | undefined): boolean {
  return format === undefined || format === 'syslog' || format === 'json' || format === 'ecs'
}

/** The sender of a line we understand is among the hosts it is about. */
function addHost(event: Event): void {
  addValue(event, 'related.hosts', textOf(event, 'host.hostname'))
}

/** `syslog`, `json`, `hec` are envelopes: any format may be inside. */
function isForced(format: string, forced: string): boolean {
  return format === forced || forced === 'syslog' || forced === 'hec'
}

function capFields(event: Event, context: LineContext, problems: Problem[]): void {
  const names = Object.keys(event)
  // Room for what the way in itself has set, which is never cut.
  const maxNames = LIMITS.maxFields + 16
  if (names.length <= maxNames) return
  const surplus = names.filter(name => !KEPT.has(name)).slice(LIMITS.maxFields)
  for (const name of surplus) delete event[name]
  problems.push({
    code: 'line.fields-capped',
    where: context.where,
    detail: `${surplus.length} fields over ${LIMITS.maxFields} left out, first: ${excerpt(surplus[0] ?? '')}`,
  })
}

const KEPT: ReadonlySet<string> = new Set([
  '@timestamp', 'ecs.version', 'event.kind', 'event.original', 'message', OWN_FIELDS.format, OWN_FIELDS.listener,
]) // prettier-ignore
