// The fields of a Windows event as lists: the same fields and values as the event that `windows.ts` makes of the
// document. The event's own data and the system's fields are listed where the document has them, without being copied
// into objects before; only the ECS fields are put into an object, as the code that fills them does so.

import type { Event } from '#/kernel/event.ts'
import { memberPath, pathOfPrefix } from './field-paths.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { createLists, listMember, listMembers } from './list-members.ts'
import type { FieldLists } from './list-members.ts'
import { NxlogDocument } from './nxlog-document.ts'
import { writeEcs } from './windows-ecs.ts'
import { nxlogHead } from './windows-nxlog.ts'
import { dataOf } from './windows-record.ts'
import type { EventData, WindowsHead } from './windows-record.ts'
import { isNxlog, readWindowsRecord } from './windows-shapes.ts'
import { looksLikeWindows, PLAIN, systemFields, writeRest } from './windows.ts'

/** The document's fields; why there are none: it is no Windows event, or none that is plain enough to be listed. */
export function listWindows(document: JsonObject): FieldLists | 'no-windows' | 'not-plain' {
  if (!looksLikeWindows(document)) return 'no-windows'
  return isNxlog(document) ? listNxlog(new NxlogDocument(document)) : listRecord(document)
}

function listNxlog(document: NxlogDocument): FieldLists | 'no-windows' | 'not-plain' {
  const head = nxlogHead(document.read)
  if (head === undefined) return 'no-windows'
  const lists = createLists()
  if (!document.listMembers(lists)) return 'not-plain'
  return listCommon(head, document, undefinedFields(), lists, document)
}

function listRecord(document: JsonObject): FieldLists | 'no-windows' | 'not-plain' {
  const record = readWindowsRecord(document)
  if (record === undefined) return 'no-windows'
  const lists = createLists()
  const isPlain =
    listMembers(record.eventData, 'winlog.event_data.', 'absent', lists) &&
    listMembers(record.userData, 'winlog.user_data.', 'absent', lists)
  if (!isPlain) return 'not-plain'
  const event = undefinedFields()
  writeRest(record.rest, event, PLAIN, [])
  return listCommon(record, dataOf(record), event, lists)
}

/** `event` has what the shipper wrote, and gets the ECS fields. */
function listCommon(
  head: WindowsHead,
  data: EventData,
  event: Event,
  lists: FieldLists,
  document?: NxlogDocument,
): FieldLists | 'not-plain' {
  writeEcs(head, data, event, PLAIN)
  const names = Object.keys(event)
  const values = Object.values(event) as (JsonValue | undefined)[]
  const system = Object.values(systemFields(head))
  if (document !== undefined) {
    takeCopies(SYSTEM_NAMES, system, document, lists)
    takeCopies(names, values, document, lists)
  }
  for (let nth = 0; nth < SYSTEM_PATHS.length; nth++) {
    const value = system[nth]
    if (value !== null && value !== undefined && !listMember(value, SYSTEM_PATHS[nth]!, lists))
      return 'not-plain'
  }
  for (let nth = 0; nth < names.length; nth++) {
    if (values[nth] === undefined) continue
    lists.names.push(names[nth]!)
    lists.values.push(values[nth])
  }
  return lists
}

/** Lists those fields whose texts the document writes too. */
function takeCopies(
  names: readonly string[],
  values: (JsonValue | undefined)[],
  document: NxlogDocument,
  lists: FieldLists,
): void {
  for (let nth = 0; nth < names.length; nth++) {
    const value = values[nth]
    if (typeof value !== 'string' || !document.isCopied(names[nth]!, value)) continue
    lists.names.push(names[nth]!)
    lists.values.push(value)
    values[nth] = undefined
  }
  lists.written = lists.names.length
}

const SYSTEM_NAMES = Object.keys(systemFields({ eventId: '' } as WindowsHead))
const SYSTEM_PATHS = SYSTEM_NAMES.map(name => memberPath(pathOfPrefix(''), name))

/**
 * An event that has room for what most have. V8 makes a table of an object to which a dozen fields were added under
 * computed names, and reads it slowly from then on.
 */
function undefinedFields(): Event {
  return {
    'event.kind': undefined,
    'event.module': undefined,
    'event.dataset': undefined,
    'event.code': undefined,
    'event.provider': undefined,
    'host.name': undefined,
    message: undefined,
    'log.level': undefined,
    'user.id': undefined,
    '@timestamp': undefined,
    'event.category': undefined,
    'event.type': undefined,
    'event.action': undefined,
    'event.created': undefined,
    'process.entity_id': undefined,
    'process.executable': undefined,
    'process.name': undefined,
    'process.pid': undefined,
    'user.domain': undefined,
    'user.name': undefined,
    'related.user': undefined,
    'file.path': undefined,
    'file.name': undefined,
    'file.directory': undefined,
  } as Record<string, unknown> as Event
}
