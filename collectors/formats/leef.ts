// IBM QRadar's Log Event Extended Format: `LEEF:1.0|Vendor|Product|Version|EventID|key=value<TAB>key=value` and
// `LEEF:2.0|…|EventID|Delimiter|…`, the delimiter a character or its code (`^`, `x09`, `0x5E`). Keys in the
// table become ECS; the rest keep their names under `leef.`.

import type { Event } from '#/kernel/event.ts'
import { setCommunityId } from './community-id.ts'
import { gatherRelated, integerOf, putForeign, putText } from './event-fields.ts'
import type { Format, LineContext } from './format.ts'
import { putDirection, putTransport } from './network-protocol.ts'
import { isoOfAny } from './time.ts'
import { zoneMinutes } from './time-zone.ts'
import { setUrl } from './web-url.ts'
import { putPlain, type PlainKind } from './plain-value.ts'

export const leef: Format = {
  name: 'leef',
  describes: 'Log Event Extended Format 1.0 and 2.0, as senders for QRadar write it',
  recognises: body => headerOf(body) !== undefined,
  parse(body, event, context) {
    const header = headerOf(body)
    if (header === undefined) return false
    const { version, vendor, product, productVersion, eventId, attributes, delimiter } = header
    event['leef.version'] = version
    putText(event, 'observer.vendor', vendor)
    putText(event, 'observer.product', product)
    putText(event, 'observer.version', productVersion)
    putText(event, 'event.code', eventId)
    delete event['message']
    putAttributes(event, readAttributes(attributes, delimiter), context)
    setCommunityId(event)
    putDirection(event)
    gatherRelated(event)
    return true
  },
}

interface LeefHeader {
  readonly version: string
  readonly vendor: string
  readonly product: string
  readonly productVersion: string
  readonly eventId: string
  readonly attributes: string
  readonly delimiter: string
}

const START = /(?:^|\s)LEEF: ?(\d+(?:\.\d+)?)\|/
const HEADER = /^([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|/

function headerOf(body: string): LeefHeader | undefined {
  const start = START.exec(body.slice(0, 256))
  if (start === null) return undefined
  const afterVersion = body.slice(start.index + start[0].length)
  const header = HEADER.exec(afterVersion)
  if (header === null) return undefined
  const [whole, vendor, product, productVersion, eventId] = header as unknown as readonly [
    string,
    string,
    string,
    string,
    string,
  ]
  const rest = afterVersion.slice(whole.length)
  const version = start[1]!
  const named = version.startsWith('2') ? delimiterOf(rest) : undefined
  const attributes = named === undefined ? rest : rest.slice(named.length)
  return {
    version,
    vendor,
    product,
    productVersion,
    eventId,
    attributes,
    delimiter: named?.delimiter ?? guess(rest),
  }
}

/** The delimiter field of LEEF 2.0 and how long it is; undefined when a sender left it out. */
function delimiterOf(rest: string): { readonly delimiter: string; readonly length: number } | undefined {
  const field = /^(?:0?x([0-9A-Fa-f]{1,4})|([^|=]{0,1}))\|/.exec(rest)
  if (field === null) return undefined
  const [whole, hex, character] = field
  const delimiter = hex === undefined ? character! : String.fromCharCode(Number.parseInt(hex, 16))
  return { delimiter: delimiter === '' ? '\t' : delimiter, length: whole.length }
}

/** LEEF 1.0 says tab; senders whose tabs became something else on the way are read by what stands before keys. */
function guess(attributes: string): string {
  if (attributes.includes('\t')) return '\t'
  return /\^\w+=/.test(attributes) ? '^' : /\|\w+=/.test(attributes) ? '|' : ' '
}

/** Pairs in order; with spaces between pairs a value ends where the next ` key=` begins. */
function readAttributes(attributes: string, delimiter: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  const parts =
    delimiter === ' ' ? attributes.split(/ (?=[A-Za-z][\w.-]{0,63}=)/) : attributes.split(delimiter)
  for (const part of parts) {
    const equals = part.indexOf('=')
    if (equals <= 0) continue
    const value = part.slice(equals + 1).trim()
    if (value !== '') pairs.set(part.slice(0, equals).trim(), value)
  }
  return pairs
}

type Kind = PlainKind | 'url' | 'transport'

const FIELDS: ReadonlyMap<string, readonly [field: string, kind: Kind]> = new Map<string, readonly [string, Kind]>([
  ['src', ['source.ip', 'ip']],
  ['dst', ['destination.ip', 'ip']],
  ['srcPort', ['source.port', 'integer']],
  ['dstPort', ['destination.port', 'integer']],
  ['srcPreNAT', ['source.nat.ip', 'ip']],
  ['dstPostNAT', ['destination.nat.ip', 'ip']],
  ['dstPostNATPort', ['destination.nat.port', 'integer']],
  ['srcMAC', ['source.mac', 'mac']],
  ['dstMAC', ['destination.mac', 'mac']],
  ['srcBytes', ['source.bytes', 'integer']],
  ['dstBytes', ['destination.bytes', 'integer']],
  ['srcPackets', ['source.packets', 'integer']],
  ['dstPackets', ['destination.packets', 'integer']],
  ['proto', ['network.transport', 'transport']],
  ['usrName', ['user.name', 'text']],
  ['accountName', ['user.name', 'text']],
  ['domain', ['user.domain', 'text']],
  ['identHostName', ['host.hostname', 'text']],
  ['action', ['event.action', 'text']],
  ['reason', ['event.reason', 'text']],
  ['msg', ['message', 'text']],
  ['url', ['url.original', 'url']],
  ['resource', ['file.path', 'text']],
  ['policy', ['rule.name', 'text']],
]) // prettier-ignore

function putAttributes(event: Event, pairs: ReadonlyMap<string, string>, context: LineContext): void {
  for (const [key, value] of pairs) {
    if (key === 'devTime') putTime(event, value, context)
    else if (key === 'sev' && integerOf(value) !== undefined) event['event.severity'] = integerOf(value)!
    else {
      const target = FIELDS.get(key)
      if (target === undefined || !put(event, target[0], target[1], value))
        putForeign(event, `leef.${key}`, value)
    }
  }
}

function putTime(event: Event, value: string, context: LineContext): void {
  const zone = zoneMinutes(value.split(' ').at(-1) ?? '') ?? context.zoneOffsetMinutes
  const iso = isoOfAny(value, zone, context.receivedMs)
  if (iso === undefined) event['leef.devTime'] = value
  else event['@timestamp'] = iso
}

/** False when the value is not what its field holds. */
function put(event: Event, field: string, kind: Kind, value: string): boolean {
  switch (kind) {
    case 'url':
      setUrl(event, value)
      return true
    case 'transport':
      putTransport(event, value)
      return true
    default:
      return putPlain(event, field, kind, value)
  }
}
