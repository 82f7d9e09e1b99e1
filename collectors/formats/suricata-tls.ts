// The `tls` part of Suricata EVE: who the server said it was, and the fingerprints of both ends.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { distinguishedName } from './distinguished-name.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { isoOfAny } from './time.ts'

export function applyTls(tls: JsonObject, event: Event): void {
  const name = tls['sni']
  if (typeof name === 'string' && name !== '') {
    event['tls.client.server_name'] = name
    event['destination.domain'] = name
    addValue(event, 'related.hosts', name)
  }
  const version = /^(SSL|TLS)v? ?(\d(?:\.\d)?)$/i.exec(
    typeof tls['version'] === 'string' ? tls['version'] : '',
  )
  if (version !== null) {
    event['tls.version_protocol'] = version[1]!.toLowerCase()
    event['tls.version'] = version[2]!.includes('.') ? version[2]! : `${version[2]}.0`
  }
  if (tls['session_resumed'] === true) event['tls.resumed'] = true
  applyNames(tls['subject'], event, 'subject')
  applyNames(tls['issuerdn'], event, 'issuer')
  applyTimes(tls, event)
  if (typeof tls['serial'] === 'string') {
    event['tls.server.x509.serial_number'] = tls['serial'].replaceAll(':', '').toUpperCase()
  }
  applyHashes(tls, event)
}

/** Attribute of a distinguished name → the field's last word. */
const ATTRIBUTES = wordTable<string>({
  CN: 'common_name',
  C: 'country',
  L: 'locality',
  O: 'organization',
  OU: 'organizational_unit',
  ST: 'state_or_province',
  S: 'state_or_province',
})

/** Fills `tls.server.<part>` with the whole name and `tls.server.x509.<part>.*` with its attributes. */
function applyNames(value: JsonValue | undefined, event: Event, part: 'subject' | 'issuer'): void {
  if (typeof value !== 'string' || value === '') return
  event[`tls.server.${part}`] = value
  for (const { attribute, text } of distinguishedName(value)) {
    const field = ATTRIBUTES[attribute]
    if (field !== undefined) addValue(event, `tls.server.x509.${part}.${field}`, text)
  }
}

function applyTimes(tls: JsonObject, event: Event): void {
  for (const [name, field] of [
    ['notbefore', 'not_before'],
    ['notafter', 'not_after'],
  ] as const) {
    const iso = isoOfAny(tls[name], 0, 0)
    if (iso === undefined) continue
    event[`tls.server.${field}`] = iso
    event[`tls.server.x509.${field}`] = iso
  }
}

function applyHashes(tls: JsonObject, event: Event): void {
  if (typeof tls['fingerprint'] === 'string' && tls['fingerprint'] !== '') {
    const sha1 = tls['fingerprint'].replaceAll(':', '').toUpperCase()
    event['tls.server.hash.sha1'] = sha1
    addValue(event, 'related.hash', sha1)
  }
  for (const [name, field] of [
    ['ja3', 'tls.client.ja3'],
    ['ja3s', 'tls.server.ja3s'],
  ] as const) {
    const part = tls[name]
    if (!isJsonObject(part) || typeof part['hash'] !== 'string' || part['hash'] === '') continue
    event[field] = part['hash']
    addValue(event, 'related.hash', part['hash'])
  }
}
