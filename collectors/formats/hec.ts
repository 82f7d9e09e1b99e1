// The Splunk HTTP Event Collector envelope: `{time, host, source, sourcetype, index, event, fields}`.
// `event` is a raw line or a document; the rest says where it came from.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { moveOwnFields, tameCoreFields } from './foreign-fields.ts'
import { flattenJson, isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue, LineContext } from './format.ts'
import { isoOfAny } from './time.ts'

/** True for an object shaped as HEC shapes it. */
export function isHecEnvelope(document: JsonObject): boolean {
  return (
    document['event'] !== undefined &&
    ('sourcetype' in document || 'time' in document || 'source' in document)
  )
}

/** Writes what the envelope says into `event`; returns the `event` member, null when there is none. */
export function readHecEnvelope(
  document: JsonObject,
  event: Event,
  context: LineContext,
  problems: Problem[],
): JsonValue {
  const { time, host, source, sourcetype, index, fields } = document
  const timestamp = isoOfAny(time, 0, context.receivedMs)
  if (timestamp !== undefined) event['@timestamp'] = timestamp
  if (typeof host === 'string' && host !== '') {
    event['host.hostname'] = host
  }
  if (typeof source === 'string' && source !== '') {
    event['hec.source'] = source
    if (/[/\\]/.test(source) && !source.includes('://')) event['log.file.path'] = source
  }
  if (typeof sourcetype === 'string' && sourcetype !== '') event['hec.sourcetype'] = sourcetype
  if (typeof index === 'string' && index !== '') event['hec.index'] = index
  if (isJsonObject(fields)) {
    const flat: Event = {}
    flattenJson(fields, flat, context.where, problems)
    moveOwnFields(flat)
    tameCoreFields(flat, context, problems)
    Object.assign(event, flat)
  }
  return document['event'] ?? null
}
