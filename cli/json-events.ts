// Events as `detect` reads them, one JSON object a line: a flat or nested ECS document, or a Windows event as
// winlogbeat, nxlog or evtx_dump write it. null is kept (a rule may ask whether a field exists), and integers that
// a double cannot hold are kept as text.

import { flattenJson, isJsonObject } from '#/collectors/formats/flatten-json.ts'
import type { JsonObject } from '#/collectors/formats/format.ts'
import { parseJsonObject } from '#/collectors/formats/json-text.ts'
import { createLists, listMembers } from '#/collectors/formats/list-members.ts'
import type { FieldLists } from '#/collectors/formats/list-members.ts'
import { listWindows } from '#/collectors/formats/list-windows.ts'
import { normaliseWindows } from '#/collectors/formats/windows.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { listEvent } from '#/kernel/listed-event.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'

/** The event of a line; the reason as text when it is none. */
export function readJsonEvent(line: string): Event | string {
  return readNormalisedLine(line.normalize('NFC'))
}

/** The same of a line that is in Unicode's NFC already. */
export function readNormalisedLine(line: string): Event | string {
  const document = parseJsonObject(line)
  return document === undefined ? reasonOf(line) : eventOf(document)
}

/** The same for who only looks at the event: of most events nothing is made but the lists of their fields. */
export function listNormalisedLine(line: string): ListedEvent | string {
  const document = parseJsonObject(line)
  if (document === undefined) return reasonOf(line)
  const lists = listDocument(document)
  if (lists === 'not-plain') return listEvent(eventOf(document))
  let event: Event | undefined
  return {
    names: lists.names,
    values: lists.values,
    written: { json: line, count: lists.written },
    whole: () => (event ??= eventOf(document)),
  }
}

function eventOf(document: JsonObject): Event {
  if (!isOurNormalForm(document)) {
    const windows = normaliseWindows(document) ?? windowsInside(document)
    if (windows !== undefined) return windows
  }
  const event: Event = {}
  flattenJson(document, event, 'line', [])
  addNulls(document, '', 0, event)
  return event
}

/** The fields of `eventOf(document)`. */
function listDocument(document: JsonObject): FieldLists | 'not-plain' {
  if (!isOurNormalForm(document)) {
    const windows = listWindows(document)
    if (windows !== 'no-windows') return windows
    const inner = document['event']
    const inside = isJsonObject(inner) ? listWindows(inner) : 'no-windows'
    if (inside !== 'no-windows') return inside
  }
  const lists = createLists()
  return listMembers(document, '', 'listed', lists) ? lists : 'not-plain'
}

/** A Windows event under `event`, as Splunk's collector and exports wrap it. */
function windowsInside(document: JsonObject): Event | undefined {
  const inner = document['event']
  return isJsonObject(inner) ? normaliseWindows(inner) : undefined
}

function reasonOf(line: string): string {
  try {
    JSON.parse(line)
    return 'not a JSON object'
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** A document with flat `winlog.` names is in our normal form (or winlogbeat's, which has the same names). */
function isOurNormalForm(document: JsonObject): boolean {
  return 'winlog.channel' in document || 'winlog.event_id' in document
}

function addNulls(document: JsonObject, prefix: string, depth: number, event: Event): void {
  for (const [key, value] of Object.entries(document)) {
    const name = prefix + key
    // The type of an Event has no null; the matcher knows what it means.
    if (value === null) {
      if (!Object.hasOwn(event, name)) (event as Record<string, unknown>)[name] = null
    } else if (isJsonObject(value) && depth < LIMITS.maxJsonDepth)
      addNulls(value, `${name}.`, depth + 1, event)
  }
}
