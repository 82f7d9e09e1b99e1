// A match becomes an alert: the rule's summary, the evidence, and the entity it is about. The same rule on the
// same event gives the same alert, whenever it is made.

import type { Alert, Entity } from '#/kernel/alert.ts'
import { alertId } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import { OWN_FIELDS, textOf } from '#/kernel/event.ts'
import type { Match } from './rule.ts'

/** Fields that may name what an alert is about, first present first, unless the rule names one. */
export const ENTITY_FIELDS = [
  'source.ip',
  'user.name',
  'host.name',
  'host.hostname',
  'winlog.computer_name',
  'source.address',
  'destination.ip',
  'url.domain',
  'observer.name',
  'thapcanh.peer',
] as const

/** What an alert is about. */
export type Subject = Pick<Alert, 'systemId' | 'entity'>

/** What the alert of the match would be about; exceptions ask no more of it. */
export function subjectOf(match: Match, event: Event): Subject {
  return { systemId: textOf(event, OWN_FIELDS.system) ?? null, entity: entityOf(match, event) }
}

/** `raisedAt` in ms UTC. An event without a readable time happened when it was raised. */
export function makeAlert(
  match: Match,
  event: Event,
  eventId: string,
  raisedAt: number,
  subject = subjectOf(match, event),
): Alert {
  const at = Date.parse(textOf(event, '@timestamp') ?? '')
  return {
    id: alertId(match.rule.summary.id, eventId),
    rule: match.rule.summary,
    at: Number.isNaN(at) ? raisedAt : at,
    raisedAt,
    ...subject,
    eventIds: [eventId],
    matched: match.matched,
    event,
  }
}

/** The name under which alerts of a field come together: one thing may have several. */
export function entityFieldOf(field: string): string {
  return SAME_AS.get(field) ?? field
}

const SAME_AS: ReadonlyMap<string, string> = new Map([
  ['host.hostname', 'host.name'],
  ['winlog.computer_name', 'host.name'],
  ['source.address', 'source.ip'],
])

/** The rule's own entity field may list several, separated by commas: the first present counts. */
function entityOf(match: Match, event: Event): Entity {
  const own = match.rule.entityField?.split(',').map(field => field.trim()) ?? []
  for (const field of [...own, ...ENTITY_FIELDS]) {
    const value = textOf(event, field)
    if (value !== undefined && value !== '') return { field: entityFieldOf(field), value }
  }
  return { field: 'rule.id', value: match.rule.summary.id }
}
