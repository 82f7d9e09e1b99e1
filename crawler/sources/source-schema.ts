// The shape of a source of online media as people write it, with what is taken when they leave something out.
// `local` is not in it: it cannot be written, only opened (sources.ts).

import { Type } from 'typebox'
import { SOURCE_KINDS, type MediaSource } from '#/kernel/media-source.ts'
import { TOPICS } from '#/kernel/mention.ts'
import { LIMITS } from '#/kernel/limits.ts'

const closed = { additionalProperties: false } as const
const Selector = Type.Optional(Type.String({ minLength: 1, maxLength: 500 }))
const Pattern = Type.String({ minLength: 1, maxLength: 500 })
const list = { maxItems: LIMITS.maxSourceUrls }

export const SiteSelectorsSchema = Type.Object(
  {
    title: Selector,
    text: Selector,
    author: Selector,
    published: Selector,
    remove: Selector,
    links: Selector,
    next: Selector,
    comment: Selector,
    commentText: Selector,
    commentAuthor: Selector,
    commentTime: Selector,
  },
  closed,
)

export const MediaSourceSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Enum([...SOURCE_KINDS]),
    urls: Type.Array(Type.String({ minLength: 1, maxLength: 2048 }), { minItems: 1, ...list }),
    enabled: Type.Boolean({ default: false }),
    everyMinutes: Type.Integer({ minimum: 5, maximum: 10_080, default: 60 }),
    pauseMs: Type.Integer({ minimum: 0, maximum: LIMITS.maxPauseMs, default: 2000 }),
    needsBrowser: Type.Boolean({ default: false }),
    withComments: Type.Boolean({ default: false }),
    include: Type.Array(Pattern, { default: [], ...list }),
    exclude: Type.Array(Pattern, { default: [], ...list }),
    topics: Type.Array(Type.Enum([...TOPICS]), { default: [] }),
    reach: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000_000 }), Type.Null()], { default: null }),
    language: Type.String({ pattern: '^(?:[a-z]{2}|und)$', default: 'vi' }),
    selectors: Type.Object(SiteSelectorsSchema.properties, { ...closed, default: {} }),
    note: Type.String({ maxLength: 2000, default: '' }),
  },
  closed,
)

/** A source as it is written down: everything but `local`. */
export type WrittenSource = Omit<MediaSource, 'local'>
