// Addresses of web pages in a text, also those written so that nobody clicks them (`hxxps://`, `example[.]com`,
// `example(dot)com`), and those without a scheme when their last part is a public suffix.

import { domainToASCII } from 'node:url'
import { getPublicSuffix, parse } from 'tldts'
import { LIMITS } from '#/kernel/limits.ts'

export interface WebAddress {
  /** As written, defanging undone; with a scheme. */
  readonly url: string
  /** ASCII, lower case. */
  readonly host: string
}

const CANDIDATE =
  /(?:h[tx]{2}ps?:\/\/|www\.)[^\s<>"“”'`|]+|(?<![\p{L}\p{N}@._-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:\/[^\s<>"“”'`|]*)?/giu
/** A quick look first: nearly all texts have none. */
const MAY_HOLD = /[\p{L}\p{N}](?:\.[\p{L}\p{N}]|\s?[[({]\s?(?:\.|dot))|:\]?\/\//iu
const AFTER = /[.,;:!?)\]}'…»]+$/u
const SCHEME = /^h[tx]{2}p(s?):\/\//i
const DEFANGED_DOT = /\s?(?:\[\s?(?:\.|dot)\s?\]|\(\s?(?:\.|dot)\s?\)|\{\s?(?:\.|dot)\s?\})\s?/giu
const DEFANGED_SLASHES = /(h[tx]{2}ps?)\s?\[?:\]?\s?\/\//gi

/** In order, each once; those that are no address of a host name are left out. */
export function addressesIn(text: string): readonly WebAddress[] {
  if (!MAY_HOLD.test(text)) return []
  const plain = text.replace(DEFANGED_DOT, '.').replace(DEFANGED_SLASHES, '$1://')
  const found = new Map<string, WebAddress>()
  for (const [candidate] of plain.matchAll(CANDIDATE)) {
    if (found.size >= LIMITS.maxTextAddresses) break
    const address = readAddress(candidate.replace(AFTER, ''))
    if (address !== undefined && !found.has(address.url)) found.set(address.url, address)
  }
  return [...found.values()]
}

/** One address, with or without scheme; undefined when it has no host name under a public suffix. */
export function readAddress(written: string): WebAddress | undefined {
  const scheme = SCHEME.exec(written)
  const rest = scheme === null ? written : written.slice(scheme[0].length)
  // Everything up to an `@` is a name and a password, and often a decoy: `https://example.com@evil.example/`.
  const [authority = ''] = rest.split(/[/?#\\]/)
  const host = domainToASCII(
    authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, ''),
  ).toLowerCase()
  if (host === '' || !host.includes('.')) return undefined
  const suffix = getPublicSuffix(host, { allowPrivateDomains: false })
  if (suffix === null || suffix === host || parse(host).isIp === true) return undefined
  // Without a scheme, a sentence that lacks a space after its point (`ngập.Hôm`) looks like a host.
  if (scheme === null && !/^www\./i.test(written) && parse(host).isIcann !== true && !isReserved(host))
    return undefined
  return { url: `http${scheme?.[1]?.toLowerCase() ?? (scheme === null ? 's' : '')}://${rest}`, host }
}

/** Names kept for examples (RFC 2606). */
function isReserved(host: string): boolean {
  return /\.(?:example|test|invalid)$/.test(host)
}
