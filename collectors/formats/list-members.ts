// A JSON document → two lists, the names of its flat fields and their values: what `flattenJson` puts into an event,
// for whoever looks at a few fields and then forgets them. Whatever is not plain (too deep, too long, lists of
// objects) is left to `flattenJson`.

import { LIMITS } from '#/kernel/limits.ts'
import { memberPath, pathOfPrefix } from './field-paths.ts'
import type { FieldPath } from './field-paths.ts'
import type { JsonObject, JsonValue } from './format.ts'

export interface FieldLists {
  readonly names: string[]
  readonly values: unknown[]
  /** How many of them, from the first, are the document's own. */
  written: number
}

export function createLists(): FieldLists {
  return { names: [], values: [], written: 0 }
}

/** What becomes of members that are null: they are absent, or listed as null. */
export type Nulls = 'absent' | 'listed'

/** Lists every value of the document, names prefixed with `prefix`; false when it is not plain. */
export function listMembers(document: JsonObject, prefix: string, nulls: Nulls, lists: FieldLists): boolean {
  const isPlain = listInside(document, pathOfPrefix(prefix), 0, nulls, lists)
  lists.written = lists.names.length
  return isPlain
}

/** Lists one value that the document may write otherwise, and what is inside it. */
export function listMember(value: JsonValue, member: FieldPath, lists: FieldLists): boolean {
  return listValue(value, member, 0, 'absent', lists)
}

function listInside(
  object: JsonObject,
  path: FieldPath,
  depth: number,
  nulls: Nulls,
  lists: FieldLists,
): boolean {
  for (const key of Object.keys(object)) {
    if (!listValue(object[key]!, memberPath(path, key), depth, nulls, lists)) return false
  }
  return true
}

function listValue(
  value: JsonValue,
  member: FieldPath,
  depth: number,
  nulls: Nulls,
  lists: FieldLists,
): boolean {
  if (typeof value !== 'object') return add(member, value, lists)
  if (value === null) return nulls === 'absent' || add(member, null, lists)
  if (depth >= LIMITS.maxJsonDepth) return false
  if (!Array.isArray(value)) return listInside(value as JsonObject, member, depth + 1, nulls, lists)
  if (!isPlainList(value)) return false
  return value.length === 0 || add(member, value, lists)
}

function isPlainList(list: readonly JsonValue[]): boolean {
  return list.length <= LIMITS.maxArrayMembers && list.every(member => typeof member !== 'object')
}

function add({ name }: FieldPath, value: unknown, lists: FieldLists): boolean {
  if (lists.names.length >= LIMITS.maxFields || name === '__proto__') return false
  lists.names.push(name)
  lists.values.push(value)
  return true
}
