// Addresses and CIDR ranges as numbers, so that ranges can be compared. An IPv4-mapped IPv6 address
// (::ffff:192.0.2.1) is the IPv4 address it names; so is one under the NAT64 prefix 64:ff9b::/96.

import { isIPv4, isIPv6 } from 'node:net'

export interface AddressRange {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

const MAPPED = 0xffffn << 32n
const NAT64 = 0x0064ff9bn << 96n
const LOW_32 = 0xffff_ffffn

/** Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`, `[2001:db8::1]`; undefined when it is none. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [, bracketed, plain, suffix] = /^(?:\[([^\]]+)\]|([^[\]/]+))(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const address = (bracketed ?? plain ?? '').replace(/%.*$/, '')
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined
  if (family === undefined) return undefined
  const width = family === 4 ? 32 : 128
  const prefix = suffix === undefined ? width : Number(suffix)
  if (prefix > width) return undefined
  const size = 1n << BigInt(width - prefix)
  const first = (family === 4 ? numberOf4(address) : numberOf6(address)) & ~(size - 1n)
  return family === 6 ? unmapped(first, prefix, size) : { family, first, last: first + size - 1n }
}

function unmapped(first: bigint, prefix: number, size: bigint): AddressRange {
  for (const base of [MAPPED, NAT64]) {
    if (prefix >= 96 && first >> 32n === base >> 32n)
      return { family: 4, first: first & LOW_32, last: (first & LOW_32) + size - 1n }
  }
  return { family: 6, first, last: first + size - 1n }
}

/** Whether two ranges have an address in common. */
export function overlaps(one: AddressRange, other: AddressRange): boolean {
  if (one.family === other.family) return one.first <= other.last && other.first <= one.last
  // A wide IPv6 range may hold all mapped addresses.
  const [four, six] = one.family === 4 ? [one, other] : [other, one]
  return [MAPPED, NAT64].some(base => six.first <= base + four.last && base + four.first <= six.last)
}

/** The range as people and firewalls write it: in full for one address, as CIDR otherwise. */
export function writeRange({ family, first, last }: AddressRange): string {
  const address = family === 4 ? write4(first) : write6(first)
  const size = last - first + 1n
  return size === 1n ? address : `${address}/${(family === 4 ? 32 : 128) - (size.toString(2).length - 1)}`
}

function numberOf4(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n)
}

function numberOf6(address: string): bigint {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  if (tail !== null) {
    const four = numberOf4(tail[2]!)
    return numberOf6(`${tail[1]!}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`)
  }
  const [head = '', rest] = address.split('::')
  const left = groups(head)
  const right = groups(rest ?? '')
  const middle: bigint[] =
    rest === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => 0n)
  return [...left, ...middle, ...right].reduce((sum, part) => (sum << 16n) + part, 0n)
}

function groups(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map(part => BigInt(`0x${part}`))
}

function write4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => String((value >> shift) & 0xffn)).join('.')
}

/** RFC 5952, by way of the URL standard's own writer. */
function write6(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16),
  )
  return new URL(`http://[${parts.join(':')}]/`).hostname.slice(1, -1)
}
