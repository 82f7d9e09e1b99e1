// A Windows event in one shape, whoever wrote it as JSON: winlogbeat (nested or flat), NXLog (one flat object)
// or evtx_dump (the XML turned into JSON). The three readers are in windows-shapes.ts; what the record means
// in ECS is in windows.ts. Names and values of the event's own data are never changed here.

import type { JsonObject, JsonValue } from './format.ts'

/** What Windows says of every event. */
export interface WindowsHead {
  readonly channel: string | undefined
  readonly provider: string | undefined
  readonly providerGuid: string | undefined
  /** Decimal digits. */
  readonly eventId: string
  readonly computer: string | undefined
  readonly recordId: string | undefined
  /** When Windows logged it, as written. */
  readonly timeCreated: string | undefined
  /** Name (`information`) or number (4), as written. */
  readonly level: string | number | undefined
  readonly task: JsonValue
  readonly opcode: JsonValue
  readonly version: JsonValue
  readonly keywords: JsonValue
  readonly pid: number | undefined
  readonly threadId: number | undefined
  /** SID of the account that logged the event. */
  readonly userSid: string | undefined
  readonly activityId: string | undefined
  readonly message: string | undefined
}

export interface WindowsRecord extends WindowsHead {
  readonly eventData: JsonObject
  readonly userData: JsonObject
  /** Everything else that the document holds, by its own names: kept, but not the event's own data. */
  readonly rest: JsonObject
}

/** An event's own data, member by member, wherever its document has them. */
export interface EventData {
  /** Undefined for a member that it has not. */
  at(name: string): JsonValue | undefined
  /** The same with the event's user data, which count where it has no member of the name. */
  withUserData(): EventData
}

/** The data of a record, as objects. */
export function dataOf({ eventData, userData }: Pick<WindowsRecord, 'eventData' | 'userData'>): EventData {
  return {
    at: name => memberOf(eventData, name),
    withUserData: () => dataOf({ eventData: { ...userData, ...eventData }, userData: {} }),
  }
}

function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** The text of a scalar; undefined for null, objects, lists and the empty text. */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number from a number, decimal or `0x` hexadecimal text. */
export function wholeNumber(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 18 || !/^(?:\d+|0x[0-9a-f]+)$/i.test(value))
    return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** A level as number or name; decimal text is a number. */
export function levelOf(value: JsonValue | undefined): string | number | undefined {
  if (typeof value === 'number') return value
  const text = scalarText(value)
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : text
}

/** The document without some of its members. */
export function without(document: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !keys.includes(key)))
}
