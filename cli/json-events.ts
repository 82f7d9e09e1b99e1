// Events as `detect` reads them, one JSON object a line: a flat or nested ECS document, or a Windows event as
// winlogbeat, nxlog or evtx_dump write it. null is kept (a rule may ask whether a field exists), and integers that
// a double cannot hold are kept as text.

import { flattenJson, isJsonObject } from '#/collectors/formats/flatten-json.ts'
import type { JsonObject } from '#/collectors/formats/format.ts'
import { parseJsonObject } from '#/collectors/formats/json-text.ts'
import { normaliseWindows } from '#/collectors/formats/windows.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'

/** The event of a line; the reason as text when it is none. */
export function readJsonEvent(line: string): Event | string {
  return readNormalisedLine(line.normalize('NFC'))
}

/** The same of a line that is in Unicode's NFC already. */
export function readNormalisedLine(line: string): Event | string {
  const document = parseJsonObject(line)
  if (document === undefined) return reasonOf(line)
  if (!isOurNormalForm(document)) {
    const windows = normaliseWindows(document) ?? windowsInside(document)
    if (windows !== undefined) return windows
  }
  const event: Event = {}
  flattenJson(document, event, 'line', [])
  addNulls(document, '', 0, event)
  return event
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
