// Invented events for the tests of stores, and the naive reading of the search language that the fast one
// is held against: one event, one term, no index, no SQL.

import type { Event, Scalar } from '#/kernel/event.ts'
import { valuesOf } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { eventId } from '#/kernel/ids.ts'
import type { SearchHit, SearchTerm, StoredEvent } from '#/store/event-store.ts'
import { BlockList, isIP } from 'node:net'

export const DAY = Date.parse('2026-11-22T00:00:00Z')

/** An event received `sequence` seconds after `startMs`, its own time the same unless `event` says otherwise. */
export function stored(sequence: number, event: Event = {}, startMs = DAY): StoredEvent {
  const ingestedMs = startMs + sequence * 1000
  return {
    id: eventId(ingestedMs, sequence),
    ingestedMs,
    event: { '@timestamp': new Date(ingestedMs).toISOString(), message: `event ${sequence}`, ...event },
  }
}

/** All that match, newest first: what a search without limit must answer. */
export function naiveSearch(
  events: readonly StoredEvent[],
  terms: readonly SearchTerm[],
  fromMs = -Infinity,
  toMs = Infinity,
): SearchHit[] {
  return events
    .map(event => ({ ...event, at: timeOf(event) }))
    .filter(({ at, event }) => at >= fromMs && at < toMs && terms.every(term => naiveMatch(event, term)))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .map(({ id, event }) => ({ id, event }))
}

/** Event time in ms, fractions included; the time of receipt when the event has none. */
function timeOf({ event, ingestedMs }: StoredEvent): number {
  const text = event['@timestamp']
  const ms = typeof text === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(ms)) return ingestedMs
  const micros = /\.\d{3}(\d{3})\d*Z$/.exec(String(text))?.[1]
  return ms + Number(micros ?? 0) / 1000
}

export function naiveMatch(event: Event, { field, value, negated }: SearchTerm): boolean {
  const found =
    field === null
      ? ['message', 'event.original'].some(name =>
          valuesOf(event, name).some(each => contains(String(each), value)),
        )
      : valuesOf(event, field).some(each => equals(each, value, field))
  return found !== negated
}

function contains(text: string, value: string): boolean {
  return toRegExp(value, '', '').test(text)
}

function equals(value: Scalar, wanted: string, field: string): boolean {
  if (wanted === '*') return true
  const hasWildcard = /(?<!\\)(?:\\\\)*[*?]/.test(wanted)
  if (typeof value === 'number') {
    if (hasWildcard) return toRegExp(wanted, '^', '$').test(String(value))
    return /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(wanted) && Number(wanted) === value
  }
  const isAddress = COLUMNS.get(field)?.startsWith('ip') === true
  if (isAddress && typeof value === 'string' && inRange(value, wanted)) return true
  return toRegExp(wanted, '^', '$').test(String(value))
}

function inRange(address: string, range: string): boolean {
  const [base = '', bits] = range.split('/')
  const version = isIP(base)
  if (version === 0 || isIP(address) !== version || (bits === undefined && version === 4)) return false
  const list = new BlockList()
  list.addSubnet(base, Number(bits ?? 128), version === 4 ? 'ipv4' : 'ipv6')
  return list.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

function toRegExp(value: string, before: string, after: string): RegExp {
  const parts = value.normalize('NFC').match(/\\[\\*?]|[^]/gu) ?? []
  const source = parts
    .map(part =>
      part === '*'
        ? '.*'
        : part === '?'
          ? '.'
          : RegExp.escape(part.length === 2 && part.startsWith('\\') ? part[1]! : part),
    )
    .join('')
  return new RegExp(`${before}(?:${source})${after}`, 'isu')
}
