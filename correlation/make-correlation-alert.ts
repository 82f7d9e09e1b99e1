// A firing of a correlation becomes an alert: what it is about is what its events were grouped by, and its
// evidence is the group, the number or rules that were asked for, and its events. The same window of the same
// group gives the same alert, whenever it is made.

import type { Alert, Entity, MatchedField } from '#/kernel/alert.ts'
import { alertId } from '#/kernel/alert.ts'
import { isoTime } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { OWN_FIELDS, textOf } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import { ENTITY_FIELDS, entityFieldOf } from './make-alert.ts'
import type { EventRef, Firing } from './windows/observation.ts'

/** `deciding` is the last of the firing's events, when it can be had; `raisedAt` in ms UTC. */
export function makeCorrelationAlert(firing: Firing, deciding: Event | undefined, raisedAt: number): Alert {
  const { summary } = firing.correlation
  const event = deciding ?? eventOfGroup(firing)
  return {
    id: firingId(firing),
    rule: summary,
    at: firing.at,
    raisedAt,
    systemId: textOf(event, OWN_FIELDS.system) ?? null,
    entity: entityOf(firing, event),
    eventIds: firing.events.map(idOf),
    matched: matchedBy(firing),
    event,
  }
}

/** Made of correlation, group, time and events. */
export function firingId({ correlation, groupKey, at, events }: Firing): string {
  return alertId(correlation.summary.id, [groupKey, at, ...events.map(idOf)].join('\n'))
}

/** Id of the event that decided, or, of what did not happen, of the last one before. */
export function decidingEventId({ events }: Firing): string | undefined {
  const last = events.at(-1)
  return last === undefined ? undefined : idOf(last)
}

function idOf({ receivedMs, sequence }: EventRef): string {
  return eventId(receivedMs, sequence)
}

/** The correlation's own `entity`, else the most telling of the fields it groups by. */
function entityOf({ correlation, group }: Firing, event: Event): Entity {
  const own = correlation.entityField?.split(',').map(field => field.trim()) ?? []
  for (const name of own) {
    const grouped = group.find(one => one.name === name || one.field === name)
    const value = grouped?.value ?? textOf(event, name)
    if (value !== undefined && value !== '') return { field: entityFieldOf(grouped?.field ?? name), value }
  }
  const rank = (field: string): number => {
    const place = (ENTITY_FIELDS as readonly string[]).indexOf(field)
    return place === -1 ? ENTITY_FIELDS.length : place
  }
  const [first] = group.toSorted((a, b) => rank(a.field) - rank(b.field))
  if (first !== undefined) return { field: entityFieldOf(first.field), value: first.value }
  return { field: 'rule.id', value: correlation.summary.id }
}

/** Evidence: the group, and what was found where what was asked. */
export function matchedBy({ correlation, group, value, total, absence }: Firing): readonly MatchedField[] {
  const { type, conditionText, condition } = correlation.correlation
  const asked = condition.kind === 'bounds' ? [type, ...condition.fields].join(' ') : type
  const found = absence ? '0' : value === undefined ? `${total}` : String(value)
  return [
    ...group.map(one => ({ field: one.field, value: one.value, selection: 'group-by' })),
    { field: asked, value: found, selection: conditionText },
  ]
}

/** Stands in for an event that is no longer stored. */
function eventOfGroup({ at, group }: Firing): Event {
  const event: Event = { '@timestamp': isoTime(at) }
  for (const { field, value } of group) event[field] = value
  return event
}
