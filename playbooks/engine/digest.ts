// SHA-256 over canonical JSON (RFC 8785): of playbooks, of rendered commands, of the place of an effect.

import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** 64 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) as string)
    .digest('hex')
}
