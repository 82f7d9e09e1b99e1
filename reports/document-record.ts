// A document as it is kept: its figures as asked last, what people wrote over them, and, once signed off, the
// frozen content with the SHA-256 of content and files. Edits are a list that only grows.

import type { FormId } from '#/kernel/form.ts'
import type { Collection } from '#/store/records.ts'
import type { Value } from './answer.ts'
import type { Answers, ReportDocument } from './document.ts'
import type { About } from './fill/fill.ts'

export interface Edit {
  readonly key: string
  readonly by: string
  readonly at: number
  /** Shown in the field before; null: it was open. */
  readonly before: Value | null
  /** Null: emptied, or (with `reset`) back to the figure. */
  readonly after: Value | null
  readonly reset?: boolean
}

export interface LeftOpen {
  readonly by: string
  readonly at: number
  readonly reason: string
}

export interface Frozen {
  readonly by: string
  readonly at: number
  readonly content: ReportDocument
  /** SHA-256 in hex: of the canonical JSON (RFC 8785) of `content`, and of the files' bytes. */
  readonly sha256: { readonly content: string; readonly docx: string; readonly pdf: string }
}

export interface Sending {
  readonly to: string
  readonly channel: string
  readonly number: string
  readonly at: number
  readonly by: string
}

export type DocumentState = 'draft' | 'signed' | 'sent'

export interface DocumentRecord {
  readonly form: FormId
  readonly state: DocumentState
  readonly about: About
  readonly title: readonly string[]
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly filledAt: number
  /** As asked last; after sign-off they stay as they were, for a correction to begin with. */
  readonly figures: Answers
  readonly edits: readonly Edit[]
  readonly leftOpen: Readonly<Record<string, LeftOpen>>
  readonly frozen: Frozen | null
  readonly sent: readonly Sending[]
  /** The frozen document that this one corrects. */
  readonly correctionOf: string | null
}

export const DOCUMENTS: Collection<DocumentRecord> = {
  name: 'document',
  keys: ({ form, state, about, createdAt, correctionOf }) => ({
    form,
    state,
    incident: about.kind === 'incident' ? about.incidentId : null,
    createdAt,
    correctionOf,
  }),
}

/** The frozen files' bytes, apart from the record so that lists stay light; id `DOCUMENT.docx`. */
export interface FrozenFile {
  readonly base64: string
}
export const FROZEN_FILES: Collection<FrozenFile> = { name: 'document-file', keys: () => ({}) }

export function fileId(documentId: string, format: 'docx' | 'pdf'): string {
  return `${documentId}.${format}`
}
