// FortiGate's log fields → ECS. What is not in this table keeps its name under `fortinet.firewall.`.
// Names as in Fortinet's FortiOS log message reference; FortiGate, FortiOS 5.6 to 7.6.

import type { PlainKind } from './plain-value.ts'

export type FieldKind = PlainKind | 'list' | 'tls'

export interface FortigateField {
  readonly field: string
  readonly kind: FieldKind
}

const to = (field: string, kind: FieldKind = 'text'): FortigateField => ({ field, kind })

/** Key of the log → where its value goes. Keys that decide (type, action, proto, times …) are in fortigate.ts. */
export const FORTIGATE_FIELDS: Readonly<Record<string, FortigateField>> = {
  devname: to('observer.name'),
  devid: to('observer.serial_number'),
  device_id: to('observer.serial_number'),
  logid: to('event.code'),
  log_id: to('event.id'),
  event_id: to('event.id'),
  level: to('log.level', 'lower'),
  pri: to('log.level', 'lower'),
  msg: to('message'),
  reason: to('event.reason'),
  logdesc: to('rule.description'),
  comment: to('rule.description'),
  tz: to('event.timezone'),

  srcip: to('source.ip', 'ip'),
  srcport: to('source.port', 'integer'),
  src_port: to('source.port', 'integer'),
  remote_ip: to('source.ip', 'ip'),
  remote_port: to('source.port', 'integer'),
  srcmac: to('source.mac', 'mac'),
  sentbyte: to('source.bytes', 'integer'),
  sentpkt: to('source.packets', 'integer'),
  transip: to('source.nat.ip', 'ip'),
  transport: to('source.nat.port', 'integer'),
  dstip: to('destination.ip', 'ip'),
  dstport: to('destination.port', 'integer'),
  dst_port: to('destination.port', 'integer'),
  dstmac: to('destination.mac', 'mac'),
  rcvdbyte: to('destination.bytes', 'integer'),
  rcvdpkt: to('destination.packets', 'integer'),
  tranip: to('destination.nat.ip', 'ip'),
  tranport: to('destination.nat.port', 'integer'),
  dstname: to('destination.domain', 'lower'),
  dstuser: to('destination.user.name'),
  dstgroup: to('destination.user.group.name'),

  user: to('source.user.name'),
  unauthuser: to('source.user.name'),
  group: to('source.user.group.name'),
  srcname: to('source.domain', 'lower'),

  srcintf: to('observer.ingress.interface.name'),
  src_int: to('observer.ingress.interface.name'),
  dstintf: to('observer.egress.interface.name'),
  dst_int: to('observer.egress.interface.name'),

  service: to('network.protocol', 'lower'),
  app: to('network.application'),

  policyid: to('rule.id'),
  policy_id: to('rule.id'),
  policyname: to('rule.name'),
  poluuid: to('rule.uuid'),
  policytype: to('rule.ruleset'),
  profile: to('rule.ruleset'),
  applist: to('rule.ruleset'),
  appcat: to('rule.category'),
  catdesc: to('rule.category'),

  hostname: to('url.domain', 'lower'),
  agent: to('user_agent.original'),
  referralurl: to('http.request.referrer'),
  httpmethod: to('http.request.method'),

  qname: to('dns.question.name', 'lower'),
  qtype: to('dns.question.type'),
  qclass: to('dns.question.class'),
  xid: to('dns.id'),
  ipaddr: to('dns.resolved_ip', 'list'),

  filename: to('file.name'),
  filesize: to('file.size', 'integer'),
  filetype: to('file.extension', 'lower'),
  from: to('email.from.address', 'list'),
  recipient: to('email.to.address', 'list'),
  subject: to('email.subject'),

  scertcname: to('tls.server.x509.subject.common_name'),
  scertissuer: to('tls.server.x509.issuer.common_name'),
  tlsver: to('tls.version', 'tls'),
}

/** Vendor keys kept under `fortinet.firewall.` as well, because rules and people ask for them by name. */
export const KEPT_AS_WELL: ReadonlySet<string> = new Set([
  'type',
  'subtype',
  'action',
  'status',
  'from',
  'srcname',
])
