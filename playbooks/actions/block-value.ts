// What may stand in a block list: an address or range, a domain name, a URL; each in one form only, so that
// the same thing is not there twice, and each on one line, so that no value can forge another.

import { domainToASCII } from 'node:url'
import type { Problem } from '#/kernel/problem.ts'
import { parseAddressRange, writeRange } from './address-range.ts'
import { hasControl } from './template.ts'

export const BLOCK_KINDS = ['address', 'domain', 'url'] as const
export type BlockKind = (typeof BLOCK_KINDS)[number]

export interface BlockValue {
  readonly kind: BlockKind
  /** `192.0.2.7`, `192.0.2.0/24`, `bad.example.com`, `http://bad.example.com/x`. */
  readonly value: string
}

/** Ranges that hold more than these many bits of hosts are a mistake: an IPv4 /8, an IPv6 /16. */
const WIDEST_HOST_BITS = { 4: 24, 6: 112 } as const
const MAX_LENGTH = 2048
const NAME = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

/** Reads a value as a person or a log line writes it; a Problem says why it cannot be listed. */
export function parseBlockValue(text: string): BlockValue | Problem {
  const problem = (detail: string): Problem => ({ code: 'command.invalid', where: 'block list', detail })
  const trimmed = text.trim()
  if (trimmed === '') return problem('the value to be blocked is empty')
  if (trimmed.length > MAX_LENGTH || hasControl(trimmed) || /\s/.test(trimmed))
    return problem(`“${trimmed.slice(0, 80)}” is not an address, a domain or a URL`)

  const range = parseAddressRange(trimmed)
  if (range !== undefined) {
    const hostBits = (range.last - range.first + 1n).toString(2).length - 1
    return hostBits > WIDEST_HOST_BITS[range.family]
      ? problem(`${trimmed} is wider than any list may hold`)
      : { kind: 'address', value: writeRange(range) }
  }
  if (/^https?:\/\//i.test(trimmed)) {
    if (!URL.canParse(trimmed)) return problem(`“${trimmed.slice(0, 80)}” is not a URL`)
    const url = new URL(trimmed)
    if (url.username !== '' || url.password !== '') return problem('a URL with a user name cannot be listed')
    url.hash = ''
    return { kind: 'url', value: url.href }
  }
  const name = domainToASCII(trimmed.replace(/^\*\./, '').replace(/\.$/, '')).toLowerCase()
  const written = trimmed.startsWith('*.') ? `*.${name}` : name
  return NAME.test(written) && written.length <= 253
    ? { kind: 'domain', value: written }
    : problem(`“${trimmed.slice(0, 80)}” is not an address, a domain or a URL`)
}
