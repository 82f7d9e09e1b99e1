// Addresses and CIDR ranges, IPv4 and IPv6. An IPv4-mapped IPv6 address (::ffff:192.0.2.1) is its IPv4 address,
// on both sides of the comparison. A range with host bits set means the network it lies in.

export interface CidrRange {
  readonly bits: 32 | 128
  readonly network: bigint
  readonly prefixLength: number
  /** True when the rule wrote bits beyond the prefix. */
  readonly hostBits: boolean
}

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** `192.0.2.0/24`, `2001:db8::/32`, or an address alone; undefined when it is neither. */
export function parseCidr(text: string): CidrRange | undefined {
  const [addressText, prefixText, ...rest] = text.trim().split('/')
  if (rest.length > 0) return undefined
  const written = parseAddress(addressText ?? '', false)
  if (written === undefined) return undefined
  let prefixLength = prefixText === undefined ? written.bits : decimal(prefixText, written.bits)
  if (prefixLength === undefined) return undefined
  let address = written
  if (written.bits === 128 && isMapped(written.value) && prefixLength >= 96) {
    address = { bits: 32, value: written.value & MAX_V4 }
    prefixLength -= 96
  }
  const network = mask(address.value, address.bits, prefixLength)
  return { bits: address.bits, network, prefixLength, hostBits: network !== address.value }
}

/** True when the text is an address inside the range; text that is no address never is. */
export function cidrHolds(range: CidrRange, text: string): boolean {
  const address = parseAddress(text, true)
  return (
    address !== undefined &&
    address.bits === range.bits &&
    mask(address.value, address.bits, range.prefixLength) === range.network
  )
}

const MAX_V4 = 0xffff_ffffn

function mask(value: bigint, bits: number, prefixLength: number): bigint {
  const hostBits = BigInt(bits - prefixLength)
  return (value >> hostBits) << hostBits
}

function isMapped(value: bigint): boolean {
  return value >> 32n === 0xffffn
}

/** An address in brackets or with a zone (`fe80::1%eth0`) is read too. */
function parseAddress(text: string, unmap: boolean): Address | undefined {
  const trimmed = text.trim()
  if (!trimmed.includes(':')) {
    const value = parseV4(trimmed)
    return value === undefined ? undefined : { bits: 32, value: BigInt(value) }
  }
  const value = parseV6(trimmed.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, ''))
  if (value === undefined) return undefined
  return unmap && isMapped(value) ? { bits: 32, value: value & MAX_V4 } : { bits: 128, value }
}

function parseV4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    const octet = decimal(part, 255)
    if (octet === undefined) return undefined
    value = value * 256 + octet
  }
  return value
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0]!, halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1]!, true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return all.reduce((value, group) => (value << 16n) | BigInt(group), 0n)
}

function groups(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const values: number[] = []
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && mayEndInV4 && index === parts.length - 1) {
      const v4 = parseV4(part)
      if (v4 === undefined) return undefined
      values.push(Math.floor(v4 / 65_536), v4 % 65_536)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      values.push(Number.parseInt(part, 16))
    } else {
      return undefined
    }
  }
  return values
}

function decimal(text: string, max: number): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined
  const value = Number(text)
  return value <= max ? value : undefined
}
