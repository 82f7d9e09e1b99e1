// The contract of the mention store: what was said of the city, found and counted. `embedded/` keeps it in
// SQLite, in a file of its own. Every figure of a report is one of these questions, with its filter as the
// query that an officer can open in the console.

import type {
  Mention,
  MentionFlag,
  MentionKind,
  Tone,
  ToneCorrection,
  ToneScore,
  Topic,
  Voice,
} from '#/kernel/mention.ts'

/** All that is given must hold. Times are of publication, ms UTC, from inclusive, to exclusive. */
export interface MentionFilter {
  readonly fromMs?: number
  readonly toMs?: number
  readonly kinds?: readonly MentionKind[]
  readonly voice?: Voice
  /** The tone that counts; `unsure`: "chưa chắc". */
  readonly tone?: Tone | 'unsure'
  readonly topic?: Topic
  readonly department?: string
  readonly place?: string
  readonly sourceId?: string
  readonly storyId?: string
  readonly systemId?: string
  readonly flag?: MentionFlag
  readonly language?: string
  /** Texts of their own only: copies are left out. */
  readonly originals?: true
  /** Words that all occur, ignoring case and Vietnamese accents. */
  readonly text?: string
}

export interface MentionPage {
  readonly mentions: readonly Mention[]
  readonly next: string | null
  /** All that match. */
  readonly total: number
}

/** A story as its mentions make it, over those that match the filter. */
export interface Story {
  readonly id: string
  /** Title of its first mention. */
  readonly title: string
  readonly url: string
  /** Source that had it first, and when. */
  readonly firstSourceId: string
  readonly firstAt: number
  readonly lastAt: number
  readonly mentions: number
  /** Mentions that repeat another's text. */
  readonly copies: number
  readonly comments: number
  readonly sources: readonly string[]
  readonly tones: ToneCounts
  readonly topics: readonly Topic[]
  readonly departments: readonly string[]
  readonly places: readonly { readonly code: string; readonly name: string }[]
  readonly flags: readonly MentionFlag[]
}

export const STORY_ORDERS = ['size', 'newest', 'negative'] as const
export type StoryOrder = (typeof STORY_ORDERS)[number]

export interface StoryPage {
  readonly stories: readonly Story[]
  readonly next: string | null
  readonly total: number
}

export type ToneCounts = Readonly<Record<Tone | 'unsure', number>>

/** By what mentions are counted; a mention of two topics counts under both. */
export const GROUPINGS = [
  'hour',
  'day',
  'source',
  'topic',
  'department',
  'place',
  'kind',
  'flag',
  'language',
  'place-department',
] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface MentionGroup {
  /** Ids and codes as in Mention; hours and days as ms UTC of their start in Việt Nam's time, as text; `place-department`: `code department`. Empty: it has none. */
  readonly key: string
  readonly mentions: number
  readonly originals: number
  /** Different author hashes. */
  readonly voices: number
  readonly tones: ToneCounts
}

/** What stories/ needs to place a new text: of the last days, newest first. */
export interface MentionSketch {
  readonly id: string
  readonly kind: MentionKind
  readonly storyId: string
  readonly copyOf: string | null
  readonly publishedAt: number
  readonly sourceId: string
  readonly title: string
  /** As stories/ made it; opaque here. */
  readonly sketch: Uint8Array
}

export interface MentionStore extends AsyncDisposable {
  /** Writes mentions with their sketches; one whose id is known is replaced, its correction and first `fetchedAt` kept. Answers how many were new. Durable when it resolves. */
  put(mentions: readonly { readonly mention: Mention; readonly sketch: Uint8Array | null }[]): Promise<number>
  get(id: string): Promise<Mention | undefined>
  /** Newest first; `limit` at most 200. */
  find(filter: MentionFilter, limit: number, after?: string): Promise<MentionPage>
  stories(filter: MentionFilter, order: StoryOrder, limit: number, after?: string): Promise<StoryPage>
  story(id: string): Promise<Story | undefined>
  /** The whole of it in one group with key ''. */
  totals(filter: MentionFilter): Promise<MentionGroup>
  counts(filter: MentionFilter, by: Grouping): Promise<readonly MentionGroup[]>
  sketchesSince(ms: number): Promise<readonly MentionSketch[]>
  /** Takes `from`'s mentions into the story `to`. */
  joinStories(from: string, to: string): Promise<void>
  /** An original was found after its copies: writes whose text they repeat. Ids that are not there are left out. */
  setCopyOf(changes: readonly { readonly id: string; readonly copyOf: string }[]): Promise<void>
  /** False when there is no such mention. Null takes a correction back. */
  correct(id: string, correction: ToneCorrection | null): Promise<boolean>
  /** What people corrected: the city's own labels, oldest first. */
  corrected(
    voice: Voice,
  ): Promise<readonly { readonly id: string; readonly text: string; readonly label: Tone }[]>
  /** Not corrected yet, least sure first, each of another story: what a label teaches most. */
  leastSure(voice: Voice, limit: number, sinceMs: number): Promise<readonly Mention[]>
  /** Writes new scores after retraining; corrected ones keep the person's word. */
  rescore(
    scores: readonly { readonly id: string; readonly tone: ToneScore; readonly model: string }[],
  ): Promise<void>
  /** Sets or clears a flag found later (amplification, phishing). */
  flag(ids: readonly string[], flag: MentionFlag, on: boolean): Promise<void>
  /** Deletes mentions published before; answers how many. */
  deleteBefore(ms: number): Promise<number>
  /** Replaces text and author by nothing, keeps title, link, tone and figures. */
  forgetTextBefore(ms: number): Promise<number>
}
