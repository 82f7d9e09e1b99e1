// ETag and Last-Modified of a document, and whether a conditional request may be answered with 304
// (RFC 9110 §13: If-None-Match counts before If-Modified-Since; dates have whole seconds).

import { createHash } from 'node:crypto'
import type { MediaSite } from './site.ts'

export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
}

export function validatorsOf(
  site: Pick<MediaSite, 'validators'>,
  body: Uint8Array,
  modifiedAt: number | null,
): Validators {
  const { validators } = site
  return {
    etag:
      validators === 'both' || validators === 'etag'
        ? `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
        : null,
    lastModified:
      modifiedAt !== null && (validators === 'both' || validators === 'modified')
        ? new Date(modifiedAt).toUTCString()
        : null,
  }
}

/** Whether the reader has this version already. */
export function isUnmodified(
  asked: { readonly ifNoneMatch: string | null; readonly ifModifiedSince: string | null },
  { etag, lastModified }: Validators,
): boolean {
  if (asked.ifNoneMatch !== null)
    return (
      etag !== null &&
      asked.ifNoneMatch
        .split(',')
        .map(each => each.trim().replace(/^W\//, ''))
        .some(each => each === etag || each === '*')
    )
  if (asked.ifModifiedSince === null || lastModified === null) return false
  return Date.parse(asked.ifModifiedSince) >= Date.parse(lastModified)
}
