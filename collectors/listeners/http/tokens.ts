// Who may send. A token comes in any of the forms that shippers use: `Bearer T`, `Splunk T`, `ApiKey` (bare or
// as base64 of `id:T`), `Basic` with T as the password. Compared in constant time, as digests, against every
// token, so that neither length nor place tells anything.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { HttpConfig } from '../listener-config.ts'
import type { InletName } from './exchange.ts'

export type Authorisation =
  | { readonly kind: 'granted'; readonly name: string }
  /** No `Authorization`, or one in no known form. */
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'unknown' }
  /** A known token that does not open this inlet. */
  | { readonly kind: 'not-here'; readonly name: string }

export type Authorise = (header: string | undefined, inlet: InletName) => Authorisation

export function createAuthorise(tokens: HttpConfig['tokens']): Authorise {
  const known = tokens.map(({ name, token, inlets }) => ({ name, inlets, digest: digestOf(token) }))
  return (header, inlet) => {
    if (header === undefined || header === '') return { kind: 'missing', reason: 'no Authorization header' }
    const candidates = candidatesIn(header)
    if (candidates.length === 0) {
      return {
        kind: 'missing',
        reason: 'the Authorization header is neither Bearer, Splunk, ApiKey nor Basic',
      }
    }
    let found: (typeof known)[number] | undefined
    for (const candidate of candidates.map(digestOf)) {
      for (const token of known) if (timingSafeEqual(candidate, token.digest)) found = token
    }
    if (found === undefined) return { kind: 'unknown' }
    if (found.inlets && !found.inlets.includes(inlet)) return { kind: 'not-here', name: found.name }
    return { kind: 'granted', name: found.name }
  }
}

function candidatesIn(header: string): string[] {
  const [, scheme = '', value = ''] = /^\s*(\S+)\s+(\S.*?)\s*$/.exec(header) ?? []
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'splunk':
      return [value]
    case 'apikey':
      return [value, secondHalf(value)]
    case 'basic':
      return [secondHalf(value)]
    default:
      return []
  }
}

/** What follows the first colon of a base64 text. */
function secondHalf(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  return text.slice(text.indexOf(':') + 1)
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
