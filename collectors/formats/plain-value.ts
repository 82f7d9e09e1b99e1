// Values of one field each, as the tables of CEF, LEEF and FortiGate name their kinds.

import { isIP } from 'node:net'
import type { Event } from '#/kernel/event.ts'
import { integerOf } from './event-fields.ts'

export type PlainKind = 'text' | 'lower' | 'integer' | 'ip' | 'mac'

const MAC = /^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5,7}$/

/** Sets the field; false, with nothing set, when the value is not of its kind. */
export function putPlain(event: Event, field: string, kind: PlainKind, value: string): boolean {
  switch (kind) {
    case 'text':
      event[field] = value
      return true
    case 'lower':
      event[field] = value.toLowerCase()
      return true
    case 'integer': {
      const number = integerOf(value)
      if (number !== undefined) event[field] = number
      return number !== undefined
    }
    case 'ip':
      if (isIP(value) === 0) return false
      event[field] = value
      return true
    case 'mac':
      if (!MAC.test(value)) return false
      event[field] = value.replaceAll(':', '-').toUpperCase()
      return true
    default:
      return kind satisfies never
  }
}
