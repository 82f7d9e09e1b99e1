// Online media over the API, reading: the overview, stories, mentions and counts. Every figure is a question with
// a filter, and the same filter opens the mentions behind it. The text of a mention is shown on its own page
// only, and that is written into the audit trail; lists carry title, short quote and link. Nobody's name is here.

import { Type, type Static } from 'typebox'
import { MENTION_FLAGS, MENTION_KINDS, TONES, TOPICS, VOICES } from '#/kernel/mention.ts'
import { GROUPINGS, STORY_ORDERS } from '#/store/mention-store.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const MentionId = Type.String({ pattern: '^[0-9a-f]{32}$' })
const Code = Type.String({ minLength: 1, maxLength: 64 })

export const ToneSchema = Type.Enum([...TONES])
export const TopicSchema = Type.Enum([...TOPICS])
export const VoiceSchema = Type.Enum([...VOICES])
export const FlagSchema = Type.Enum([...MENTION_FLAGS])

/** The parts of MentionFilter as they stand in an address. */
const FILTER = {
  from: Type.Optional(Ms),
  to: Type.Optional(Type.Integer({ description: 'ms since 1970, UTC; exclusive' })),
  kind: Type.Optional(Type.Enum([...MENTION_KINDS])),
  voice: Type.Optional(VoiceSchema),
  tone: Type.Optional(Type.Enum([...TONES, 'unsure'])),
  topic: Type.Optional(TopicSchema),
  department: Type.Optional(Code),
  place: Type.Optional(Code),
  source: Type.Optional(Code),
  story: Type.Optional(MentionId),
  system: Type.Optional(Code),
  flag: Type.Optional(FlagSchema),
  originals: Type.Optional(Type.Literal('1', { description: 'without texts that repeat another' })),
  text: Type.Optional(
    Type.String({ maxLength: 200, description: 'words that all occur; accents do not matter' }),
  ),
} as const
const PAGE = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ maxLength: 500 })),
} as const

export const MediaFilterQuery = Type.Object(FILTER)
export type MediaFilterQuery = Static<typeof MediaFilterQuery>

export const ToneCountsView = Type.Object({ neg: Count, neu: Count, pos: Count, unsure: Count })

export const PlaceView = Type.Object({ code: Type.String(), name: Type.String() })

export const MentionView = Type.Object({
  id: Type.String(),
  kind: Type.Enum([...MENTION_KINDS]),
  voice: VoiceSchema,
  sourceId: Type.String(),
  sourceName: Type.String({ description: 'the id when the source is no longer there' }),
  url: Type.String(),
  parentId: nullable(Type.String()),
  title: Type.String(),
  quote: Type.String({ description: 'the beginning of the text, at most 280 characters, without names' }),
  publishedAt: Ms,
  publishedKnown: Type.Boolean({ description: 'false: the page names no time; it is that of fetching' }),
  fetchedAt: Ms,
  language: Type.String(),
  storyId: Type.String(),
  copyOf: nullable(Type.String()),
  tone: Type.Object({
    label: ToneSchema,
    score: Type.Number({ minimum: -1, maximum: 1 }),
    sure: Type.Boolean({ description: 'false: "chưa chắc"' }),
    model: Type.String(),
  }),
  correction: nullable(Type.Object({ label: ToneSchema, by: Type.String(), at: Ms })),
  topics: Type.Array(TopicSchema),
  departments: Type.Array(Type.String()),
  places: Type.Array(
    Type.Object({ code: Type.String(), name: Type.String(), writtenAs: nullable(Type.String()) }),
  ),
  entities: Type.Array(Type.String()),
  systemIds: Type.Array(Type.String()),
  flags: Type.Array(FlagSchema),
})
export type MentionView = Static<typeof MentionView>

export const MentionPageView = Type.Object({
  mentions: Type.Array(MentionView),
  next: nullable(Type.String()),
  total: Count,
})

export const MentionDetail = Type.Object({
  mention: MentionView,
  text: Type.String({ description: 'empty once it was forgotten by age' }),
})

export const StoryView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  url: Type.String(),
  firstSourceId: Type.String(),
  firstSourceName: Type.String(),
  firstAt: Ms,
  lastAt: Ms,
  mentions: Count,
  copies: Count,
  comments: Count,
  sources: Type.Array(Type.String()),
  tones: ToneCountsView,
  topics: Type.Array(TopicSchema),
  departments: Type.Array(Type.String()),
  places: Type.Array(PlaceView),
  flags: Type.Array(FlagSchema),
})
export type StoryView = Static<typeof StoryView>

export const StoryDetail = Type.Object({
  ...StoryView.properties,
  incidents: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      title: Type.String(),
      spikeId: Type.Union([Type.String(), Type.Null()], {
        description: 'the spike that raised it; null: a person did',
      }),
    }),
    { description: 'what the story has become, as far as the asking person sees it' },
  ),
})
export type StoryDetail = Static<typeof StoryDetail>

export const StoryPageView = Type.Object({
  stories: Type.Array(StoryView),
  next: nullable(Type.String()),
  total: Count,
})

export const MediaFigures = Type.Object({
  mentions: Count,
  originals: Count,
  voices: Type.Integer({ minimum: 0, description: 'different authors, by keyed hash' }),
  tones: ToneCountsView,
  netTone: nullable(
    Type.Object(
      {
        value: Type.Number({ minimum: -1, maximum: 1 }),
        low: Type.Number({ minimum: -1, maximum: 1 }),
        high: Type.Number({ minimum: -1, maximum: 1 }),
      },
      { description: '(pos − neg)/(pos + neg) with its 95 % interval; null without any' },
    ),
  ),
  reach: nullable(Type.Integer({ minimum: 0, description: 'null: no source states its reach' })),
})
export type MediaFigures = Static<typeof MediaFigures>

export const CrisisView = Type.Object({
  level: Type.Integer({ minimum: 1, maximum: 4 }),
  reasons: Type.Array(Type.String({ description: 'in Vietnamese, one for each condition that holds' })),
})

export const MediaOverview = Type.Object({
  now: MediaFigures,
  before: MediaFigures,
  fromMs: Ms,
  toMs: Ms,
  crisis: CrisisView,
  openSpikes: Count,
  sources: Type.Object({
    enabled: Count,
    failing: Count,
    refused: Count,
    silent: Count,
    off: Count,
  }),
})
export type MediaOverview = Static<typeof MediaOverview>

export const MentionGroupView = Type.Object({
  key: Type.String({ description: 'as in MentionView; empty: it has none' }),
  name: Type.String({ description: 'of a source, place or department; otherwise the key' }),
  mentions: Count,
  originals: Count,
  voices: Count,
  tones: ToneCountsView,
})
export type MentionGroupView = Static<typeof MentionGroupView>

export const DepartmentView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  nameEnglish: Type.String(),
})

const ByMention = Type.Object({ id: MentionId })

export const mediaOperations = {
  mediaOverview: {
    method: 'GET',
    path: '/api/media',
    access: 'media.read',
    summary: 'Volume, tone and crisis level of a time, beside the same length of time before',
    query: MediaFilterQuery,
    answer: MediaOverview,
  },
  listStories: {
    method: 'GET',
    path: '/api/media/stories',
    access: 'media.read',
    summary: 'Stories: mentions that tell the same, with copies, tone, places and departments',
    query: Type.Object({
      ...FILTER,
      ...PAGE,
      order: Type.Optional(Type.Enum([...STORY_ORDERS])),
    }),
    answer: StoryPageView,
  },
  getStory: {
    method: 'GET',
    path: '/api/media/stories/:id',
    access: 'media.read',
    summary: 'One story and its incidents; its mentions are /api/media/mentions?story=',
    params: ByMention,
    answer: StoryDetail,
  },
  listMentions: {
    method: 'GET',
    path: '/api/media/mentions',
    writesDown: true,
    access: 'media.read',
    summary: 'Mentions, newest first; written into the audit trail once an hour and question',
    query: Type.Object({ ...FILTER, ...PAGE }),
    answer: MentionPageView,
  },
  getMention: {
    method: 'GET',
    path: '/api/media/mentions/:id',
    writesDown: true,
    access: 'media.read',
    summary: 'One mention with its text; written into the audit trail',
    params: ByMention,
    answer: MentionDetail,
  },
  countMentions: {
    method: 'GET',
    path: '/api/media/counts',
    access: 'media.read',
    summary: 'Mentions counted by hour, day, topic, place …',
    query: Type.Object({ ...FILTER, by: Type.Enum([...GROUPINGS]) }),
    answer: Type.Array(MentionGroupView),
  },
  listDepartments: {
    method: 'GET',
    path: '/api/media/departments',
    access: 'media.read',
    summary: 'Departments of the city, as they stand in mentions',
    answer: Type.Array(DepartmentView),
  },
} as const satisfies Record<string, Operation>
