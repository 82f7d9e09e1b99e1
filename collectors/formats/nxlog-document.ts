// A document of NXLog's as its values in their places: which members it has, and what NXLog means by their names, is
// found out once for all documents with the same members. To read a member is then a look-up in a small table and
// not in an object, of which no two kinds of events have the same.

import { KnownLists } from '#/kernel/known-lists.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { memberPath, pathOfPrefix } from './field-paths.ts'
import type { FieldPath } from './field-paths.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { listMember } from './list-members.ts'
import type { FieldLists } from './list-members.ts'
import { isOwnData, systemMemberOf } from './windows-nxlog.ts'
import type { ReadMember, SystemMember } from './windows-nxlog.ts'
import type { EventData } from './windows-record.ts'

const DATA = pathOfPrefix('winlog.event_data.')
const ROOT = pathOfPrefix('')

/** What the name of a member means, wherever it comes. */
interface Member {
  readonly system: SystemMember | undefined
  /** The fields it becomes as the event's own, and as the shipper's. */
  readonly own: FieldPath
  readonly rest: FieldPath | undefined
}

class DocumentShape {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, number>
  readonly members: readonly Member[]
  /** By field of the event: which member it was a copy of, or -1. */
  readonly copies = new Map<string, number>()

  constructor(names: readonly string[]) {
    this.names = names
    this.places = new Map(names.map((name, at) => [name, at]))
    this.members = names.map(name => {
      const system = systemMemberOf(name)
      const restName = system?.restName
      const rest = restName === undefined ? undefined : memberPath(ROOT, restName)
      return { system, own: memberPath(DATA, name), rest }
    })
  }
}

const shapes = new KnownLists(names => new DocumentShape(names), LIMITS.maxFieldPaths)

export class NxlogDocument implements EventData {
  readonly #shape: DocumentShape
  readonly #values: readonly JsonValue[]
  /** A member of the document, whoever it is of. */
  readonly read: ReadMember = name => {
    const at = this.#shape.places.get(name)
    return at === undefined ? undefined : this.#values[at]
  }

  constructor(document: JsonObject) {
    this.#shape = shapes.of(Object.keys(document))
    this.#values = Object.values(document)
  }

  /** A member of the event's own data. */
  at(name: string): JsonValue | undefined {
    const at = this.#shape.places.get(name)
    if (at === undefined) return undefined
    const value = this.#values[at]!
    return isOwnData(this.#shape.members[at]!.system, value, this.read) ? value : undefined
  }

  withUserData(): EventData {
    return this
  }

  /** True when the field's text is that of a member; now and then false though it is. */
  isCopied(field: string, text: string): boolean {
    const { copies } = this.#shape
    const known = copies.get(field)
    if (known !== undefined && (known < 0 || this.#values[known] === text)) return known >= 0
    const at = this.#values.indexOf(text)
    copies.set(field, at)
    return at >= 0
  }

  /** Lists the event's own data and what the shipper added; false when they are not plain. */
  listMembers(lists: FieldLists): boolean {
    const { members, places } = this.#shape
    if (places.has('__proto__')) return false
    for (let at = 0; at < members.length; at++) {
      const value = this.#values[at]!
      const { system, own, rest } = members[at]!
      if (value === null) continue
      const path = isOwnData(system, value, this.read) ? own : rest
      if (path !== undefined && !listMember(value, path, lists)) return false
    }
    lists.written = lists.names.length
    return true
  }
}
