// The three JSON shapes of a Windows event, told apart by what they cannot be without: evtx_dump by
// `Event.System`, winlogbeat by `winlog`, NXLog by `EventID` beside a channel or source at the top.

import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { type WindowsRecord, scalarText, wholeNumber } from './windows-record.ts'

/** The record in a document, or undefined when it is not a Windows event. */
export function readWindowsRecord(document: JsonObject): WindowsRecord | undefined {
  const event = document['Event']
  if (isJsonObject(event) && isJsonObject(event['System']))
    return fromEvtx(event, without(document, ['Event']))
  if (isJsonObject(document['System']) && 'EventID' in document['System']) {
    return fromEvtx(
      document,
      without(document, ['System', 'EventData', 'UserData', 'RenderingInfo', '#attributes']),
    )
  }
  if (isJsonObject(document['winlog']))
    return fromWinlogbeat(document['winlog'], without(document, ['winlog']))
  if (Object.hasOwn(document, 'winlog.event_id')) return fromFlatWinlogbeat(document)
  return fromNxlog(document)
}

function without(document: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !keys.includes(key)))
}

// evtx_dump -------------------------------------------------------------------------------------------------

function fromEvtx(event: JsonObject, rest: JsonObject): WindowsRecord | undefined {
  const system = event['System'] as JsonObject
  const eventId = scalarText(textOf(system['EventID']))
  if (eventId === undefined || !/^\d{1,10}$/.test(eventId)) return undefined
  const attribute = (element: string, name: string) => attributeOf(system, element, name)
  return {
    channel: scalarText(textOf(system['Channel'])),
    provider: scalarText(attribute('Provider', 'Name')),
    providerGuid: scalarText(attribute('Provider', 'Guid')),
    eventId,
    computer: scalarText(textOf(system['Computer'])),
    recordId: scalarText(textOf(system['EventRecordID'])),
    timeCreated: scalarText(attribute('TimeCreated', 'SystemTime')),
    level: levelOf(textOf(system['Level'])),
    task: textOf(system['Task']) ?? null,
    opcode: textOf(system['Opcode']) ?? null,
    version: textOf(system['Version']) ?? null,
    keywords: textOf(system['Keywords']) ?? null,
    pid: wholeNumber(attribute('Execution', 'ProcessID')),
    threadId: wholeNumber(attribute('Execution', 'ThreadID')),
    userSid: scalarText(attribute('Security', 'UserID')),
    activityId: scalarText(attribute('Correlation', 'ActivityID')),
    message: messageOf(event['RenderingInfo']),
    eventData: elementData(event['EventData']),
    userData: userElementData(event['UserData']),
    rest,
  }
}

/** The text of an element that may carry attributes beside it: `{"#attributes": …, "#text": 4624}`. */
function textOf(value: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(value) ? value['#text'] : value
}

/** An attribute in any of the ways XML is turned into JSON. */
function attributeOf(parent: JsonObject, element: string, name: string): JsonValue | undefined {
  const separate = parent[`${element}_attributes`]
  if (isJsonObject(separate)) return separate[name]
  const value = parent[element]
  if (!isJsonObject(value)) return undefined
  const attributes = value['#attributes']
  return isJsonObject(attributes) ? attributes[name] : (value[name] ?? value[`@${name}`])
}

function messageOf(rendering: JsonValue | undefined): string | undefined {
  return isJsonObject(rendering) ? scalarText(textOf(rendering['Message'])) : undefined
}

/** `<EventData>`: named members as they are; unnamed ones together under `Data`. */
function elementData(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) return {}
  const data: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(value)) {
    if (name === '#attributes' || name.endsWith('_attributes')) continue
    if (name === 'Data') addData(data, member)
    else if (member !== null) data[name] = plain(member)
  }
  return data
}

/** `Data` in its forms: a scalar, a list, `{"#text": …}`, `{"#attributes": {"Name": n}, "#text": v}`, lists of those. */
function addData(data: Record<string, JsonValue>, member: JsonValue): void {
  const unnamed: JsonValue[] = []
  for (const part of Array.isArray(member) ? (member as readonly JsonValue[]) : [member]) {
    if (!isJsonObject(part)) {
      if (part !== null) unnamed.push(part)
      continue
    }
    const attributes = part['#attributes']
    const name = isJsonObject(attributes) ? attributes['Name'] : (part['@Name'] ?? part['Name'])
    const text = part['#text'] ?? part['Value'] ?? part['content'] ?? null
    if (typeof name === 'string') {
      if (text !== null) data[name] = text
    } else if (Array.isArray(text)) unnamed.push(...(text as readonly JsonValue[]))
    else if (text !== null) unnamed.push(text)
  }
  if (unnamed.length > 0)
    data['Data'] = unnamed.length === 1 && !Array.isArray(member) ? unnamed[0]! : unnamed
}

/** `<UserData>` has one element of any name around its members. */
function userElementData(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) return {}
  const data: Record<string, JsonValue> = {}
  for (const [element, inner] of Object.entries(value)) {
    if (element === '#attributes' || element.endsWith('_attributes')) continue
    if (!isJsonObject(inner)) {
      if (inner !== null) data[element] = inner
      continue
    }
    for (const [name, member] of Object.entries(inner)) {
      if (name === '#attributes' || name.endsWith('_attributes') || member === null) continue
      data[name] = plain(member)
    }
  }
  return data
}

/** A member without its XML attributes, when it is text; else as it is. */
function plain(member: JsonValue): JsonValue {
  if (!isJsonObject(member) || !('#text' in member)) return member
  return member['#text'] ?? null
}

// winlogbeat ------------------------------------------------------------------------------------------------

const WINLOG_SYSTEM = new Set(
  'channel event_id provider_name provider_guid computer_name record_id time_created level task opcode version keywords process activity_id event_data user_data'.split(
    ' ',
  ),
)

function fromWinlogbeat(winlog: JsonObject, document: JsonObject): WindowsRecord | undefined {
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
function fromFlatWinlogbeat(document: JsonObject): WindowsRecord | undefined {
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

// NXLog -----------------------------------------------------------------------------------------------------

/** What NXLog (im_msvistalog) and the shippers behind it add to the event's own data. */
const NXLOG_SYSTEM = new Set(
  `EventID EventTime EventReceivedTime TimeCreated Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode
  OpcodeValue Keywords RecordNumber EventRecordID ExecutionProcessID ExecutionThreadID ThreadID Severity SeverityValue Level
  Message SourceModuleName SourceModuleType UserID AccountType ActivityID RelatedActivityID Computer
  @timestamp @version host port tags type ERROR_EVT_UNRESOLVED MessageSourceAddress`.split(/\s+/),
)

/** Names that NXLog writes and that some providers use for data of their own: data unless they look like NXLog's. */
const NXLOG_SHARED: Readonly<Record<string, (value: JsonValue, document: JsonObject) => boolean>> = {
  EventType: value =>
    typeof value === 'string' &&
    /^(?:INFO|AUDIT_SUCCESS|AUDIT_FAILURE|WARNING|ERROR|CRITICAL|VERBOSE|DEBUG)$/.test(value),
  Category: (_value, document) => document['Task'] !== undefined || document['EventType'] !== undefined,
  AccountName: (_value, document) =>
    document['AccountType'] !== undefined && document['SourceName'] !== 'Service Control Manager',
  Domain: (_value, document) => document['AccountType'] !== undefined,
}

function fromNxlog(document: JsonObject): WindowsRecord | undefined {
  const eventId = scalarText(document['EventID'])
  const provider = scalarText(document['SourceName']) ?? scalarText(document['Provider_Name'])
  const channel = scalarText(document['Channel'])
  if (eventId === undefined || !/^\d{1,10}$/.test(eventId)) return undefined
  if (provider === undefined && channel === undefined) return undefined
  const data: Record<string, JsonValue> = {}
  const rest: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(document)) {
    if (value === null) continue
    const shared = NXLOG_SHARED[key]
    const isSystem = shared === undefined ? NXLOG_SYSTEM.has(key) : shared(value, document)
    if (!isSystem) data[key] = value
    else if (!NXLOG_READ.has(key)) rest[`nxlog.${key}`] = value
  }
  return {
    channel,
    provider,
    providerGuid: scalarText(document['ProviderGuid']),
    eventId,
    computer: scalarText(document['Hostname']) ?? scalarText(document['Computer']),
    recordId: scalarText(document['RecordNumber']) ?? scalarText(document['EventRecordID']),
    timeCreated: nxlogTime(document),
    level: levelOf(document['Level']) ?? NXLOG_LEVELS[String(document['SeverityValue'])],
    task: document['Task'] ?? null,
    opcode: document['Opcode'] ?? null,
    version: document['Version'] ?? null,
    keywords: nxlogKeywords(document),
    pid: wholeNumber(document['ExecutionProcessID']),
    threadId: wholeNumber(document['ThreadID']) ?? wholeNumber(document['ExecutionThreadID']),
    userSid: scalarText(document['UserID']),
    activityId: scalarText(document['ActivityID']),
    message: scalarText(document['Message']),
    eventData: data,
    userData: {},
    rest,
  }
}

/** System names that have a field of their own in the record. */
const NXLOG_READ = new Set(
  'EventID Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode RecordNumber EventRecordID ExecutionProcessID ThreadID ExecutionThreadID Level UserID ActivityID Message Computer @timestamp Keywords'.split(
    ' ',
  ),
)

/** NXLog's own severities, by number, in Windows' words. */
const NXLOG_LEVELS: Readonly<Record<string, string>> = {
  '1': 'verbose',
  '2': 'information',
  '3': 'warning',
  '4': 'error',
  '5': 'critical',
}

/** NXLog's EventTime has no zone unless configured; a shipper's `@timestamp` beside it is in UTC. */
function nxlogTime(document: JsonObject): string | undefined {
  const eventTime = scalarText(document['EventTime'])
  if (eventTime !== undefined && /(?:Z|[+-]\d{2}:?\d{2})$/.test(eventTime)) return eventTime
  return scalarText(document['TimeCreated']) ?? scalarText(document['@timestamp']) ?? eventTime
}

/** The outcome is in EventType; Keywords is a signed number that JSON cannot hold exactly. */
function nxlogKeywords(document: JsonObject): JsonValue {
  if (document['EventType'] === 'AUDIT_SUCCESS') return ['Audit Success']
  if (document['EventType'] === 'AUDIT_FAILURE') return ['Audit Failure']
  return document['Keywords'] ?? null
}

function levelOf(value: JsonValue | undefined): string | number | undefined {
  if (typeof value === 'number') return value
  const text = scalarText(value)
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : text
}
