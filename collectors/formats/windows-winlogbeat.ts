// Windows events as winlogbeat and Elastic Agent write them: ECS around a `winlog` object, nested or with dotted
// names.

import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { type WindowsRecord, levelOf, scalarText, without, wholeNumber } from './windows-record.ts'

const WINLOG_SYSTEM = new Set(
  'channel event_id provider_name provider_guid computer_name record_id time_created level task opcode version keywords process activity_id event_data user_data'.split(
    ' ',
  ),
)

/** The record of a `winlog` object and the document around it, or undefined when it has no event id. */
export function fromWinlogbeat(winlog: JsonObject, document: JsonObject): WindowsRecord | undefined {
  const eventId = scalarText(winlog['event_id']) ?? scalarText(at(document, 'event', 'code'))
  if (eventId === undefined || !/^\d{1,10}$/.test(eventId)) return undefined
  const process = isJsonObject(winlog['process']) ? winlog['process'] : {}
  const other = Object.entries(winlog).filter(([key]) => !WINLOG_SYSTEM.has(key))
  return {
    channel: scalarText(winlog['channel']),
    provider: scalarText(winlog['provider_name']) ?? scalarText(at(document, 'event', 'provider')),
    providerGuid: scalarText(winlog['provider_guid']),
    eventId,
    computer: scalarText(winlog['computer_name']),
    recordId: scalarText(winlog['record_id']),
    timeCreated: scalarText(winlog['time_created']) ?? scalarText(document['@timestamp']),
    level: levelOf(winlog['level']) ?? levelOf(at(document, 'log', 'level')),
    task: winlog['task'] ?? null,
    opcode: winlog['opcode'] ?? null,
    version: winlog['version'] ?? null,
    keywords: winlog['keywords'] ?? null,
    pid: wholeNumber(process['pid']),
    threadId: wholeNumber(at(process, 'thread', 'id')),
    userSid: scalarText(at(winlog, 'user', 'identifier')),
    activityId: scalarText(winlog['activity_id']),
    message: scalarText(document['message']),
    eventData: isJsonObject(winlog['event_data']) ? winlog['event_data'] : {},
    userData: isJsonObject(winlog['user_data']) ? winlog['user_data'] : {},
    rest: {
      ...without(document, ['@timestamp']),
      ...(other.length > 0 ? { winlog: Object.fromEntries(other) } : {}),
    },
  }
}

/** `{"winlog.event_data.Image": …}`: the dotted names are put back into objects first. */
export function fromFlatWinlogbeat(document: JsonObject): WindowsRecord | undefined {
  const winlog: Record<string, JsonValue> = {}
  const rest: Record<string, JsonValue> = {}
  const groups = { 'winlog.event_data.': {}, 'winlog.user_data.': {} } as Record<
    string,
    Record<string, JsonValue>
  >
  for (const [key, value] of Object.entries(document)) {
    const group = Object.keys(groups).find(prefix => key.startsWith(prefix))
    if (group !== undefined) groups[group]![key.slice(group.length)] = value
    else if (key.startsWith('winlog.')) winlog[key.slice('winlog.'.length)] = value
    else rest[key] = value
  }
  const nested = {
    ...winlog,
    event_data: groups['winlog.event_data.']!,
    user_data: groups['winlog.user_data.']!,
    process: { pid: winlog['process.pid'] ?? null, thread: { id: winlog['process.thread.id'] ?? null } },
    user: { identifier: winlog['user.identifier'] ?? null },
  }
  const flat = {
    ...rest,
    event: { code: rest['event.code'] ?? null, provider: rest['event.provider'] ?? null },
  }
  const record = fromWinlogbeat(nested, { ...flat, log: { level: rest['log.level'] ?? null } })
  return record === undefined ? undefined : { ...record, rest: without(rest, ['@timestamp']) }
}

function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let here: JsonValue | undefined = value
  for (const key of path) here = isJsonObject(here) ? here[key] : undefined
  return here
}
