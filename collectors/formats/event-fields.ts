// Small verbs with which formats fill an event: a value that is absent, empty or `-` leaves the field away.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { valuesOf } from '#/kernel/event.ts'

/** Sets a text field unless the value is absent, empty or the dash that means "none". */
export function putText(event: Event, field: string, value: string | undefined): void {
  if (value !== undefined && value !== '' && value !== '-') event[field] = value
}

/** Sets a number field when the text is a whole decimal number that JavaScript holds exactly. */
export function putInteger(event: Event, field: string, value: string | undefined): boolean {
  const number = integerOf(value)
  if (number === undefined) return false
  event[field] = number
  return true
}

/** The whole number a text denotes, or undefined. */
export function integerOf(value: string | undefined): number | undefined {
  if (value === undefined || value.length > 16 || !/^-?\d+$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** Adds a value to an array field, once. */
export function addValue(event: Event, field: string, value: Scalar | undefined): void {
  if (value === undefined || value === '' || value === '-') return
  const before = valuesOf(event, field)
  if (!before.includes(value)) event[field] = [...before, value]
}

/** Sets a field of any outer name; `__proto__` would vanish from a plain object and is kept under another name. */
export function putForeign(event: Event, field: string, value: FieldValue): void {
  event[field === '__proto__' ? '_proto_' : field] = value
}

/** Adds a value to what a field already holds. */
export function appendValue(event: Event, field: string, value: Scalar): void {
  if (Object.hasOwn(event, field)) event[field] = [...valuesOf(event, field), value]
  else putForeign(event, field, value)
}

const RELATED: readonly (readonly [related: string, fields: readonly string[]])[] = [
  [
    'related.ip',
    ['source.ip', 'destination.ip', 'source.nat.ip', 'destination.nat.ip', 'client.ip', 'server.ip'],
  ],
  [
    'related.user',
    ['user.name', 'source.user.name', 'destination.user.name', 'user.target.name', 'user.effective.name'],
  ],
  [
    'related.hosts',
    [
      'host.hostname',
      'host.name',
      'observer.hostname',
      'source.domain',
      'destination.domain',
      'dns.question.name',
    ],
  ],
  [
    'related.hash',
    [
      'file.hash.md5',
      'file.hash.sha1',
      'file.hash.sha256',
      'process.hash.md5',
      'process.hash.sha1',
      'process.hash.sha256',
    ],
  ],
]

/** Gathers the addresses, users, hosts and hashes of an event into `related.*`. */
export function gatherRelated(event: Event): void {
  for (const [related, fields] of RELATED) {
    for (const field of fields) for (const value of valuesOf(event, field)) addValue(event, related, value)
  }
}
