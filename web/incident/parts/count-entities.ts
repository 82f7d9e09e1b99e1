// The entities of an incident as its alerts show them: in how many each occurs. Pure.

import type { EntityView } from '#/api/contract/incident-work.ts'
import type { AlertView, IncidentView } from '#/api/contract/schemas.ts'
import type { Static } from 'typebox'

type EntityKind = Static<typeof EntityView>['kind']

export interface CountedEntity {
  readonly kind: EntityKind
  /** Field of an event, for searches. */
  readonly field: string
  readonly value: string
  readonly alerts: number
  /** The one by which the alerts are together. */
  readonly isMain: boolean
}

const KINDS: Readonly<Record<string, EntityKind>> = {
  'source.ip': 'ip',
  'destination.ip': 'ip',
  'client.ip': 'ip',
  'server.ip': 'ip',
  'host.ip': 'ip',
  'user.name': 'user',
  'user.target.name': 'user',
  'source.user.name': 'user',
  'destination.user.name': 'user',
  'host.name': 'host',
  'observer.name': 'host',
  'url.domain': 'domain',
  'dns.question.name': 'domain',
  'destination.domain': 'domain',
  'file.hash.sha256': 'hash',
  'file.hash.sha1': 'hash',
  'file.hash.md5': 'hash',
  'process.hash.sha256': 'hash',
  'email.from.address': 'email',
  'email.sender.address': 'email',
  'url.full': 'url',
  'url.original': 'url',
}

function textsOf(value: AlertView['event'][string] | undefined): readonly string[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}

/** Most frequent first, the main one at the head. */
export function countEntities(
  incident: Pick<IncidentView, 'entity'>,
  alerts: readonly Pick<AlertView, 'event' | 'matched'>[],
): readonly CountedEntity[] {
  const found = new Map<string, { kind: EntityKind; field: string; value: string; alerts: number }>()
  const { field, value } = incident.entity
  const mainKind = KINDS[field]
  const keyOf = (kind: string, text: string): string => `${kind} ${text.toLowerCase()}`
  if (mainKind !== undefined) found.set(keyOf(mainKind, value), { kind: mainKind, field, value, alerts: 0 })
  for (const alert of alerts) {
    const seen = new Set<string>()
    const pairs = [
      ...Object.keys(KINDS).flatMap(name => textsOf(alert.event[name]).map(text => [name, text] as const)),
      ...alert.matched.map(({ field: name, value: text }) => [name, text] as const),
    ]
    for (const [name, text] of pairs) {
      const kind = KINDS[name]
      if (kind === undefined || text.trim() === '') continue
      const key = keyOf(kind, text)
      if (seen.has(key)) continue
      seen.add(key)
      const known = found.get(key) ?? { kind, field: name, value: text, alerts: 0 }
      known.alerts += 1
      found.set(key, known)
    }
  }
  const main = mainKind === undefined ? '' : keyOf(mainKind, value)
  return [...found]
    .map(([key, entity]) => ({ ...entity, isMain: key === main }))
    .sort((a, b) => Number(b.isMain) - Number(a.isMain) || b.alerts - a.alerts)
}
