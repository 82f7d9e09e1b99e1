// Sources of online media over the API: what is read, how often and how it goes; import and export as YAML.

import { Type, type Static } from 'typebox'
import { SOURCE_KINDS, SOURCE_STATES } from '#/kernel/media-source.ts'
import { TopicSchema } from './media.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const closed = { additionalProperties: false } as const
const Version = Type.Integer({ minimum: 0, description: '0 for a new one' })
const Url = Type.String({ minLength: 1, maxLength: 2048 })
const Selector = Type.Optional(Type.String({ maxLength: 500 }))
const SourceId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })

export const SourceBody = Type.Object(
  {
    id: SourceId,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Enum([...SOURCE_KINDS]),
    urls: Type.Array(Url, { minItems: 1, maxItems: 100 }),
    enabled: Type.Boolean(),
    everyMinutes: Type.Integer({ minimum: 5, maximum: 10_080 }),
    pauseMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    needsBrowser: Type.Boolean(),
    withComments: Type.Boolean(),
    include: Type.Array(Url, { maxItems: 100 }),
    exclude: Type.Array(Url, { maxItems: 100 }),
    topics: Type.Array(TopicSchema, { maxItems: 19 }),
    reach: nullable(Count),
    language: Type.String({ minLength: 2, maxLength: 8 }),
    selectors: Type.Object(
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
    ),
    note: Type.String({ maxLength: 2000 }),
  },
  closed,
)
export type SourceBody = Static<typeof SourceBody>

export const SourceHealthView = Type.Object({
  state: Type.Enum([...SOURCE_STATES]),
  lastRunAt: nullable(Ms),
  lastSuccessAt: nullable(Ms),
  lastNewAt: nullable(Ms),
  nextRunAt: nullable(Ms),
  requests: Count,
  newMentions: Count,
  notModified: Count,
  failures: Type.Array(Type.Object({ reason: Type.String(), count: Count, example: Type.String() })),
  failedRunsInRow: Count,
})

export const SourceView = Type.Object({
  source: SourceBody,
  version: Version,
  health: SourceHealthView,
})
export type SourceView = Static<typeof SourceView>

export const SourceProblemView = Type.Object({
  line: nullable(Type.Integer({ minimum: 1 })),
  sourceId: nullable(Type.String()),
  field: Type.String(),
  text: Type.String({ description: 'in Vietnamese' }),
  textEnglish: Type.String(),
})

export const SourceImportView = Type.Object({
  added: Type.Array(Type.String()),
  changed: Type.Array(Type.Object({ id: Type.String(), fields: Type.Array(Type.String()) })),
  unchanged: Type.Array(Type.String()),
  problems: Type.Array(SourceProblemView),
  applied: Type.Boolean(),
})
export type SourceImportView = Static<typeof SourceImportView>

const ById = Type.Object({ id: SourceId })

export const mediaSourceOperations = {
  listSources: {
    method: 'GET',
    path: '/api/media/sources',
    access: 'media.read',
    summary: 'Sources with their health, those in trouble first',
    answer: Type.Array(SourceView),
  },
  saveSource: {
    method: 'POST',
    path: '/api/media/sources',
    access: 'media.manage',
    summary: 'Add a source (version 0) or change one',
    body: Type.Object({ source: SourceBody, version: Version }, closed),
    answer: SourceView,
  },
  removeSource: {
    method: 'DELETE',
    path: '/api/media/sources/:id',
    access: 'media.manage',
    summary: 'Take a source out; its mentions stay',
    params: ById,
    query: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  },
  readSourceNow: {
    method: 'POST',
    path: '/api/media/sources/:id/run',
    access: 'media.manage',
    summary: 'Read it now instead of at its next turn',
    params: ById,
    answer: SourceView,
  },
  importSources: {
    method: 'POST',
    path: '/api/media/sources/import',
    access: 'media.manage',
    summary: 'YAML as the export writes it; without `apply` only what it would change is answered',
    body: Type.Object(
      { yaml: Type.String({ minLength: 1, maxLength: 900_000 }), apply: Type.Boolean() },
      closed,
    ),
    answer: SourceImportView,
  },
  exportSources: {
    method: 'GET',
    path: '/api/media/sources/export',
    access: 'media.read',
    summary: 'All sources as YAML',
    produces: 'application/yaml; charset=utf-8',
  },
} as const satisfies Record<string, Operation>
