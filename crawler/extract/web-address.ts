// Addresses inside pages and feeds: made absolute against where they stand, and compared by site.

import { getDomain } from 'tldts'

/** Longer ones are tracking, traps or noise. */
const MAX_ADDRESS_LENGTH = 2048

/** An http(s) address without fragment and without credentials; null for anything else (`javascript:`, `mailto:`, broken). */
export function absoluteAddress(href: string | null | undefined, base: string): string | null {
  const written = href?.trim() ?? ''
  if (written === '' || written.length > MAX_ADDRESS_LENGTH) return null
  const url = URL.parse(written, base)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.hostname === '') return null
  url.hash = ''
  url.username = ''
  url.password = ''
  return url.href
}

/** Whether two addresses are of one registrable domain (`tin.example.com`, `example.com`), or of one host when there is none. */
export function sameSite(one: string, other: string): boolean {
  const site = siteOf(one)
  return site !== null && site === siteOf(other)
}

function siteOf(address: string): string | null {
  const url = URL.parse(address)
  if (url === null) return null
  return getDomain(url.hostname, { allowPrivateDomains: true }) ?? url.hostname
}
