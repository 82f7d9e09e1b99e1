// An invented text of the local web with the truth about it, as tests compare it with what the platform found.

import type { MentionKind, Tone, Topic } from '#/kernel/mention.ts'
import type { WardKey } from './wards.ts'

export const SITE_IDS = [
  'nhat-bao',
  'thoi-bao',
  'tin-chieu',
  'dien-dan',
  'may-so',
  'dan-hoi',
  'cong-dong',
  'dong-cua',
  'truc-trac',
] as const
/** Sites of the local web, in the order of their loopback addresses. */
export type SiteId = (typeof SITE_IDS)[number]

/** What a reader who understands everything would say of a text. */
export interface Truth {
  readonly tone: Tone
  readonly topic: Topic
  /** Null: it speaks of no ward. A comment that names none is about its article's. */
  readonly place: WardKey | null
  /** Id of the text that this one repeats, with or without edits. */
  readonly copyOf: string | null
}

export interface InventedText extends Truth {
  readonly id: string
  readonly site: SiteId
  readonly kind: MentionKind
  /** Empty for comments and posts after the first. */
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly by: string
  /** ms UTC; before it the web does not show the text. */
  readonly publishedAt: number
  /** Article or thread that a comment or post stands under. */
  readonly parentId: string | null
}

/** All its paragraphs as one text, an empty line between them. */
export function textOf(text: Pick<InventedText, 'paragraphs'>): string {
  return text.paragraphs.join('\n\n')
}
