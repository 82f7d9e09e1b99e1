// Windows events as evtx_dump writes them: the XML of the event turned into JSON, attributes beside or inside
// their elements.

import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { type WindowsRecord, levelOf, scalarText, wholeNumber } from './windows-record.ts'

/** The record of `{System, EventData, UserData}`, or undefined when it has no event id; `rest` is kept beside it. */
export function fromEvtx(event: JsonObject, rest: JsonObject): WindowsRecord | undefined {
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
