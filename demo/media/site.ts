// What a site of the local web is: a name, its robots.txt, and an answer for each request. A site knows
// nothing of sockets, validators and logs; media-web.ts sees to those.

import type { InventedText, SiteId } from './invented-text.ts'

export interface SiteRequest {
  /** Path without query, as sent. */
  readonly path: string
  readonly query: URLSearchParams
  /** Demo time, ms UTC. */
  readonly now: number
  /** Of this site, published by now, newest first. */
  readonly texts: readonly InventedText[]
  /** Comments and posts under a text, published by now, oldest first. */
  readonly under: (id: string) => readonly InventedText[]
  /** `http://127.0.0.2:40000`. */
  readonly origin: string
  readonly originOf: (site: SiteId) => string
  /** How many requests for this path came before this one. */
  readonly asked: number
}

export type SiteReply =
  | {
      readonly kind: 'document'
      readonly status?: number
      readonly contentType: string
      readonly body: string | Uint8Array
      /** ms UTC; null: the document has no Last-Modified. */
      readonly modifiedAt: number | null
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 307; readonly to: string }
  | {
      /** A body that comes in pieces, perhaps for ever: until the reader leaves or the web closes. */
      readonly kind: 'drip'
      readonly contentType: string
      readonly headers?: Readonly<Record<string, string>>
      readonly piece: string | Uint8Array
      readonly pieces: number
      readonly pauseMs: number
    }

export interface MediaSite {
  readonly id: SiteId
  readonly name: string
  /** Which of the two validators its documents carry. */
  readonly validators: 'both' | 'etag' | 'modified' | 'none'
  /** Path of the page of an article or of a thread's first post. */
  pathOf(text: InventedText): string
  /** Undefined: 404. */
  answer(request: SiteRequest): SiteReply | undefined
}

/** An HTML page in UTF-8. */
export function htmlReply(body: string, modifiedAt: number | null): SiteReply {
  return { kind: 'document', contentType: 'text/html; charset=utf-8', body, modifiedAt }
}

/** robots.txt or another plain text. */
export function plainReply(body: string): SiteReply {
  return { kind: 'document', contentType: 'text/plain; charset=utf-8', body, modifiedAt: null }
}

export function xmlReply(body: string, contentType: string, modifiedAt: number | null): SiteReply {
  return { kind: 'document', contentType, body, modifiedAt }
}

/** When the newest of some texts was published; null for none. */
export function newest(texts: readonly InventedText[]): number | null {
  return texts.reduce<number | null>((latest, text) => Math.max(latest ?? 0, text.publishedAt), null)
}
