// What a value of each of CACAO's fifteen variable types looks like (Security Playbooks 2.0, variable-type-ov).
// Values travel as text whatever their type. Empty text stands for "not known" and fits every type.

import { isIPv4, isIPv6 } from 'node:net'
import type { VariableType } from './playbook.ts'

/** Why a text is no value of the type, or undefined when it is one. */
export function whyNoValueOf(type: VariableType, text: string): string | undefined {
  if (text === '' || FITS[type](text)) return undefined
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return `"${shown}" is not ${LOOKS_LIKE[type]}`
}

const FITS = {
  bool: text => text === 'true' || text === 'false',
  dictionary: isJsonObject,
  float: text => /^[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?$/.test(text),
  hexstring: text => /^([0-9a-fA-F]{2})+$/.test(text),
  integer: text => /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)),
  'ipv4-addr': text => isAddressOrNet(text, isIPv4, 32),
  'ipv6-addr': text => isAddressOrNet(text, isIPv6, 128),
  long: text => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  'mac-addr': text => /^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$/.test(text),
  hash: text => /^[0-9a-fA-F]+$/.test(text) && HASH_DIGITS.has(text.length),
  'md5-hash': text => /^[0-9a-fA-F]{32}$/.test(text),
  'sha256-hash': text => /^[0-9a-fA-F]{64}$/.test(text),
  string: () => true,
  uri: text => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && !/\s/.test(text) && URL.canParse(text),
  uuid: text => /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text),
} as const satisfies Record<VariableType, (text: string) => boolean>

const LOOKS_LIKE = {
  bool: 'true or false',
  dictionary: 'a JSON object',
  float: 'a number',
  hexstring: 'an even number of hexadecimal digits',
  integer: 'a whole number within ±(2⁵³−1)',
  'ipv4-addr': 'an IPv4 address or network',
  'ipv6-addr': 'an IPv6 address or network',
  long: 'a whole number of 64 bits',
  'mac-addr': 'a hardware address such as 00:53:00:aa:bb:cc',
  hash: 'a hash in hexadecimal digits',
  'md5-hash': 'an MD5 hash of 32 hexadecimal digits',
  'sha256-hash': 'a SHA-256 hash of 64 hexadecimal digits',
  string: 'text',
  uri: 'a URI',
  uuid: 'a UUID',
} as const satisfies Record<VariableType, string>

/** Digits of MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512. */
const HASH_DIGITS: ReadonlySet<number> = new Set([32, 40, 56, 64, 96, 128])

function isAddressOrNet(text: string, isAddress: (text: string) => boolean, bits: number): boolean {
  const [address = '', length, ...more] = text.split('/')
  if (!isAddress(address) || address.includes('%') || more.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits)
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    // JSON.parse has no other way of saying no.
    return false
  }
}
