// Community ID 1: one short hash of a flow's addresses, ports and protocol, the same from every tool
// (Suricata, Zeek, Windows, a packet capture), so that one connection can be followed through all logs.
// Specification: corelight/community-id-spec, version 1.0, seed 0.

import { createHash } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { Event } from '#/kernel/event.ts'
import { wordTable } from '#/kernel/word-table.ts'

const PROTOCOL = wordTable<number>({ icmp: 1, tcp: 6, udp: 17, 'ipv6-icmp': 58, sctp: 132 })

/** ICMP and ICMPv6 message types that are a question → their answer's type, and the reverse. */
const ICMP_PAIRS = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [10, 9],
  [9, 10],
  [17, 18],
  [18, 17],
])
const ICMP6_PAIRS = new Map([
  [128, 129],
  [129, 128],
  [133, 134],
  [134, 133],
  [135, 136],
  [136, 135],
  [130, 131],
  [131, 130],
  [144, 145],
  [145, 144],
])

export interface Flow {
  readonly sourceIp: string
  readonly destinationIp: string
  /** Lower-case name as in `network.transport`. */
  readonly transport: string
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly icmpType?: number
  readonly icmpCode?: number
}

/** `1:` and the base64 SHA-1 of the flow, or undefined for a flow that has none. */
export function communityId(flow: Flow): string | undefined {
  const protocol = PROTOCOL[flow.transport]
  let source = addressBytes(flow.sourceIp)
  let destination = addressBytes(flow.destinationIp)
  if (protocol === undefined || source === undefined || destination === undefined) return undefined
  if (source.length !== destination.length) return undefined
  const ports = portsOf(flow, protocol)
  if (ports === undefined) return undefined
  let [sourcePort, destinationPort] = ports
  const order = Buffer.compare(source, destination)
  if (!ports[2] && (order > 0 || (order === 0 && sourcePort > destinationPort))) {
    ;[source, destination] = [destination, source]
    ;[sourcePort, destinationPort] = [destinationPort, sourcePort]
  }
  const tail = Buffer.alloc(6)
  tail[0] = protocol
  tail.writeUInt16BE(sourcePort, 2)
  tail.writeUInt16BE(destinationPort, 4)
  const hash = createHash('sha1').update(Buffer.concat([SEED, source, destination, tail]))
  return `1:${hash.digest('base64')}`
}

/** Sets `network.community_id` from the event's own `source.*`, `destination.*` and `network.transport`. */
export function setCommunityId(event: Event, icmpType?: number, icmpCode?: number): void {
  const { 'source.ip': sourceIp, 'destination.ip': destinationIp, 'network.transport': transport } = event
  const { 'source.port': sourcePort, 'destination.port': destinationPort } = event
  if (typeof sourceIp !== 'string' || typeof destinationIp !== 'string' || typeof transport !== 'string')
    return
  const id = communityId({
    sourceIp,
    destinationIp,
    transport,
    ...(typeof sourcePort === 'number' ? { sourcePort } : {}),
    ...(typeof destinationPort === 'number' ? { destinationPort } : {}),
    ...(icmpType === undefined ? {} : { icmpType }),
    ...(icmpCode === undefined ? {} : { icmpCode }),
  })
  if (id !== undefined) event['network.community_id'] = id
}

const SEED = Buffer.alloc(2)

/** Ports of the flow and whether it is one-way, which keeps the order of its ends. */
function portsOf(flow: Flow, protocol: number): readonly [number, number, boolean] | undefined {
  if (protocol !== 1 && protocol !== 58) {
    const { sourcePort, destinationPort } = flow
    return sourcePort === undefined || destinationPort === undefined
      ? undefined
      : [sourcePort, destinationPort, false]
  }
  if (flow.icmpType === undefined) return undefined
  const answer = (protocol === 1 ? ICMP_PAIRS : ICMP6_PAIRS).get(flow.icmpType)
  return answer === undefined ? [flow.icmpType, flow.icmpCode ?? 0, true] : [flow.icmpType, answer, false]
}

function addressBytes(ip: string): Buffer | undefined {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number))
  if (!isIPv6(ip) || ip.includes('.') || ip.includes('%')) return undefined
  const [left = '', right] = ip.split('::', 2)
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const groups =
    right === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  const bytes = Buffer.alloc(16)
  groups.forEach((group, index) => bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2))
  return bytes
}
