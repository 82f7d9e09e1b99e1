// What each `event_type` of Suricata EVE means in ECS: a table of type → function, and the functions.
// Types not in the table (new ones appear with each version) have the common fields and `suricata.eve.*`.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { addValue } from './event-fields.ts'
import { isJsonObject } from './flatten-json.ts'
import type { JsonObject, JsonValue } from './format.ts'
import { applyDns } from './suricata-dns.ts'
import { applyTls } from './suricata-tls.ts'
import { setUrl } from './web-url.ts'

/** Fills the fields of one event type; parts of other types that an alert carries are filled as well. */
export function applyEventType(type: string, document: JsonObject, event: Event): void {
  const own = TYPES[type]
  if (own !== undefined) {
    event['event.type'] = own.types.slice()
    if (own.categories !== undefined) event['event.category'] = own.categories.slice()
    if (own.kind !== undefined) event['event.kind'] = own.kind
    if (own.protocol !== undefined) event['network.protocol'] ??= own.protocol
  }
  for (const [name, apply] of Object.entries(PARTS)) {
    const part = document[name]
    if (isJsonObject(part)) apply(part, event, type)
  }
  if (type === 'http' && typeof event['http.response.status_code'] === 'number') {
    event['event.outcome'] = event['http.response.status_code'] < 400 ? 'success' : 'failure'
  }
}

interface TypeMeaning {
  readonly types: readonly string[]
  readonly categories?: readonly string[]
  readonly kind?: string
  /** The application protocol that the type implies when `app_proto` is not written. */
  readonly protocol?: string
}

const protocol = (name: string): TypeMeaning => ({ types: ['protocol'], protocol: name })

const TYPES = wordTable<TypeMeaning>({
  alert: { kind: 'alert', categories: ['network', 'intrusion_detection'], types: ['info'] },
  drop: { categories: ['network'], types: ['connection', 'denied'] },
  anomaly: { types: ['info'] },
  dns: protocol('dns'),
  mdns: protocol('mdns'),
  tls: protocol('tls'),
  ssh: protocol('ssh'),
  smb: protocol('smb'),
  dcerpc: protocol('dcerpc'),
  krb5: protocol('kerberos'),
  ldap: protocol('ldap'),
  rdp: protocol('rdp'),
  rfb: protocol('rfb'),
  ftp: protocol('ftp'),
  ftp_data: protocol('ftp-data'),
  tftp: protocol('tftp'),
  snmp: protocol('snmp'),
  sip: protocol('sip'),
  mqtt: protocol('mqtt'),
  dhcp: protocol('dhcp'),
  nfs: protocol('nfs'),
  ike: protocol('ike'),
  quic: protocol('quic'),
  pgsql: protocol('pgsql'),
  modbus: protocol('modbus'),
  enip: protocol('enip'),
  dnp3: protocol('dnp3'),
  websocket: protocol('websocket'),
  http: { categories: ['network', 'web'], types: ['access', 'protocol'], protocol: 'http' },
  http2: { categories: ['network', 'web'], types: ['access', 'protocol'], protocol: 'http2' },
  smtp: { categories: ['network', 'email'], types: ['info', 'protocol'], protocol: 'smtp' },
  fileinfo: { categories: ['network', 'file'], types: ['info'] },
  flow: { types: ['connection', 'end'] },
  netflow: { types: ['connection', 'end'] },
  stats: { kind: 'metric', types: ['info'] },
})

const PARTS: Readonly<Record<string, (part: JsonObject, event: Event, type: string) => void>> = {
  alert: applyAlert,
  dns: applyDns,
  http: applyHttp,
  tls: applyTls,
  smtp: applySmtp,
  email: applyEmail,
  fileinfo: applyFile,
  anomaly: applyAnomaly,
}

function applyAlert(alert: JsonObject, event: Event): void {
  if (alert['action'] === 'allowed') event['event.type'] = ['allowed']
  else if (alert['action'] === 'blocked') event['event.type'] = ['denied']
  copyNumber(alert['severity'], event, 'event.severity')
  copyText(alert['signature'], event, 'rule.name')
  copyText(alert['category'], event, 'rule.category')
  // The signature says more than its class, but the class is what the field has always held elsewhere.
  copyText(alert['category'], event, 'message')
  const id = alert['signature_id']
  if (typeof id === 'number' || typeof id === 'string') event['rule.id'] = String(id)
  const metadata = alert['metadata']
  if (isJsonObject(metadata)) applyThreat(metadata, event)
}

/** ATT&CK tags that the ET rule sets carry. */
function applyThreat(metadata: JsonObject, event: Event): void {
  for (const kind of ['tactic', 'technique'] as const) {
    copyList(metadata[`mitre_${kind}_id`], event, `threat.${kind}.id`)
    copyList(metadata[`mitre_${kind}_name`], event, `threat.${kind}.name`)
  }
  if (event['threat.tactic.id'] !== undefined) event['threat.framework'] = 'MITRE ATT&CK'
}

function applyHttp(http: JsonObject, event: Event): void {
  const host = http['hostname']
  if (typeof host === 'string' && host !== '') {
    event['destination.domain'] = host
    addValue(event, 'related.hosts', host)
  }
  copyText(http['http_method'], event, 'http.request.method')
  const url = http['url']
  if (typeof url === 'string') setUrl(event, url, text(http['http_method']))
  if (typeof host === 'string' && host !== '') event['url.domain'] ??= host
  copyNumber(http['http_port'], event, 'url.port')
  copyNumber(http['status'], event, 'http.response.status_code')
  copyNumber(http['length'], event, 'http.response.body.bytes')
  copyText(http['http_refer'], event, 'http.request.referrer')
  copyText(http['http_user_agent'], event, 'user_agent.original')
}

function applySmtp(smtp: JsonObject, event: Event): void {
  const from = text(smtp['mail_from'])
  if (from !== undefined) event['email.from.address'] = [from.replace(/^<(.*)>$/, '$1')]
  const to = smtp['rcpt_to']
  if (Array.isArray(to)) {
    const addresses = to.filter(address => typeof address === 'string')
    event['email.to.address'] = addresses.map(address => address.replace(/^<(.*)>$/, '$1'))
  }
}

function applyEmail(email: JsonObject, event: Event): void {
  copyText(email['subject'], event, 'email.subject')
  copyText(email['message_id'], event, 'email.message_id')
}

function applyFile(file: JsonObject, event: Event): void {
  const path = text(file['filename'])
  if (path !== undefined) {
    event['file.path'] = path
    event['file.name'] = path.slice(path.lastIndexOf('/') + 1)
  }
  copyNumber(file['size'], event, 'file.size')
  for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
    const hash = text(file[algorithm])
    if (hash === undefined) continue
    event[`file.hash.${algorithm}`] = hash
    addValue(event, 'related.hash', hash)
  }
}

function applyAnomaly(anomaly: JsonObject, event: Event): void {
  copyText(anomaly['event'], event, 'event.reason')
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function copyText(value: JsonValue | undefined, event: Event, field: string): void {
  if (typeof value === 'string' && value !== '') event[field] = value
}

function copyNumber(value: JsonValue | undefined, event: Event, field: string): void {
  if (typeof value === 'number') event[field] = value
}

function copyList(value: JsonValue | undefined, event: Event, field: string): void {
  const list = (Array.isArray(value) ? value : [value]).filter(member => typeof member === 'string')
  if (list.length > 0) event[field] = list
}
