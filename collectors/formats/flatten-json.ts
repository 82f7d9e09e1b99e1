// A JSON document → flat fields: `{"a":{"b":1}}` becomes `a.b = 1`, a list of objects becomes a list per
// field, as a search index would see it. null, {} and [] are absent. Depth, fields and list lengths are
// bounded; what is over a bound is left to `event.original` and counted as `line.fields-capped`.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { valuesOf } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { excerpt } from './decode-text.ts'
import { putForeign } from './event-fields.ts'
import { memberPath, pathOfPrefix } from './field-paths.ts'
import type { FieldPath } from './field-paths.ts'
import type { JsonObject, JsonValue } from './format.ts'

/** True for `{…}`, false for lists, scalars and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Adds every value of `document` to `event`, names prefixed with `prefix`; returns false when it had to cut. */
export function flattenJson(
  document: JsonObject,
  event: Event,
  where: string,
  problems: Problem[],
  prefix = '',
): boolean {
  const walk = { fields: 0, cut: '' }
  flattenInto(document, pathOfPrefix(prefix), 0, event, walk)
  if (walk.cut === '') return true
  problems.push({ code: 'line.fields-capped', where, detail: `JSON document: ${excerpt(walk.cut)}` })
  return false
}

interface Walk {
  fields: number
  cut: string
}

function flattenInto(object: JsonObject, path: FieldPath, depth: number, event: Event, walk: Walk): void {
  for (const key of Object.keys(object)) {
    const value = object[key] as JsonValue
    if (value === null) continue
    const member = memberPath(path, key)
    if (typeof value !== 'object') add(event, member.name, value, walk)
    else if (depth >= LIMITS.maxJsonDepth) tooDeep(member, walk)
    else if (Array.isArray(value)) flattenList(value, member, depth + 1, event, walk)
    else flattenInto(value as JsonObject, member, depth + 1, event, walk)
  }
}

function flattenList(
  list: readonly JsonValue[],
  path: FieldPath,
  depth: number,
  event: Event,
  walk: Walk,
): void {
  if (list.length > LIMITS.maxArrayMembers) walk.cut = `${list.length} members in ${path.name}`
  const members = list.length > LIMITS.maxArrayMembers ? list.slice(0, LIMITS.maxArrayMembers) : list
  const scalars: Scalar[] = []
  for (const member of members) {
    if (member === null) continue
    if (typeof member !== 'object') scalars.push(member)
    else if (depth >= LIMITS.maxJsonDepth) tooDeep(path, walk)
    else if (Array.isArray(member)) flattenList(member, path, depth + 1, event, walk)
    else flattenInto(member as JsonObject, path, depth + 1, event, walk)
  }
  if (scalars.length > 0) add(event, path.name, scalars, walk)
}

function tooDeep({ name }: FieldPath, walk: Walk): void {
  walk.cut = `nested deeper than ${LIMITS.maxJsonDepth} at ${name}`
}

function add(event: Event, name: string, value: FieldValue, walk: Walk): void {
  if (!Object.hasOwn(event, name)) {
    if (walk.fields++ < LIMITS.maxFields) putForeign(event, name, value)
    else walk.cut = `more than ${LIMITS.maxFields} fields, one left out: ${name}`
    return
  }
  const joined: Scalar[] = [
    ...valuesOf(event, name),
    ...(Array.isArray(value) ? (value as Scalar[]) : [value as Scalar]),
  ]
  if (joined.length > LIMITS.maxArrayMembers)
    walk.cut = `more than ${LIMITS.maxArrayMembers} members in ${name}`
  else event[name] = joined
}
