// Files of an incident as evidence: what, when, from whom, where obtained. The record stays for good; removing
// a file removes its bytes and leaves what it was. The bytes themselves are kept by attachment-files.ts.

import type { Collection } from '#/store/records.ts'

/** What Mẫu 03 says is sent along: nhật ký hệ thống, mẫu virus/mã độc, khác. */
export const ATTACHMENT_KINDS = ['log', 'malware', 'other'] as const
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number]

export interface Attachment {
  readonly incidentId: string
  /** As a person may see it: no folders, no control or direction marks. */
  readonly name: string
  /** Of the bytes, in small hex; where they are kept. */
  readonly sha256: string
  readonly bytes: number
  /** Told from the content. */
  readonly mediaType: string
  readonly kind: AttachmentKind
  readonly addedAt: number
  readonly addedBy: string
  /** Where it was obtained: a host, a path, a person. */
  readonly from: string
  readonly note: string
  /** The bytes are gone; when, by whom and why. */
  readonly removed: { readonly at: number; readonly by: string; readonly reason: string } | null
}

export const ATTACHMENTS: Collection<Attachment> = {
  name: 'incident-attachment',
  keys: ({ incidentId, sha256, addedAt, removed }) => ({
    incidentId,
    sha256,
    addedAt,
    isRemoved: removed === null ? 0 : 1,
  }),
}

const MAX_NAME_LENGTH = 200
/** Controls, marks that turn the direction of writing around (`exe.gpj`), and separators of paths. */
const TREACHEROUS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The name without folders and without signs that could deceive whoever reads it; never empty. */
export function safeFileName(name: string): string {
  const last =
    name
      .normalize('NFC')
      .split(/[\\/]/)
      .findLast(part => part.trim() !== '') ?? ''
  const plain = last.replaceAll(TREACHEROUS, '').replaceAll(/\s+/g, ' ').trim()
  const named = /^\.*$/.test(plain) ? 'tep' : plain
  return named.slice(-MAX_NAME_LENGTH).toWellFormed()
}

/** Content-Disposition of a download, RFC 6266 and RFC 8187: never shown in the page. */
export function downloadHeader(name: string): string {
  const ascii = name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replaceAll(/[^\w .()+@-]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*!]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
