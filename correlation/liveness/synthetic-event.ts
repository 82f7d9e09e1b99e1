// An event that a rule must match, made of the rule alone: of its log source's traits and of its tree. It is marked,
// so that it can never be taken for one that happened. Whether it is right is not believed but asked of the plain
// evaluator; a rule for which none can be made says why.

import type { Event, FieldValue } from '#/kernel/event.ts'
import { matchExpression, matchField } from '../evaluate.ts'
import { traitsOf } from '../event-traits.ts'
import { eventSource, EventValues, EventView } from '../event-view.ts'
import type { FieldNames } from '../field-names.ts'
import { fieldNamesFor } from '../field-names.ts'
import type { LoadedRule } from '../loaded-rule.ts'
import { isRouted } from '../log-source.ts'
import { waysOf, type Demand } from './demands.ts'
import { valueMeeting } from './field-value.ts'
import { routedEvents } from './route-fields.ts'

/** Every synthetic event has it, and no other. */
export const SYNTHETIC_FIELD = 'thapcanh.synthetic'

const MAX_WAYS = 200
const MAX_ROUTES = 12

/** The event; as text why none could be made. */
export function synthesizeEvent(rule: LoadedRule, at: string): Event | string {
  const names = fieldNamesFor(rule.logsource)
  let reason = 'its condition can never be true'
  let ways = 0
  const routed = [...take(routedEvents(rule.route), MAX_ROUTES)]
  if (routed.length === 0) return 'no event of its log source could be made'
  for (const demands of waysOf(rule.expression, true)) {
    ways += 1
    if (ways > MAX_WAYS) return `${MAX_WAYS} ways in which it could be true were tried; ${reason}`
    for (const base of routed) {
      const made = fill(base, demands, names)
      if (typeof made === 'string') {
        reason = made
        break
      }
      const event: Event = { '@timestamp': at, 'host.name': 'synthetic', ...made, [SYNTHETIC_FIELD]: true }
      const view = new EventView(new EventValues(eventSource(event)), names)
      if (isRouted(rule.route, traitsOf(event)) && matchExpression(rule.expression, view)) return event
      reason = 'the fields that it asks for contradict its log source or each other'
    }
  }
  return reason
}

/** The event with the demands met; as text which field no value was found for. */
function fill(base: Event, demands: readonly Demand[], names: FieldNames): Event | string {
  const event: Event = { ...base }
  const emptyView = new EventView(new EventValues(eventSource({})), names)
  const byField = Map.groupBy(demands, ({ field }) => field)
  const references: Demand[] = []
  const keywords: string[] = []
  for (const [field, all] of byField) {
    if (field === undefined) {
      const value = keywordsMeeting(all, names)
      if (value === undefined) return 'no text was found for its keywords'
      if (value !== '') keywords.push(value)
      continue
    }
    const plain = all.filter(({ test }) => test.kind !== 'field-reference')
    references.push(...all.filter(({ test }) => test.kind === 'field-reference'))
    if (plain.length === 0) continue
    const shown = new EventView(new EventValues(eventSource(base)), names).field(field)
    const isMet = plain.every(({ test, wanted }) => matchField(test, shown, emptyView) === wanted)
    // What shows the log source may stand under this name too: then something else must stand before it.
    const value = valueMeeting(plain, names, shown.present && !isMet)
    if (value === undefined) return `no value was found for the field ${field}`
    set(event, field, value, base, names)
  }
  if (keywords.length > 0) event['message'] = keywords.join(' ')
  for (const { field, test, wanted } of references) {
    if (test.kind !== 'field-reference') continue
    const [own, other] = [keyOf(field!, names), keyOf(test.field, names)]
    if (wanted) {
      const value = event[other] ?? event[own] ?? 'synthetic'
      event[own] = value
      event[other] = value
    } else if (event[own] !== undefined && String(event[own]) === String(event[other])) {
      event[other] = `${String(event[other])}-other`
    }
  }
  return event
}

function set(event: Event, field: string, value: FieldValue | null, base: Event, names: FieldNames): void {
  const key = keyOf(field, names)
  // What the log source shows already is left when nothing else is asked for.
  if (value === null) {
    if (!(key in base)) delete event[key]
  } else event[key] = value
}

/** The event's name of a field: the first that is written down there. */
function keyOf(field: string, names: FieldNames): string {
  for (const source of names.sourcesOf(field)) {
    if (source.kind === 'key') return source.key
    if (source.kind === 'joined') return source.keys[0] ?? field
  }
  return field
}

/** A text that holds all keywords that are wanted. */
function keywordsMeeting(demands: readonly Demand[], names: FieldNames): string | undefined {
  const texts: string[] = []
  for (const demand of demands) {
    if (!demand.wanted) continue
    const value = valueMeeting([demand], names)
    if (value === undefined || value === null) return undefined
    texts.push(String(value))
  }
  return texts.join(' ')
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}
