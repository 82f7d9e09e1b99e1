// A Mention: one article, post or comment in which the city is spoken of, with what was read out of it: its
// story, tone, topics, places. Written by crawler/, kept by the mention store, shown by the console and reports.
//
// Whoever wrote it is a keyed hash and nothing else: it serves to count voices, never to find a person
// (Law 91/2025/QH15). The text is kept for analysis; what is shown is title, a short quote and the link.

export const TONES = ['neg', 'neu', 'pos'] as const
export type Tone = (typeof TONES)[number]

/** The two ways of speaking, each with its model: what a newsroom writes, and what citizens feel. */
export const VOICES = ['news', 'comment'] as const
export type Voice = (typeof VOICES)[number]

export interface ToneScore {
  readonly label: Tone
  /** −1 (against) … 1 (for), calibrated: P(pos) − P(neg). */
  readonly score: number
  /** False below the model's margin: "chưa chắc". Such mentions count in the volume, not in the tone. */
  readonly sure: boolean
}

/** What a person said instead of the model. */
export interface ToneCorrection {
  readonly label: Tone
  readonly by: string
  readonly at: number
}

export const MENTION_KINDS = ['article', 'post', 'comment'] as const
export type MentionKind = (typeof MENTION_KINDS)[number]

export const TOPICS = [
  'flood',
  'waste',
  'traffic',
  'fire',
  'land',
  'construction',
  'corruption',
  'public-service',
  'health',
  'education',
  'food-safety',
  'environment',
  'order',
  'tourism',
  'utilities',
  'economy',
  'welfare',
  'cyber',
  'other',
] as const
export type Topic = (typeof TOPICS)[number]

/** A ward, commune or province of today, by its official code as text (`crawler/meaning/places`). */
export interface PlaceMention {
  readonly code: string
  /** Name of today, `Phường Bến Thành`. */
  readonly name: string
  /** As written, when that is a name from before July 2025 (`Quận 1`). */
  readonly writtenAs: string | null
}

export const MENTION_FLAGS = [
  /** Someone wants something mended. */
  'complaint',
  /** Insults, threats, obscenity. */
  'toxic',
  /** Told as hearsay, nobody named who knows: to be verified. Never a judgement that it is false. */
  'rumour',
  /** One text from many places in a short time. */
  'amplified',
  /** Holds a link to a page that imitates one of the city's. */
  'phishing',
] as const
export type MentionFlag = (typeof MENTION_FLAGS)[number]

export interface Mention {
  /** 32 hex digits, made of source and canonical address (and the comment's own id): the same page again is the same mention. */
  readonly id: string
  readonly kind: MentionKind
  readonly sourceId: string
  readonly url: string
  /** The article or post that a comment answers. */
  readonly parentId: string | null
  readonly title: string
  readonly text: string
  /** Keyed hash of who wrote it, 32 hex digits; null when nobody is named. */
  readonly author: string | null
  /** ms UTC; when the page names none, the time of fetching, and `publishedKnown` is false. */
  readonly publishedAt: number
  readonly publishedKnown: boolean
  readonly fetchedAt: number
  /** ISO 639-1, `und` when it is not known. */
  readonly language: string
  /** The story it tells; its own id for the first of a story. */
  readonly storyId: string
  /** The mention whose text it repeats, near enough (MinHash); null for a text of its own. */
  readonly copyOf: string | null
  readonly voice: Voice
  readonly tone: ToneScore
  /** Name and version of the model that scored it. */
  readonly toneModel: string
  readonly correction: ToneCorrection | null
  readonly topics: readonly Topic[]
  /** Ids of `crawler/meaning/departments`: which department of the city it concerns. */
  readonly departments: readonly string[]
  readonly places: readonly PlaceMention[]
  /** Organisations, projects, roads and named systems in it; never private persons. */
  readonly entities: readonly string[]
  /** Monitored systems that it names, by name or domain. */
  readonly systemIds: readonly string[]
  readonly flags: readonly MentionFlag[]
}

/** The tone that counts: a person's word before the model's; null: "chưa chắc". */
export function toneThatCounts(mention: Pick<Mention, 'tone' | 'correction'>): Tone | null {
  if (mention.correction !== null) return mention.correction.label
  return mention.tone.sure ? mention.tone.label : null
}
