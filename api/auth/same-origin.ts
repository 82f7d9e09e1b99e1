// Requests that change something must come from our own pages. Browsers say where a request comes from in
// Sec-Fetch-Site (on HTTPS and localhost) and in Origin (on every POST); programs send neither, and have no
// cookie that a foreign page could borrow. SameSite=Strict and JSON-only bodies stand behind this.

import type { IncomingHttpHeaders } from 'node:http'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Why a request must be refused as coming from another site, or undefined when it need not. */
export function crossSiteReason(
  method: string,
  headers: IncomingHttpHeaders,
  host: string,
): string | undefined {
  if (SAFE_METHODS.has(method)) return undefined
  const site = headers['sec-fetch-site']
  if (site !== undefined)
    return site === 'same-origin' || site === 'none'
      ? undefined
      : 'The request comes from a page of another site.'
  const { origin } = headers
  if (origin === undefined) return undefined
  // `null` is what sandboxed frames and redirects say.
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
    ? undefined
    : 'The Origin of the request is not this server.'
}
