// Fields that make an event one of a rule's log source: for each part of its route one way to be recognised, and for
// each trait of the way the field that shows it.

import type { Event } from '#/kernel/event.ts'
import type { TraitName, Way } from '../event-traits.ts'
import { traitsOf } from '../event-traits.ts'
import { fitsText, isRouted, type Route } from '../log-source.ts'

/** Where each trait is shown. */
const FIELD_OF = {
  module: 'event.module',
  dataset: 'event.dataset',
  channel: 'winlog.channel',
  eventId: 'winlog.event_id',
  registryChange: 'winlog.event_data.EventType',
  program: 'log.syslog.appname',
  format: 'thapcanh.format',
  vendor: 'observer.vendor',
  observer: 'observer.type',
  os: 'host.os.type',
  action: 'event.action',
  protocol: 'network.protocol',
  categories: 'event.category',
  types: 'event.type',
} as const satisfies Record<TraitName, string>

/** Combinations of ways that are tried, at most. */
const MAX_COMBINATIONS = 64
/** Patterns of one trait that are tried: `process_creation` is Sysmon 1 or Security 4688. */
const MAX_PATTERNS = 4

/** Events of the log source, each recognised in another way; every one of them is routed to it. */
export function* routedEvents(route: Route): Generator<Event> {
  let tried = 0
  for (const ways of combinations(route)) {
    for (let place = 0; place < MAX_PATTERNS; place += 1) {
      tried += 1
      if (tried > MAX_COMBINATIONS) return
      const event = eventOf(ways, place)
      if (isRouted(route, traitsOf(event))) yield event
    }
  }
}

function* combinations(route: Route): Generator<readonly Way[]> {
  const [first, ...rest] = route
  if (first === undefined) {
    yield []
    return
  }
  for (const way of first) for (const others of combinations(rest)) yield [way, ...others]
}

/** `place`: which of several patterns is taken. */
function eventOf(ways: readonly Way[], place: number): Event {
  const event: Event = {}
  const patterns = new Map<TraitName, (readonly string[])[]>()
  for (const way of ways) {
    for (const [trait, wanted] of Object.entries(way) as [TraitName, readonly string[]][])
      patterns.set(trait, [...(patterns.get(trait) ?? []), wanted])
  }
  for (const [trait, all] of patterns) {
    const samples = all.flatMap(wanted => wanted.map(sampleOf))
    const fitting = samples.filter(text =>
      all.every(wanted => wanted.some(pattern => fitsText(pattern, text))),
    )
    const several =
      samples.length > 1 && fitting.length === 0 && (trait === 'categories' || trait === 'types')
    const text = several ? [...new Set(samples)] : fitting[place % Math.max(1, fitting.length)]
    if (text !== undefined && text !== '') event[FIELD_OF[trait]] = text
  }
  return event
}

/** A text that the pattern of a way allows. */
function sampleOf(pattern: string): string {
  if (pattern.startsWith('!(')) return 'other'
  if (pattern === '*') return 'some'
  return pattern.replace(/^\*|\*$/g, '')
}
