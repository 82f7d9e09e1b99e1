// ArcSight Common Event Format: `CEF:0|Vendor|Product|Version|Class|Name|Severity|key=value key=value …`.
// Values have spaces in them; a value ends where ` nextKey=` begins. `\=`, `\\`, `\|`, `\n`, `\r` are escapes.
// Custom fields whose label came along are found under it: `cef.custom.<label>`.

import type { Event } from '#/kernel/event.ts'
import type { CefKind } from './cef-fields.ts'
import { CEF_CUSTOM_KEYS, CEF_DEVICE_GROUPS, CEF_FIELDS, CEF_LABELS, CEF_SEVERITIES } from './cef-fields.ts'
import { setCommunityId } from './community-id.ts'
import { putHash } from './file-hash.ts'
import { gatherRelated, integerOf, putForeign, putText } from './event-fields.ts'
import type { Format, LineContext } from './format.ts'
import { putTransport } from './network-protocol.ts'
import { isoOfAny } from './time.ts'
import { zoneMinutes } from './time-zone.ts'
import { setUrl } from './web-url.ts'
import { putPlain } from './plain-value.ts'

export const cef: Format = {
  name: 'cef',
  describes: 'Common Event Format, which many firewalls, gateways and brokers send',
  recognises: body => headerAt(body) >= 0,
  parse(body, event, context) {
    const header = splitHeader(body, headerAt(body))
    if (header === undefined) return false
    const [version, vendor, product, deviceVersion, eventClass, name, severity] = header.parts
    const extension = readExtension(header.extension)
    putText(event, 'cef.version', version)
    putText(event, 'observer.vendor', vendor)
    putText(event, 'observer.product', product)
    putText(event, 'observer.version', deviceVersion)
    putText(event, 'event.code', eventClass)
    putText(event, 'cef.name', name)
    putText(event, 'cef.severity', severity)
    const number = integerOf(severity) ?? CEF_SEVERITIES[(severity ?? '').toLowerCase()]
    if (number !== undefined) event['event.severity'] = number
    delete event['message']
    putText(event, 'message', name)
    putExtension(event, extension, context)
    const category = CEF_DEVICE_GROUPS[extension.get('categoryDeviceGroup') ?? '']
    if (category !== undefined) event['event.category'] = [category]
    setCommunityId(event)
    gatherRelated(event)
    return true
  },
}

/** Where `CEF:` begins, alone or behind a few words that a relay put in front; -1 when there is none. */
function headerAt(body: string): number {
  const at = body.startsWith('CEF:') ? 0 : body.slice(0, 256).indexOf('CEF:')
  if (at < 0 || (at > 0 && !/\s/.test(body[at - 1]!))) return -1
  return /^CEF: ?\d+(?:\.\d+)?\|/.test(body.slice(at, at + 16)) ? at : -1
}

interface CefHeader {
  readonly parts: readonly string[]
  readonly extension: string
}

/** The seven parts before the extension, or undefined when there are fewer. */
function splitHeader(body: string, start: number): CefHeader | undefined {
  const parts: string[] = []
  let from = start + 'CEF:'.length
  for (let at = from; at <= body.length; at++) {
    const code = body.charCodeAt(at)
    if (code === 92) at++
    else if (code === 124 || (at >= body.length && parts.length === 6)) {
      parts.push(
        body
          .slice(from, at)
          .replace(/\\([\\|=])/g, '$1')
          .trim(),
      )
      from = at + 1
      if (parts.length === 7) return { parts, extension: body.slice(from) }
    }
  }
  return undefined
}

const KEY = /(?:^|\s)([A-Za-z0-9_][\w.\-[\]]{0,255})=/g

/** The pairs of an extension, in order; of a repeated key the last. */
export function readExtension(extension: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  let key: string | undefined
  let valueAt = 0
  for (const found of extension.matchAll(KEY)) {
    if (key !== undefined) pairs.set(key, unescapeValue(extension.slice(valueAt, found.index)))
    key = found[1]
    valueAt = found.index + found[0].length
  }
  if (key !== undefined) pairs.set(key, unescapeValue(extension.slice(valueAt)))
  return pairs
}

function unescapeValue(value: string): string {
  const trimmed = value.trimEnd()
  if (!trimmed.includes('\\')) return trimmed
  return trimmed.replace(/\\([\\=|nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c))
}

function putExtension(event: Event, pairs: ReadonlyMap<string, string>, context: LineContext): void {
  const zone = zoneMinutes(pairs.get('dtz') ?? pairs.get('deviceTimeZone') ?? '') ?? context.zoneOffsetMinutes
  for (const [key, value] of pairs) {
    if (value === '') continue
    const custom = CEF_CUSTOM_KEYS.get(key)
    const label = pairs.get(`${key}Label`)
    const field = CEF_FIELDS.get(key)
    const labelled = custom !== undefined && label !== undefined && label !== ''
    const target = labelled ? CEF_LABELS[label.toLowerCase()] : field
    if (isLabelOfCustom(key, pairs)) continue
    if (target?.field !== undefined && (!labelled || !Object.hasOwn(event, target.field))) {
      if (put(event, target.field, target.kind, value, zone, context)) continue
    }
    putForeign(
      event,
      labelled ? `cef.custom.${label}` : `cef.extensions.${custom ?? field?.name ?? key}`,
      value,
    )
  }
}

/** True for the label of a custom field that is there itself. */
function isLabelOfCustom(key: string, pairs: ReadonlyMap<string, string>): boolean {
  if (!key.endsWith('Label')) return false
  const labelled = key.slice(0, -'Label'.length)
  return CEF_CUSTOM_KEYS.has(labelled) && (pairs.get(labelled) ?? '') !== ''
}

/** False when the value is not what its field holds, and so stays an extension. */
function put(
  event: Event,
  field: string,
  kind: CefKind,
  value: string,
  zone: number,
  context: LineContext,
): boolean {
  switch (kind) {
    case 'ip':
      if (!putPlain(event, field, kind, value)) return false
      if (field === 'observer.ip') event[field] = [value]
      return true
    case 'text':
    case 'lower':
    case 'integer':
    case 'mac':
      return putPlain(event, field, kind, value)
    case 'time': {
      const iso = isoOfAny(value, zone, context.receivedMs)
      if (iso !== undefined) event[field] = iso
      return iso !== undefined
    }
    case 'direction':
      if (value !== '0' && value !== '1') return false
      event[field] = value === '0' ? 'inbound' : 'outbound'
      return true
    case 'seconds': {
      const seconds = integerOf(value)
      if (seconds !== undefined && seconds >= 0 && seconds < 9_000_000) event[field] = seconds * 1_000_000_000
      return Object.hasOwn(event, field)
    }
    case 'hash':
      return putHash(event, 'file.hash', value)
    case 'outcome': {
      const outcome = value.toLowerCase()
      if (!/^(?:success|failure|unknown)$/.test(outcome)) return false
      event[field] = outcome
      return true
    }
    case 'transport':
      putTransport(event, value)
      return true
    case 'url':
      setUrl(event, value)
      // What CEF's senders put there is for people; its parts are kept as far as rules ask for them.
      delete event['url.scheme']
      delete event['url.extension']
      return true
    default:
      return kind satisfies never
  }
}
