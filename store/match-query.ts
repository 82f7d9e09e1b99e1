// What a query means, event by event: the definition that every store is held to (query-tree.ts says it in words).
// Slow and plain. Stores may use it to look again at what their index found; tests use it as the oracle.

import { type Event, type Scalar, valuesOf } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { foldText } from './embedded/fold-text.ts'
import { escapeRegex, parseGlob } from './glob.ts'
import { readRange } from './query-range.ts'
import { FREE_TEXT, type Query, type QueryRange, type QueryRegex, TEXT_FIELDS } from './query-tree.ts'
import { compareText, lowerText, readAddress, readNumber } from './value-reading.ts'
import { readTime } from './embedded/event-time.ts'

/** True when the event satisfies the query. */
export function matchesQuery(event: Event, query: Query): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every(part => matchesQuery(event, part))
    case 'or':
      return query.parts.some(part => matchesQuery(event, part))
    case 'not':
      return !matchesQuery(event, query.part)
    case 'exists':
      return valuesOf(event, query.field).length > 0
    case 'text':
      return FREE_TEXT.some(field => {
        const test = patternOf(query.value, 'anywhere', query.folded === true)
        return valuesOf(event, field).some(value => test(String(value)))
      })
    case 'term':
      return valuesOf(event, query.field).some(value =>
        equals(value, query.field, query.value, query.folded === true),
      )
    case 'range':
      return valuesOf(event, query.field).some(value => isWithin(value, query))
    case 'regex':
      return matchesRegex(event, query)
  }
}

function equals(value: Scalar, field: string, wanted: string, folded: boolean): boolean {
  const glob = parseGlob(wanted)
  if (typeof value === 'number' && glob.kind === 'text') return readNumber(glob.text) === value
  if (typeof value === 'string' && glob.kind === 'text' && isInRange(value, field, glob.text)) return true
  const anywhere = TEXT_FIELDS.has(field) && glob.kind === 'text' && glob.text !== ''
  return patternOf(wanted, anywhere ? 'anywhere' : 'whole', folded)(String(value))
}

/** Addresses: CIDR, and IPv6 in any spelling. */
function isInRange(value: string, field: string, wanted: string): boolean {
  if (COLUMNS.get(field)?.startsWith('ip') !== true) return false
  const [base = '', bits, ...more] = wanted.split('/')
  const from = readAddress(base)
  const address = readAddress(value)
  if (from === undefined || address?.version !== from.version || more.length > 0) return false
  const width = from.version === 4 ? 32 : 128
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > width)) return false
  const shift = BigInt(width - Number(bits ?? width))
  return address.value >> shift === from.value >> shift
}

function patternOf(wanted: string, where: 'whole' | 'anywhere', folded: boolean): (text: string) => boolean {
  const glob = parseGlob(folded ? foldText(wanted) : wanted)
  if (glob.kind === 'anything') return () => true
  const shown = (text: string): string => lowerText(folded ? foldText(text) : text)
  if (glob.kind === 'text' && where === 'whole') return text => shown(text) === shown(glob.text)
  const source = glob.kind === 'text' ? escapeRegex(glob.text) : glob.regex
  const regex = new RegExp(where === 'whole' ? `^(?:${source})$` : source, 'isu')
  return text => regex.test(folded ? foldText(text) : text)
}

function matchesRegex(event: Event, { field, source, fromStart, toEnd }: QueryRegex): boolean {
  const isAnywhere = field === null || TEXT_FIELDS.has(field)
  const start = isAnywhere && !fromStart ? '' : '^'
  const end = isAnywhere && !toEnd ? '' : '$'
  const regex = new RegExp(`${start}(?:${source})${end}`, 'isu')
  const fields = field === null ? FREE_TEXT : [field]
  return fields.some(name => valuesOf(event, name).some(value => regex.test(String(value))))
}

function isWithin(value: Scalar, query: QueryRange): boolean {
  const range = readRange(query)
  switch (range.kind) {
    case 'numbers': {
      const number = typeof value === 'number' ? value : readNumber(String(value))
      return number !== undefined && range.holds((a, b) => a - b, number)
    }
    case 'addresses': {
      const address = readAddress(String(value))
      return address?.version === range.version && range.holds((a, b) => Number(a - b), address.value)
    }
    case 'times': {
      const micros = typeof value === 'string' ? readTime(value)?.micros : undefined
      return micros !== undefined && range.holds((a, b) => Number(a - b), micros)
    }
    case 'texts':
      return typeof value === 'string' && range.holds(compareText, lowerText(value))
  }
}
