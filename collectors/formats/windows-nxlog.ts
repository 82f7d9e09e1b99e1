// Windows events as NXLog (im_msvistalog, and OSSEM's and others' copies of it) writes them: one flat object, the
// event's own data beside what NXLog adds. Which is which is told by name, and where a name is used for both, by
// what it holds.

import type { JsonObject, JsonValue } from './format.ts'
import { type WindowsRecord, levelOf, scalarText, wholeNumber } from './windows-record.ts'

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

/** System names that have a field of their own in the record. */
const NXLOG_READ = new Set(
  'EventID Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode RecordNumber EventRecordID ExecutionProcessID ThreadID ExecutionThreadID Level UserID ActivityID Message Computer @timestamp Keywords'.split(
    ' ',
  ),
)

interface SystemMember {
  /** Undefined for what has a field of its own in the record. */
  readonly restName: string | undefined
  /** For names that are used for both. */
  readonly isShippers: ((value: JsonValue, document: JsonObject) => boolean) | undefined
}

const SYSTEM_MEMBERS: ReadonlyMap<string, SystemMember> = new Map(
  [...NXLOG_SYSTEM, ...Object.keys(NXLOG_SHARED)].map(key => [
    key,
    {
      restName: NXLOG_READ.has(key) ? undefined : `nxlog.${key}`,
      isShippers: NXLOG_SHARED[key],
    },
  ]),
)

/** The record of a document with `EventID` and a channel or source at its top, or undefined. */
export function fromNxlog(document: JsonObject): WindowsRecord | undefined {
  const eventId = scalarText(document['EventID'])
  const provider = scalarText(document['SourceName']) ?? scalarText(document['Provider_Name'])
  const channel = scalarText(document['Channel'])
  if (eventId === undefined || !/^\d{1,10}$/.test(eventId)) return undefined
  if (provider === undefined && channel === undefined) return undefined
  const data: Record<string, JsonValue> = {}
  const rest: Record<string, JsonValue> = {}
  const values = Object.values(document)
  for (const [nth, key] of Object.keys(document).entries()) {
    const value = values[nth]!
    if (value === null) continue
    const system = SYSTEM_MEMBERS.get(key)
    if (system === undefined || system.isShippers?.(value, document) === false) data[key] = value
    else if (system.restName !== undefined) rest[system.restName] = value
  }
  return {
    channel,
    provider,
    providerGuid: scalarText(document['ProviderGuid']),
    eventId,
    computer: scalarText(document['Hostname']) ?? scalarText(document['Computer']),
    recordId: scalarText(document['RecordNumber']) ?? scalarText(document['EventRecordID']),
    timeCreated: nxlogTime(document),
    level: levelOf(document['Level']) ?? NXLOG_LEVELS.get(scalarText(document['SeverityValue']) ?? ''),
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

/** NXLog's own severities, by number, in Windows' words. */
const NXLOG_LEVELS: ReadonlyMap<string, string> = new Map([
  ['1', 'verbose'],
  ['2', 'information'],
  ['3', 'warning'],
  ['4', 'error'],
  ['5', 'critical'],
])

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
