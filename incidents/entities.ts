// By what incidents are alike: the addresses, users, hosts, names and hashes in their alerts, normalised so
// that the same thing written differently is found again.

import type { Alert } from '#/kernel/alert.ts'
import { valuesOf, type Event } from '#/kernel/event.ts'
import type { EntityKind, IncidentEntity } from '#/kernel/incident.ts'

/** ECS fields that name something, and what they name. */
const KIND_OF_FIELD: Readonly<Record<string, EntityKind>> = {
  'source.ip': 'ip',
  'destination.ip': 'ip',
  'client.ip': 'ip',
  'server.ip': 'ip',
  'host.ip': 'ip',
  'user.name': 'user',
  'source.user.name': 'user',
  'destination.user.name': 'user',
  'user.target.name': 'user',
  'host.name': 'host',
  'host.hostname': 'host',
  'url.domain': 'domain',
  'dns.question.name': 'domain',
  'destination.domain': 'domain',
  'source.domain': 'domain',
  'file.hash.sha256': 'hash',
  'file.hash.sha1': 'hash',
  'file.hash.md5': 'hash',
  'process.hash.sha256': 'hash',
  'process.hash.sha1': 'hash',
  'process.hash.md5': 'hash',
  'dll.hash.sha256': 'hash',
  'email.from.address': 'email',
  'email.to.address': 'email',
  'user.email': 'email',
  'url.full': 'url',
  'url.original': 'url',
}
const FIELDS = Object.entries(KIND_OF_FIELD)

/** Longer values name nothing that will be met again. */
const MAX_VALUE_LENGTH = 300
/** Of one alert; a list of addresses may be long. */
const MAX_OF_ALERT = 32

/** What loopback, unspecified and broadcast addresses name is everybody's. */
const NOBODY = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|::1$|::$|169\.254\.|-$)/

/** The entity that the alert is about comes first. */
export function entitiesOfAlert(alert: Pick<Alert, 'entity' | 'event'>): readonly IncidentEntity[] {
  const found = new Map<string, IncidentEntity>()
  const kind = KIND_OF_FIELD[alert.entity.field]
  if (kind !== undefined) put(found, kind, alert.entity.value)
  for (const entity of entitiesOfEvent(alert.event)) put(found, entity.kind, entity.value)
  return [...found.values()].slice(0, MAX_OF_ALERT)
}

function entitiesOfEvent(event: Event): readonly IncidentEntity[] {
  return FIELDS.flatMap(([field, kind]) =>
    valuesOf(event, field).map(value => ({ kind, value: String(value) })),
  )
}

function put(found: Map<string, IncidentEntity>, kind: EntityKind, text: string): void {
  const value = text.normalize('NFC').trim().toLowerCase().replace(/\.$/, '')
  if (value === '' || value.length > MAX_VALUE_LENGTH || NOBODY.test(value)) return
  found.set(`${kind}\n${value}`, { kind, value })
}
