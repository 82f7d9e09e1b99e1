// How a variable's value and a literal of a condition compare: by the variable's type, numbers as numbers,
// addresses as addresses, the rest as text.

import { BlockList, isIP, isIPv6 } from 'node:net'
import { RE2JS } from 're2js'
import { LIMITS } from '#/kernel/limits.ts'
import type { VariableType } from './playbook.ts'
import type { Literal } from './stix-pattern.ts'

/** A variable's value with the type by which it is compared. */
export interface Value {
  readonly type: VariableType
  readonly text: string
}

/** Equality. Values of kinds that cannot be equal are simply not equal. */
export function matchLiteral(value: Value, literal: Literal): boolean {
  switch (literal.kind) {
    case 'boolean':
      return value.text.toLowerCase() === String(literal.value)
    case 'binary':
      return bytesOf(value).equals(Buffer.from(literal.text, 'base64'))
    case 'hex':
      return bytesOf(value).equals(Buffer.from(literal.text, 'hex'))
    case 'integer':
    case 'float':
    case 'timestamp':
    case 'string':
      return sameText(value, literal.text) || orderOf(value, literal) === 0
  }
}

/** Below zero when the value comes first; a sentence when the two have no order. */
export function orderOf(value: Value, literal: Literal): number | string {
  if (literal.kind === 'timestamp') {
    const time = Date.parse(value.text)
    return Number.isNaN(time) ? `"${value.text}" is not a time` : time - Date.parse(literal.text)
  }
  if (literal.kind === 'boolean' || literal.kind === 'binary' || literal.kind === 'hex') {
    return `a ${literal.kind} has no order`
  }
  const numeric = literal.kind !== 'string' || NUMBERS.has(value.type)
  if (!numeric) return compareTexts(value.text, literal.text)
  const [left, right] = [numberOf(value.text), numberOf(literal.text)]
  if (left === undefined) return `"${value.text}" is not a number`
  if (right === undefined) return `"${literal.text}" is not a number`
  if (left < right) return -1
  return left > right ? 1 : 0
}

/** LIKE, MATCHES, ISSUBSET, ISSUPERSET; a sentence when the operand is no pattern or no network. */
export function matchText(
  operator: 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET',
  text: string,
  operand: string,
): boolean | string {
  if (operator === 'ISSUBSET') return contains(operand, text)
  if (operator === 'ISSUPERSET') return contains(text, operand)
  if (operand.length > LIMITS.maxRegexLength)
    return `a pattern has at most ${LIMITS.maxRegexLength} characters`
  try {
    // RE2 takes time linear in the text, whatever the pattern.
    if (operator === 'MATCHES') return RE2JS.compile(operand.normalize('NFC')).test(text.normalize('NFC'))
    return RE2JS.compile(`^${likeAsRegex(operand.normalize('NFC'))}$`, RE2JS.DOTALL).test(
      text.normalize('NFC'),
    )
  } catch (error) {
    return `not a regular expression: ${error instanceof Error ? error.message : String(error)}`
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'long', 'float'])
const ADDRESSES: ReadonlySet<string> = new Set(['ipv4-addr', 'ipv6-addr'])
const CASELESS: ReadonlySet<string> = new Set([
  'hexstring',
  'mac-addr',
  'hash',
  'md5-hash',
  'sha256-hash',
  'uuid',
  'bool',
])

function sameText({ type, text }: Value, other: string): boolean {
  if (CASELESS.has(type)) return text.toLowerCase() === other.toLowerCase()
  if (ADDRESSES.has(type)) return plainAddress(text) === plainAddress(other)
  return text.normalize('NFC') === other.normalize('NFC')
}

/** IPv6 in one spelling: 2001:db8:0:0::1 and 2001:db8::1 are the same address. */
function plainAddress(text: string): string {
  const [address = '', length] = text.split('/')
  const plain = isIPv6(address) ? new URL(`http://[${address}]`).hostname : address
  return length === undefined ? plain : `${plain}/${length}`
}

function compareTexts(left: string, right: string): number {
  const [a, b] = [left.normalize('NFC'), right.normalize('NFC')]
  if (a === b) return 0
  return a < b ? -1 : 1
}

function numberOf(text: string): number | bigint | undefined {
  if (/^[+-]?\d{1,40}$/.test(text)) return BigInt(text.replace('+', ''))
  return /^[+-]?(\d{1,40}(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined
}

function bytesOf({ type, text }: Value): Buffer {
  return Buffer.from(text, type === 'string' || ADDRESSES.has(type) ? 'utf8' : 'hex')
}

function likeAsRegex(pattern: string): string {
  return pattern
    .replace(/[\\.*+?^${}()|[\]]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.')
}

/** Whether the network (or single address) `outer` holds all of `inner`. */
function contains(outer: string, inner: string): boolean | string {
  const [a, b] = [netOf(outer), netOf(inner)]
  if (a === undefined) return `"${outer}" is not an address or network`
  if (b === undefined) return `"${inner}" is not an address or network`
  if (a.family !== b.family || b.length < a.length) return false
  const list = new BlockList()
  list.addSubnet(a.address, a.length, a.family)
  return list.check(b.address, b.family)
}

interface Net {
  readonly address: string
  readonly length: number
  readonly family: 'ipv4' | 'ipv6'
}

function netOf(text: string): Net | undefined {
  const [address = '', length, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0) return undefined
  const most = version === 4 ? 32 : 128
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > most)) return undefined
  return {
    address,
    length: length === undefined ? most : Number(length),
    family: version === 4 ? 'ipv4' : 'ipv6',
  }
}
