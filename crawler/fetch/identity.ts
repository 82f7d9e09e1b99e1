// Who we say we are to every site: an honest User-Agent with a way to reach the city's people, and the product
// token by which robots.txt may speak to us (RFC 9309, 2.2.1).

export interface CrawlIdentity {
  readonly version: string
  /** A page that says who crawls and why; null: none is configured. */
  readonly contactUrl: string | null
  readonly contactEmail: string | null
}

export const PRODUCT_TOKEN = 'Thapcanh'

/** `Thapcanh/0.2.0 (+https://example.com/bot; bot@example.com)`; only printable ASCII, as a header must be. */
export function userAgentOf({ version, contactUrl, contactEmail }: CrawlIdentity): string {
  const contacts = [contactUrl === null ? null : `+${contactUrl}`, contactEmail].filter(each => each !== null)
  const text = `${PRODUCT_TOKEN}/${version}${contacts.length === 0 ? '' : ` (${contacts.join('; ')})`}`
  return text.replace(/[^\u0020-\u007e]/g, '')
}
