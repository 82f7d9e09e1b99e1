// Windows events as NXLog (im_msvistalog, and OSSEM's and others' copies of it) writes them: one flat object, the
// event's own data beside what NXLog adds. Which is which is told by name, and where a name is used for both, by
// what it holds.

import type { JsonObject, JsonValue } from './format.ts'
import type { WindowsHead, WindowsRecord } from './windows-record.ts'
import { levelOf, scalarText, wholeNumber } from './windows-record.ts'

/** What NXLog (im_msvistalog) and the shippers behind it add to the event's own data. */
const NXLOG_SYSTEM = new Set(
  `EventID EventTime EventReceivedTime TimeCreated Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode
  OpcodeValue Keywords RecordNumber EventRecordID ExecutionProcessID ExecutionThreadID ThreadID Severity SeverityValue Level
  Message SourceModuleName SourceModuleType UserID AccountType ActivityID RelatedActivityID Computer
  @timestamp @version host port tags type ERROR_EVT_UNRESOLVED MessageSourceAddress`.split(/\s+/),
)

/** The value of a member of the document; undefined when it has none. */
export type ReadMember = (name: string) => JsonValue | undefined

/** Names that NXLog writes and that some providers use for data of their own: data unless they look like NXLog's. */
const NXLOG_SHARED: Readonly<Record<string, (value: JsonValue, read: ReadMember) => boolean>> = {
  EventType: value =>
    typeof value === 'string' &&
    /^(?:INFO|AUDIT_SUCCESS|AUDIT_FAILURE|WARNING|ERROR|CRITICAL|VERBOSE|DEBUG)$/.test(value),
  Category: (_value, read) => read('Task') !== undefined || read('EventType') !== undefined,
  AccountName: (_value, read) =>
    read('AccountType') !== undefined && read('SourceName') !== 'Service Control Manager',
  Domain: (_value, read) => read('AccountType') !== undefined,
}

/** System names that have a field of their own in the record. */
const NXLOG_READ = new Set(
  'EventID Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode RecordNumber EventRecordID ExecutionProcessID ThreadID ExecutionThreadID Level UserID ActivityID Message Computer @timestamp Keywords'.split(
    ' ',
  ),
)

export interface SystemMember {
  /** The field it becomes; undefined for what has one of its own in the record. */
  readonly restName: string | undefined
  /** For names that are used for both. */
  readonly isShippers: ((value: JsonValue, read: ReadMember) => boolean) | undefined
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
  const read: ReadMember = name => document[name]
  const head = nxlogHead(read)
  if (head === undefined) return undefined
  const eventData: Record<string, JsonValue> = {}
  const rest: Record<string, JsonValue> = {}
  const values = Object.values(document)
  for (const [nth, key] of Object.keys(document).entries()) {
    const value = values[nth]!
    if (value === null) continue
    const system = systemMemberOf(key)
    if (isOwnData(system, value, read)) eventData[key] = value
    else if (system?.restName !== undefined) rest[system.restName] = value
  }
  return { ...head, eventData, userData: {}, rest }
}

/** What NXLog says of every event, read from such a document; undefined when it is none. */
export function nxlogHead(read: ReadMember): WindowsHead | undefined {
  const eventId = scalarText(read('EventID'))
  const provider = scalarText(read('SourceName')) ?? scalarText(read('Provider_Name'))
  const channel = scalarText(read('Channel'))
  if (eventId === undefined || !/^\d{1,10}$/.test(eventId)) return undefined
  if (provider === undefined && channel === undefined) return undefined
  return {
    channel,
    provider,
    providerGuid: scalarText(read('ProviderGuid')),
    eventId,
    computer: scalarText(read('Hostname')) ?? scalarText(read('Computer')),
    recordId: scalarText(read('RecordNumber')) ?? scalarText(read('EventRecordID')),
    timeCreated: nxlogTime(read),
    level: levelOf(read('Level')) ?? NXLOG_LEVELS.get(scalarText(read('SeverityValue')) ?? ''),
    task: read('Task') ?? null,
    opcode: read('Opcode') ?? null,
    version: read('Version') ?? null,
    keywords: nxlogKeywords(read),
    pid: wholeNumber(read('ExecutionProcessID')),
    threadId: wholeNumber(read('ThreadID')) ?? wholeNumber(read('ExecutionThreadID')),
    userSid: scalarText(read('UserID')),
    activityId: scalarText(read('ActivityID')),
    message: scalarText(read('Message')),
  }
}

/** What NXLog or a shipper may mean by a member of that name; undefined for one of the event's own data. */
export function systemMemberOf(name: string): SystemMember | undefined {
  return SYSTEM_MEMBERS.get(name)
}

/** True when the value is the event's own, though NXLog uses the name too. */
export function isOwnData(member: SystemMember | undefined, value: JsonValue, read: ReadMember): boolean {
  return member === undefined || member.isShippers?.(value, read) === false
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
function nxlogTime(read: ReadMember): string | undefined {
  const eventTime = scalarText(read('EventTime'))
  if (eventTime !== undefined && /(?:Z|[+-]\d{2}:?\d{2})$/.test(eventTime)) return eventTime
  return scalarText(read('TimeCreated')) ?? scalarText(read('@timestamp')) ?? eventTime
}

/** The outcome is in EventType; Keywords is a signed number that JSON cannot hold exactly. */
function nxlogKeywords(read: ReadMember): JsonValue {
  if (read('EventType') === 'AUDIT_SUCCESS') return ['Audit Success']
  if (read('EventType') === 'AUDIT_FAILURE') return ['Audit Failure']
  return read('Keywords') ?? null
}
