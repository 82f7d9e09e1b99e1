// One link of a hash chain: the SHA-256 of an object in canonical JSON (RFC 8785), which names the hash of the link
// before it. Whoever changes, removes or moves a link changes every hash after it.

import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** What stands before the first link. */
export const NO_LINK = '0'.repeat(64)

/** 64 hexadecimal digits. The object holds JSON values only. */
export function linkHash(link: object): string {
  return createHash('sha256').update(canonicalText(link)).digest('hex')
}

/** Canonical JSON: the one text in which an object can be written. */
export function canonicalText(value: object): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('a link must be a JSON object')
  return text
}
