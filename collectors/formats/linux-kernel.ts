// The Linux kernel's packet log, as iptables, nftables, firewalld and ufw write it:
// `[UFW BLOCK] IN=eth0 OUT= MAC=… SRC=203.0.113.9 DST=192.0.2.1 LEN=40 … PROTO=TCP SPT=4444 DPT=22 … SYN`.
// Whether the packet was let through is only said by the administrator's prefix; its common words are read.

import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'
import { setAddress, setPort } from './entity-fields.ts'
import type { Format } from './format.ts'
import { markDataset } from './linux-syslog.ts'

export const linuxKernel: Format = {
  name: 'linux.kernel',
  describes: "the Linux kernel's messages, with the packets logged by iptables, nftables and ufw",
  recognises: (body, context) =>
    context.forced === 'linux.kernel' || context.program === 'kernel' || packetStart(body) >= 0,
  parse(body, event, context) {
    const start = packetStart(body)
    if (start < 0 && context.program !== 'kernel') return false
    markDataset(event, 'system.syslog')
    if (start >= 0) readPacket(body, start, event)
    return true
  },
}

/** Where `IN=… OUT=…` begins in a line that also has SRC and DST; -1 when it is no packet. */
function packetStart(body: string): number {
  const start = body.startsWith('IN=') ? 0 : body.indexOf(' IN=') + 1
  if (start === 0 && !body.startsWith('IN=')) return -1
  const out = body.indexOf(' OUT=', start)
  return out > 0 && out - start < 64 && body.indexOf(' SRC=', out) > 0 && body.indexOf(' PROTO=', out) > 0
    ? start
    : -1
}

const DENIED = /\b(?:block(?:ed)?|drop(?:ped)?|den(?:y|ied)|reject(?:ed)?|bad|invalid)\b/i
const ALLOWED = /\b(?:allow(?:ed)?|accept(?:ed)?|pass(?:ed)?|permit(?:ted)?)\b/i
const TRANSPORT = wordTable<string>({
  '1': 'icmp',
  '2': 'igmp',
  '47': 'gre',
  '50': 'esp',
  '58': 'ipv6-icmp',
})

function readPacket(body: string, start: number, event: Event): void {
  // The kernel's own uptime stamp is no part of the administrator's prefix.
  const prefix = body
    .slice(0, start)
    .replace(/^\[ *\d+\.\d+\] ?/, '')
    .trim()
  const values = new Map<string, string>()
  for (const word of body.slice(start).split(' ', 64)) {
    const equals = word.indexOf('=')
    if (equals > 0) {
      const name = word.slice(0, equals)
      if (!values.has(name)) values.set(name, word.slice(equals + 1))
    } else if (word !== '') event[`iptables.flag.${word.toLowerCase()}`] = true
  }
  for (const [name, value] of values) if (value !== '') event[`iptables.${name.toLowerCase()}`] = value

  const denied = DENIED.test(prefix)
  const allowed = !denied && ALLOWED.test(prefix)
  event['event.category'] = ['network']
  event['event.type'] = ['connection', ...(denied ? ['denied'] : allowed ? ['allowed'] : [])]
  if (denied || allowed) event['event.action'] = denied ? 'denied' : 'allowed'
  if (prefix !== '') event['rule.name'] = prefix.replace(/^\[(.*)\]$/, '$1')
  setAddress(event, 'source', values.get('SRC') ?? '')
  setAddress(event, 'destination', values.get('DST') ?? '')
  setPort(event, 'source', values.get('SPT') ?? '')
  setPort(event, 'destination', values.get('DPT') ?? '')
  const transport = (values.get('PROTO') ?? '').toLowerCase()
  if (transport !== '') event['network.transport'] = TRANSPORT[transport] ?? transport
  const source = event['source.ip']
  if (typeof source === 'string') event['network.type'] = source.includes(':') ? 'ipv6' : 'ipv4'
  const length = values.get('LEN')
  if (length !== undefined && /^\d{1,9}$/.test(length)) event['network.bytes'] = Number(length)
  readInterfaces(values, event)
}

function readInterfaces(values: ReadonlyMap<string, string>, event: Event): void {
  const ingress = values.get('IN') ?? ''
  const egress = values.get('OUT') ?? ''
  if (ingress !== '') event['observer.ingress.interface.name'] = ingress
  if (egress !== '') event['observer.egress.interface.name'] = egress
  if (ingress !== '' && egress === '') event['network.direction'] = 'inbound'
  else if (ingress === '' && egress !== '') event['network.direction'] = 'outbound'
  // MAC= holds destination (6 bytes), source (6) and the EtherType (2).
  const mac = values.get('MAC')?.split(':') ?? []
  if (mac.length !== 14) return
  event['destination.mac'] = mac.slice(0, 6).join('-').toUpperCase()
  event['source.mac'] = mac.slice(6, 12).join('-').toUpperCase()
}
