// Addresses and CIDR ranges as numbers, so that ranges can be compared.

import { isIP } from 'node:net'

/** Both ends inclusive; an IPv4 address inside IPv6 (`::ffff:192.0.2.1`) counts as IPv6. */
export interface AddressRange {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** Reads an address or CIDR range; undefined when it is neither. Bits right of the prefix are passed over. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', prefix, more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined || address.includes('%')) return undefined
  const width = version === 4 ? 32 : 128
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || Number(prefix) > width)) return undefined
  const free = BigInt(width - Number(prefix ?? width))
  const value = version === 4 ? ipv4Value(address) : ipv6Value(address)
  const first = (value >> free) << free
  return { version: version as 4 | 6, first, last: first + (1n << free) - 1n }
}

/** True when bits are set right of the prefix: `192.0.2.17/29` is most likely meant as `192.0.2.16/29`. */
export function hasHostBits(text: string): boolean {
  const [address = ''] = text.split('/')
  const [range, single] = [parseAddressRange(text), parseAddressRange(address)]
  return range !== undefined && single !== undefined && range.first !== single.first
}

function ipv4Value(address: string): bigint {
  return address.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function ipv6Value(address: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const low = dotted === null ? 0n : ipv4Value(dotted[2]!)
  const plain =
    dotted === null ? address : `${dotted[1]!}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros: string[] = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}
