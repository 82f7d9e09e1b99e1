// Windows events as JSON, from winlogbeat, NXLog or evtx_dump → one flat event.
// The event's own data keep their names and values under `winlog.event_data.*` and `winlog.user_data.*`,
// because that is what detection rules are written against; ECS is filled beside them, in windows-ecs.ts.
// list-windows.ts lists the same fields of events that are only looked at: what is written here is written there too.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { normaliseEcsTypes } from './ecs-document.ts'
import { flattenJson } from './flatten-json.ts'
import type { JsonFormat, JsonObject, LineContext } from './format.ts'
import { writeEcs } from './windows-ecs.ts'
import { type WindowsHead, type WindowsRecord, dataOf } from './windows-record.ts'
import { readWindowsRecord } from './windows-shapes.ts'

export const windowsEvent: JsonFormat = {
  name: 'windows',
  describes: 'Windows events as JSON: winlogbeat, NXLog, evtx_dump',
  recognises: looksLikeWindows,
  parse(document, event, context, problems) {
    const record = readWindowsRecord(document)
    if (record === undefined) return false
    writeRecord(record, event, context, problems)
    return true
  },
}

/**
 * The flat event of a document, or undefined when it is not a Windows event. Times without a zone are UTC.
 * The document's own `@timestamp` is replaced by the time at which Windows logged the event.
 */
export function normaliseWindows(document: JsonObject): Event | undefined {
  const event: Event = {}
  return windowsEvent.recognises(document, PLAIN) && windowsEvent.parse(document, event, PLAIN, [])
    ? event
    : undefined
}

/** Of a document by itself. */
export const PLAIN: LineContext = {
  receivedMs: 0,
  zoneOffsetMinutes: 0,
  program: undefined,
  forced: undefined,
  where: 'document',
}

/** True when it may be a Windows event of any of the three. */
export function looksLikeWindows(document: JsonObject): boolean {
  return (
    'winlog' in document ||
    'winlog.event_id' in document ||
    'Event' in document ||
    'EventID' in document ||
    ('System' in document && ('EventData' in document || 'UserData' in document))
  )
}

function writeRecord(record: WindowsRecord, event: Event, context: LineContext, problems: Problem[]): void {
  writeRest(record.rest, event, context, problems)
  flattenJson(systemFields(record), event, context.where, problems)
  flattenJson(record.eventData, event, context.where, problems, 'winlog.event_data.')
  flattenJson(record.userData, event, context.where, problems, 'winlog.user_data.')
  writeEcs(record, dataOf(record), event, context)
}

/** What a shipper wrote around the event: kept under its own names, except the platform's, which are not the sender's to set. */
export function writeRest(rest: JsonObject, event: Event, context: LineContext, problems: Problem[]): void {
  const flat: Event = {}
  flattenJson(rest, flat, context.where, problems)
  normaliseEcsTypes(flat, context.zoneOffsetMinutes, context.receivedMs)
  for (const field in flat) if (!field.startsWith('thapcanh.')) event[field] = flat[field]!
}

/** `winlog.*` as winlogbeat names it. */
export function systemFields(head: WindowsHead): JsonObject {
  return {
    'winlog.channel': head.channel ?? null,
    'winlog.event_id': head.eventId,
    'winlog.provider_name': head.provider ?? null,
    'winlog.provider_guid': head.providerGuid ?? null,
    'winlog.computer_name': head.computer ?? null,
    'winlog.record_id': head.recordId ?? null,
    'winlog.time_created': head.timeCreated ?? null,
    'winlog.level': head.level ?? null,
    'winlog.task': head.task,
    'winlog.opcode': head.opcode,
    'winlog.version': head.version,
    'winlog.keywords': head.keywords,
    'winlog.process.pid': head.pid ?? null,
    'winlog.process.thread.id': head.threadId ?? null,
    'winlog.user.identifier': head.userSid ?? null,
    'winlog.activity_id': head.activityId ?? null,
  }
}
