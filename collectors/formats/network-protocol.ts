// IANA protocol numbers and names, and the direction of a flow by its addresses.

import type { Event } from '#/kernel/event.ts'
import { isPublicIp } from './entity-fields.ts'

const NAMES: Readonly<Record<string, string>> = {
  0: 'hopopt', 1: 'icmp', 2: 'igmp', 4: 'ipv4', 6: 'tcp', 8: 'egp', 17: 'udp', 41: 'ipv6', 47: 'gre', 50: 'esp', 51: 'ah',
  58: 'ipv6-icmp', 88: 'eigrp', 89: 'ospf', 103: 'pim', 112: 'vrrp', 115: 'l2tp', 132: 'sctp',
} // prettier-ignore

/** Sets `network.iana_number` and `network.transport` from a protocol number, or the latter from a name. */
export function putTransport(event: Event, text: string): void {
  if (!/^\d{1,3}$/.test(text)) {
    event['network.transport'] = text.toLowerCase()
    return
  }
  event['network.iana_number'] = text
  const name = NAMES[Number(text)]
  if (name !== undefined) event['network.transport'] = name
}

/** Sets `network.direction` from what kind of address source and destination are, when both are known. */
export function putDirection(event: Event): void {
  const source = event['source.ip']
  const destination = event['destination.ip']
  if (typeof source !== 'string' || typeof destination !== 'string') return
  const outside = isPublicIp(source)
  const direction = isPublicIp(destination)
    ? outside
      ? 'external'
      : 'outbound'
    : outside
      ? 'inbound'
      : 'internal'
  event['network.direction'] = direction
}
