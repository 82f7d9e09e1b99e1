// Sign-off: the content as canonical JSON and the files made of it, each with its SHA-256. The files can be made
// again from the content by the same version of the platform, byte for byte; what counts is the stored bytes.

import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { ReportDocument } from './document.ts'
import type { DocumentRecord, Frozen } from './document-record.ts'
import { renderDocument } from './render/render.ts'

export interface FrozenFiles {
  readonly frozen: Frozen
  readonly docx: Buffer
  readonly pdf: Buffer
}

export async function freeze(content: ReportDocument, by: string, at: number): Promise<FrozenFiles> {
  // As it will be read back from the store.
  const kept = JSON.parse(JSON.stringify(content)) as ReportDocument
  const docx = await renderDocument(kept, 'docx', { dateMs: at })
  const pdf = await renderDocument(kept, 'pdf', { dateMs: at })
  const sha256 = { content: contentHash(kept), docx: sha256Of(docx), pdf: sha256Of(pdf) }
  return { frozen: { by, at, content: kept, sha256 }, docx, pdf }
}

export interface Verification {
  readonly whole: boolean
  readonly parts: readonly {
    readonly part: 'content' | 'docx' | 'pdf'
    readonly recorded: string
    readonly computed: string
  }[]
}

/** Hashes again what is stored; `computed` is empty for a file that is gone. */
export function verifyFrozen(
  { frozen }: DocumentRecord,
  files: { readonly docx: Buffer | undefined; readonly pdf: Buffer | undefined },
): Verification | undefined {
  if (frozen === null) return undefined
  const hashOf = (bytes: Buffer | undefined): string => (bytes === undefined ? '' : sha256Of(bytes))
  const parts = [
    { part: 'content', recorded: frozen.sha256.content, computed: contentHash(frozen.content) },
    { part: 'docx', recorded: frozen.sha256.docx, computed: hashOf(files.docx) },
    { part: 'pdf', recorded: frozen.sha256.pdf, computed: hashOf(files.pdf) },
  ] as const
  return { whole: parts.every(({ recorded, computed }) => recorded === computed), parts }
}

export function contentHash(content: ReportDocument): string {
  const text = canonicalize(content)
  if (text === undefined) throw new Error('a document is always an object')
  return sha256Of(Buffer.from(text, 'utf8'))
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
