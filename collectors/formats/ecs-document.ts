// A JSON document that already speaks ECS (Beats, Elastic Agent, our own `parse`), nested or flat.
// Names and values are kept; values are brought to the type their field has in ECS, so that `"443"` and 443
// are one value to a rule, a column and an index.

import { COLUMNS } from '#/kernel/field-types.ts'
import type { ColumnType } from '#/kernel/field-types.ts'
import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { integerOf } from './event-fields.ts'
import type { JsonObject } from './format.ts'
import { isJsonObject } from './flatten-json.ts'
import { isoOfAny } from './time.ts'

/** Objects at the top of an ECS document; two of them, or one with `@timestamp`, are no accident. */
const ROOTS = [
  'ecs', 'event', 'host', 'source', 'destination', 'client', 'server', 'user', 'process', 'file', 'network', 'url',
  'http', 'agent', 'observer', 'log', 'related', 'winlog', 'dns', 'tls', 'registry', 'container', 'service',
] as const // prettier-ignore

/** True for a document with ECS names: `ecs.version`, `@timestamp` and an ECS object, or dotted ECS names. */
export function isEcsDocument(document: JsonObject): boolean {
  if (document['ecs.version'] !== undefined) return true
  const ecs = document['ecs']
  if (isJsonObject(ecs) && ecs['version'] !== undefined) return true
  let signs = document['@timestamp'] === undefined ? 0 : 1
  for (const root of ROOTS) if (isJsonObject(document[root]) && ++signs >= 2) return true
  for (const key in document) {
    if (key.includes('.') && COLUMNS.has(key) && ++signs >= 2) return true
  }
  return false
}

/** Brings the values of ECS fields to their types; leaves a value that cannot be as it is. */
export function normaliseEcsTypes(event: Event, zoneOffsetMinutes: number, receivedMs: number): void {
  for (const field in event) {
    const type = COLUMNS.get(field)
    if (type !== undefined)
      event[field] = toType(event[field] as FieldValue, type, zoneOffsetMinutes, receivedMs)
  }
}

function toType(
  value: FieldValue,
  type: ColumnType,
  zoneOffsetMinutes: number,
  receivedMs: number,
): FieldValue {
  if (Array.isArray(value)) {
    return value.map(member => scalarToType(member as Scalar, type, zoneOffsetMinutes, receivedMs))
  }
  const scalar = scalarToType(value as Scalar, type, zoneOffsetMinutes, receivedMs)
  return type === 'keyword[]' || type === 'ip[]' ? [scalar] : scalar
}

function scalarToType(
  value: Scalar,
  type: ColumnType,
  zoneOffsetMinutes: number,
  receivedMs: number,
): Scalar {
  switch (type) {
    case 'keyword':
    case 'keyword[]':
    case 'text':
    case 'ip':
    case 'ip[]':
      return typeof value === 'string' ? value : String(value)
    case 'long':
      return typeof value === 'string' ? (integerOf(value) ?? value) : value
    case 'double':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
        ? Number(value)
        : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'date':
      return isoOfAny(value, zoneOffsetMinutes, receivedMs) ?? value
    default:
      return type satisfies never
  }
}
