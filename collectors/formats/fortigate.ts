// FortiGate firewalls (FortiOS), key=value over syslog: traffic, UTM and event logs.
// Which ECS categories a log has follows from `type` and `subtype`; what happened from `action`, `eventtype`,
// `status` and the message id at the end of `logid`.

import type { Event } from '#/kernel/event.ts'
import { setDomainParts } from './domain-name.ts'
import { gatherRelated, integerOf, putForeign } from './event-fields.ts'
import type { Format, LineContext } from './format.ts'
import { putCategory } from './fortigate-category.ts'
import type { FieldKind } from './fortigate-fields.ts'
import { FORTIGATE_FIELDS, KEPT_AS_WELL } from './fortigate-fields.ts'
import type { KeyValuePairs } from './key-value-pairs.ts'
import { readKeyValues, valueOf } from './key-value-pairs.ts'
import { putDirection, putTransport } from './network-protocol.ts'
import { isoOfEpoch, isoOfIsoLike } from './time.ts'
import { zoneMinutes } from './time-zone.ts'
import { setUrl } from './web-url.ts'
import { putPlain } from './plain-value.ts'

export const fortigate: Format = {
  name: 'fortigate',
  describes: 'FortiGate firewalls (FortiOS): traffic, UTM and event logs as key=value',
  recognises: body =>
    body.includes('type=') && body.includes('subtype=') && /(?:^|[\s,])(?:logid|log_id)="?\d/.test(body),
  parse(body, event, context) {
    const pairs = readKeyValues(body)
    const type = valueOf(pairs, 'type')
    if (type === undefined || valueOf(pairs, 'subtype') === undefined) return false
    delete event['message']
    Object.assign(event, OBSERVER)
    for (const [key, value] of pairs.values)
      putPair(event, key, typeof value === 'string' ? value : value[0]!)
    putTimes(event, pairs, context)
    putNetwork(event, pairs)
    putNames(event)
    putWeb(event, pairs)
    putCategory(event, key => valueOf(pairs, key))
    gatherRelated(event)
    return true
  },
}

const OBSERVER = {
  'event.kind': 'event',
  'event.module': 'fortinet_fortigate',
  'observer.vendor': 'Fortinet',
  'observer.product': 'Fortigate',
  'observer.type': 'firewall',
} as const

/** Keys that the functions below read; not repeated under the vendor's prefix. */
const READ_ELSEWHERE = new Set(['date', 'time', 'eventtime', 'duration', 'proto', 'url', 'direction', 'eventtype', 'attack', 'attackid', 'remip', 'locip', 'remport', 'locport']) // prettier-ignore

function putPair(event: Event, key: string, value: string): void {
  if (value === '' || value === 'N/A' || value === '(null)') return
  const target = Object.hasOwn(FORTIGATE_FIELDS, key) ? FORTIGATE_FIELDS[key] : undefined
  const put = target !== undefined && putKind(event, target.field, target.kind, value)
  if ((!put && !READ_ELSEWHERE.has(key)) || KEPT_AS_WELL.has(key))
    putForeign(event, `fortinet.firewall.${key}`, value)
}

/** False when the value is not of its kind, and so stays with the vendor's name. */
function putKind(event: Event, field: string, kind: FieldKind, value: string): boolean {
  switch (kind) {
    case 'list':
      event[field] = value.split(/[,;]\s*/).filter(member => member !== '')
      return true
    case 'tls': {
      const version = /^(tls|ssl)v?(\d(?:\.\d)?)$/i.exec(value)
      if (version === null) return false
      event['tls.version_protocol'] = version[1]!.toLowerCase()
      event[field] = version[2]!
      return true
    }
    default:
      return putPlain(event, field, kind, value)
  }
}

function putTimes(event: Event, pairs: KeyValuePairs, context: LineContext): void {
  const eventTime = valueOf(pairs, 'eventtime')
  const start = eventTime === undefined ? undefined : isoOfEpoch(eventTime)
  if (start !== undefined) event['event.start'] = start
  const seconds = integerOf(valueOf(pairs, 'duration'))
  if (seconds !== undefined && seconds < 9_000_000) event['event.duration'] = seconds * 1_000_000_000
  const local = `${valueOf(pairs, 'date') ?? ''} ${valueOf(pairs, 'time') ?? ''}`
  const written = isoOfIsoLike(
    local,
    deviceZone(pairs) ?? inferredZone(local, start) ?? context.zoneOffsetMinutes,
  )
  const at = written ?? start
  if (at !== undefined) event['@timestamp'] = at
}

function deviceZone(pairs: KeyValuePairs): number | undefined {
  const zone = valueOf(pairs, 'tz')
  return zone === undefined ? undefined : zoneMinutes(zone)
}

/** FortiOS before 6.2 writes local time without its zone, but the same moment in UTC beside it. */
function inferredZone(local: string, start: string | undefined): number | undefined {
  const asUtc = isoOfIsoLike(local, 0)
  if (asUtc === undefined || start === undefined) return undefined
  const apart = (Date.parse(asUtc) - Date.parse(start)) / 60_000
  const quarter = Math.round(apart / 15) * 15
  return Math.abs(quarter) <= 14 * 60 && Math.abs(apart - quarter) <= 2 ? quarter : undefined
}

function putNetwork(event: Event, pairs: KeyValuePairs): void {
  const protocol = valueOf(pairs, 'proto')
  if (protocol !== undefined && protocol !== '') putTransport(event, protocol)
  // VPN: this end and the far end. A user who dials in names the far end only, and comes from there.
  const far =
    valueOf(pairs, 'locip') === undefined && event['source.ip'] === undefined ? 'source' : 'destination'
  putKind(event, 'source.ip', 'ip', valueOf(pairs, 'locip') ?? '')
  putKind(event, 'source.port', 'integer', valueOf(pairs, 'locport') ?? '')
  putKind(event, `${far}.ip`, 'ip', valueOf(pairs, 'remip') ?? '')
  putKind(event, `${far}.port`, 'integer', valueOf(pairs, 'remport') ?? '')
  putSum(event, 'network.bytes', event['source.bytes'], event['destination.bytes'])
  putSum(event, 'network.packets', event['source.packets'], event['destination.packets'])
  putDirection(event)
  const direction = valueOf(pairs, 'direction')
  if (direction === 'outgoing') event['network.direction'] = 'outbound'
  if (direction === 'incoming') event['network.direction'] = 'inbound'
}

function putSum(event: Event, field: string, a: unknown, b: unknown): void {
  if (typeof a === 'number' && typeof b === 'number') event[field] = a + b
}

function putNames(event: Event): void {
  const destination = event['destination.domain']
  if (destination !== undefined) event['destination.address'] = destination
  const issuer = event['tls.server.x509.issuer.common_name']
  if (issuer !== undefined) event['tls.server.issuer'] = issuer
}

function putWeb(event: Event, pairs: KeyValuePairs): void {
  const url = valueOf(pairs, 'url')
  if (url !== undefined && url !== '') setUrl(event, url)
  const name = event['dns.question.name']
  if (typeof name === 'string') setDomainParts(event, 'dns.question', name)
}
