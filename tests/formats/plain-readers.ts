// What the fast readers of JSON events must be equal to, written the plain way: a reviver for long integers, names
// put together as they are met, a regular expression for times, NXLog's members told apart one by one.

import type { JsonObject, JsonValue } from '#/collectors/formats/format.ts'
import { isoOfParts } from '#/collectors/formats/time.ts'
import { zoneMinutes } from '#/collectors/formats/time-zone.ts'
import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'

/** The object of a text; undefined when it holds none. */
export function plainJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text, (_key, member: unknown, context?: { source?: string }) =>
      typeof member === 'number' && !Number.isSafeInteger(member) && /^-?\d+$/.test(context?.source ?? '')
        ? context!.source
        : member,
    )
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The flat fields of a document, added to an event; false when something was cut. */
export function plainFlatten(document: JsonObject, event: Event, prefix = ''): boolean {
  let fields = 0
  let isWhole = true
  const add = (name: string, value: FieldValue): void => {
    const known = Object.hasOwn(event, name) ? [event[name]!].flat() : undefined
    if (known === undefined && fields++ < LIMITS.maxFields) {
      event[name === '__proto__' ? '_proto_' : name] = value
    } else if (known !== undefined && known.length + [value].flat().length <= LIMITS.maxArrayMembers) {
      event[name] = [...known, ...[value].flat()] as Scalar[]
    } else isWhole = false
  }
  const walk = (value: JsonValue, name: string, depth: number): void => {
    if (value === null) return
    if (typeof value !== 'object') return add(name, value)
    if (depth >= LIMITS.maxJsonDepth) return void (isWhole = false)
    if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) walk(member, `${name}.${key}`, depth + 1)
      return
    }
    if (value.length > LIMITS.maxArrayMembers) isWhole = false
    const scalars: Scalar[] = []
    for (const member of value.slice(0, LIMITS.maxArrayMembers)) {
      if (typeof member === 'object') walk(member, name, depth + 1)
      else scalars.push(member)
    }
    if (scalars.length > 0) add(name, scalars)
  }
  for (const [key, member] of Object.entries(document)) walk(member, prefix + key, 0)
  return isWhole
}

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)? ?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2}|UTC|GMT)?$/

/** An ISO-like time in UTC; undefined when it is none. */
export function plainIso(text: string, zoneOffsetMinutes: number): string | undefined {
  const match = ISO.exec(text)
  const zone = match?.[8] === undefined ? zoneOffsetMinutes : zoneMinutes(match[8].toUpperCase())
  if (match === null || zone === undefined) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(digits => Number(digits ?? 0))
  return isoOfParts(
    {
      year: year!,
      month: month!,
      day: day!,
      hour: hour!,
      minute: minute!,
      second: second!,
      fraction: match[7] ?? '',
    },
    zone,
  )
}

const SHIPPERS =
  'EventID EventTime EventReceivedTime TimeCreated Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode OpcodeValue Keywords RecordNumber EventRecordID ExecutionProcessID ExecutionThreadID ThreadID Severity SeverityValue Level Message SourceModuleName SourceModuleType UserID AccountType ActivityID RelatedActivityID Computer @timestamp @version host port tags type ERROR_EVT_UNRESOLVED MessageSourceAddress'.split(
    ' ',
  )
const READ =
  'EventID Hostname Channel SourceName Provider_Name ProviderGuid Version Task Opcode RecordNumber EventRecordID ExecutionProcessID ThreadID ExecutionThreadID Level UserID ActivityID Message Computer @timestamp Keywords'.split(
    ' ',
  )

/** The members of NXLog's object: the event's own, and what the shipper wrote beside them. */
export function plainNxlogMembers(document: JsonObject): { eventData: JsonObject; rest: JsonObject } {
  const isShippers = (key: string, value: JsonValue): boolean => {
    if (key === 'EventType')
      return 'INFO AUDIT_SUCCESS AUDIT_FAILURE WARNING ERROR CRITICAL VERBOSE DEBUG'
        .split(' ')
        .includes(value as string)
    if (key === 'Category') return document['Task'] !== undefined || document['EventType'] !== undefined
    if (key === 'Domain') return document['AccountType'] !== undefined
    if (key === 'AccountName')
      return document['AccountType'] !== undefined && document['SourceName'] !== 'Service Control Manager'
    return SHIPPERS.includes(key)
  }
  const members = Object.entries(document).filter(([key, value]) => value !== null && key !== '__proto__')
  return {
    eventData: Object.fromEntries(members.filter(([key, value]) => !isShippers(key, value))),
    rest: Object.fromEntries(
      members
        .filter(([key, value]) => isShippers(key, value) && !READ.includes(key))
        .map(([key, value]) => [`nxlog.${key}`, value]),
    ),
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The words of a command line: a part in double quotes is one word and keeps its quotes. */
export function plainArgs(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:"[^"]*(?:"|$)|[^\s"])+/g), match => match[0]).slice(0, 256)
}
