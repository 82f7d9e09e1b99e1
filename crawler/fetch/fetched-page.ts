// A page as it came over the network, decoded.

export interface FetchedPage {
  /** After redirects. */
  readonly url: string
  readonly requestedUrl: string
  readonly status: number
  /** Media type without parameters, lower case. */
  readonly contentType: string
  /** Decoded with the charset that the header, a BOM, the document or the bytes themselves name. */
  readonly body: string
  readonly charset: string
  /** ms UTC. */
  readonly fetchedAt: number
}
