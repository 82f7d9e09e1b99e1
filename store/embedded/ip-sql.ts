// Addresses in a search: one address, or a range in CIDR notation.
//
// Events hold addresses as text. An IPv4 range becomes a pattern over the dotted text. An IPv6 address has
// many spellings, so the column is written out to 32 hex digits and compared with the ends of the range.

import { isIP } from 'node:net'
import type { SqlParameters } from './sql-parameters.ts'

/** A range of addresses that a search value stands for. */
export type AddressRange =
  | { readonly version: 4; readonly regex: string }
  | { readonly version: 6; readonly first: string; readonly last: string }

/** The range of `203.0.113.0/24`, `2001:db8::/32` or a single IPv6 address; undefined for all else. */
export function readAddressRange(text: string): AddressRange | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0 || address.includes('%')) return undefined
  if (bits === undefined) return version === 6 ? range6(address, 128) : undefined
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return undefined
  return version === 4 ? range4(address, Number(bits)) : range6(address, Number(bits))
}

/** SQL that is true when the text `sql` is an address in the range. */
export function inAddressRange(sql: string, range: AddressRange, parameters: SqlParameters): string {
  if (range.version === 4) return `regexp_matches(${sql}, ${parameters.text(range.regex)})`
  const hex = addressText6(sql)
  return `(${hex} BETWEEN ${parameters.text(range.first)} AND ${parameters.text(range.last)})`
}

/** SQL of an IPv6 address as 32 hex digits; NULL for all other text, a dotted tail too. */
export function addressText6(sql: string): string {
  const groups = (part: number): string =>
    `CASE WHEN split_part(${sql}, '::', ${part}) = '' THEN []::VARCHAR[] ELSE string_split(split_part(${sql}, '::', ${part}), ':') END`
  const missing = `CASE WHEN contains(${sql}, '::') THEN greatest(0, 8 - len(${groups(1)}) - len(${groups(2)})) ELSE 0 END`
  const all = `list_concat(${groups(1)}, list_transform(range(${missing}), lambda z: '0'), ${groups(2)})`
  const hex = `lower(array_to_string(list_transform(${all}, lambda g: lpad(g, 4, '0')), ''))`
  return `CASE WHEN contains(${sql}, ':') AND regexp_full_match(${hex}, '[0-9a-f]{32}') THEN ${hex} END`
}

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'

/** SQL of an IPv4 address as a number; NULL for all other text. */
export function addressNumber4(sql: string): string {
  const octets = [1, 2, 3, 4].map(part => `TRY_CAST(split_part(${sql}, '.', ${part}) AS BIGINT)`)
  const [a, b, c, d] = octets
  const number = `((${a} * 256 + ${b}) * 256 + ${c}) * 256 + ${d}`
  return `CASE WHEN regexp_full_match(${sql}, '${OCTET}(?:\\.${OCTET}){3}') THEN ${number} END`
}

function range4(address: string, bits: number): AddressRange {
  const octets = address.split('.').map((octet, i) => {
    const fixed = Math.min(8, Math.max(0, bits - i * 8))
    if (fixed === 0) return '[0-9]{1,3}'
    const size = 2 ** (8 - fixed)
    const first = Number(octet) - (Number(octet) % size)
    const all = Array.from({ length: size }, (_, k) => first + k)
    return size === 1 ? String(first) : `(?:${all.join('|')})`
  })
  return { version: 4, regex: `\\A${octets.join('\\.')}\\z` }
}

function range6(address: string, bits: number): AddressRange {
  const value = number6(address)
  const size = 1n << BigInt(128 - bits)
  const first = value - (value % size)
  const hex = (number: bigint): string => number.toString(16).padStart(32, '0')
  return { version: 6, first: hex(first), last: hex(first + size - 1n) }
}

/** The URL parser knows every spelling of IPv6 and answers with the canonical one. */
function number6(address: string): bigint {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [left = '', right] = canonical.split('::')
  const groups = (text: string | undefined): string[] =>
    text === undefined || text === '' ? [] : text.split(':')
  const [before, after] = [groups(left), groups(right)]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}
