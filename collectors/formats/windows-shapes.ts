// The three JSON shapes of a Windows event, told apart by what they cannot be without: evtx_dump by
// `Event.System`, winlogbeat by `winlog`, NXLog by `EventID` beside a channel or source at the top.

import { isJsonObject } from './flatten-json.ts'
import type { JsonObject } from './format.ts'
import { fromEvtx } from './windows-evtx.ts'
import { fromNxlog } from './windows-nxlog.ts'
import { type WindowsRecord, without } from './windows-record.ts'
import { fromFlatWinlogbeat, fromWinlogbeat } from './windows-winlogbeat.ts'

/** True when the document can be nothing but NXLog's, if it is a Windows event at all. */
export function isNxlog(document: JsonObject): boolean {
  const event = document['Event']
  if (isJsonObject(event) && isJsonObject(event['System'])) return false
  if (isJsonObject(document['System']) && 'EventID' in document['System']) return false
  return !isJsonObject(document['winlog']) && !Object.hasOwn(document, 'winlog.event_id')
}

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
