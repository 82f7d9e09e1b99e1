// Text and JSON without their envelope → the format that reads them. Asks the formats of registry.ts in
// their order. JSON documents end in one of three: a known format, ECS, or plain JSON by its names; in the
// last two the text of `message` may itself be a line of a known format (what Filebeat ships, what a
// container runtime wraps), and is read as one.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { isEcsDocument, normaliseEcsTypes } from './ecs-document.ts'
import { flattenJson, isJsonObject } from './flatten-json.ts'
import type { JsonObject, LineContext } from './format.ts'
import { moveOwnFields, tameCoreFields } from './foreign-fields.ts'
import { putMeanings } from './generic-json.ts'
import { parseJsonObject } from './json-text.ts'
import { FORMATS, JSON_FORMATS } from './registry.ts'
import { hasSyslogHeader, programName, readSyslogHeader } from './syslog.ts'

/** Reads a body with the first format that can; its name, or undefined and `event` as it was. */
export function readBody(
  body: string,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  for (const format of FORMATS) {
    if (context.forced !== undefined && format.name !== context.forced) continue
    if (context.forced === undefined && !format.recognises(body, context)) continue
    if (format.parse(body, event, context, problems)) return format.name
  }
  return undefined
}

/** The object a text holds, when it begins like one. */
export function jsonBody(text: string): JsonObject | undefined {
  if (text.charCodeAt(0) !== 123 && !/^\s*\{/.test(text)) return undefined
  return parseJsonObject(text)
}

/**
 * Reads a JSON document; the name of the format it was read by. Only a trusted document (our own `parse`
 * wrote it) may set fields of Thápcanh's own.
 */
export function readDocument(
  document: JsonObject,
  event: Event,
  context: LineContext,
  problems: Problem[],
  trusted = false,
): string {
  for (const format of JSON_FORMATS) {
    if (context.forced !== undefined && format.name !== context.forced) continue
    if (context.forced === undefined && !format.recognises(document, context)) continue
    if (format.parse(document, event, context, problems)) return format.name
  }
  const flat: Event = {}
  flattenJson(document, flat, context.where, problems)
  if (!trusted) moveOwnFields(flat)
  tameCoreFields(flat, context, problems)
  if (context.forced === 'ecs' || (context.forced !== 'json' && isEcsDocument(document))) {
    normaliseEcsTypes(flat, context.zoneOffsetMinutes, context.receivedMs)
    Object.assign(event, flat)
    return readInnerLine(document, event, context, problems) ?? 'ecs'
  }
  for (const name in flat) if (!(name in event)) event[name] = flat[name]!
  putMeanings(flat, event, context.zoneOffsetMinutes, context.receivedMs)
  return readInnerLine(document, event, context, problems) ?? 'json'
}

/** When `message` is a raw line that nobody has read yet, reads it; its format, or undefined. */
function readInnerLine(
  document: JsonObject,
  event: Event,
  context: LineContext,
  problems: Problem[],
): string | undefined {
  const message = event['message']
  if (typeof message !== 'string' || context.forced !== undefined) return undefined
  if (event['event.category'] !== undefined || event['event.action'] !== undefined) return undefined
  const sender = event['log.syslog.appname'] ?? event['process.name']
  if (!hasSyslogHeader(message)) {
    const program = programName(typeof sender === 'string' ? sender : undefined)
    const format = readBody(message, event, { ...context, program }, problems)
    if (format !== undefined) putInnerOriginal(message, event, document)
    return format
  }
  const header: Event = {}
  const { body, program } = readSyslogHeader(message, header, context, problems)
  const inner = { ...event, ...header, message: body }
  const format = readBody(body, inner, { ...context, program: programName(program) }, problems)
  if (format === undefined) return undefined
  Object.assign(event, inner)
  putInnerOriginal(message, event, document)
  return format
}

/** The line inside is the raw line, unless the document says which one is. */
function putInnerOriginal(line: string, event: Event, document: JsonObject): void {
  const own =
    document['event.original'] ??
    (isJsonObject(document['event']) ? document['event']['original'] : undefined)
  if (typeof own !== 'string') event['event.original'] = line
}
