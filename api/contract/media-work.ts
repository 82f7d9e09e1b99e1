// Online media over the API, working: the tone corrected, models taught, spikes answered, stories and spikes
// raised to incidents, imitating domains switched on and off.

import { Type, type Static } from 'typebox'
import { MentionView, CrisisView, StoryView, ToneSchema, TopicSchema, VoiceSchema } from './media.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const Share = Type.Number({ minimum: 0, maximum: 1 })
const closed = { additionalProperties: false } as const
const Version = Type.Integer({ minimum: 0 })
const ByMention = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{32}$' }) })
const ById = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

export const ToneBody = Type.Object({ label: nullable(ToneSchema) }, closed)

export const ModelView = Type.Object({
  voice: VoiceSchema,
  name: Type.String({ description: 'as it stands beside every score' }),
  kind: Type.Enum(['shipped', 'city', 'onnx']),
  trainedAt: nullable(Ms),
  /** Of labelled texts. */
  shippedLabels: Count,
  cityLabels: Count,
  accuracy: nullable(Share),
  macroF1: nullable(Share),
  surestAccuracy: nullable(
    Type.Number({ minimum: 0, maximum: 1, description: 'of the surest 60 %, in five-fold' }),
  ),
  strippedAccuracy: nullable(Share),
  sureShare: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'share that is not "chưa chắc"' })),
  perLabel: Type.Array(
    Type.Object({ label: Type.String(), precision: Share, recall: Share, f1: Share, count: Count }),
  ),
  measured: Type.String({ description: 'how the figures were made, for a person' }),
  training: nullable(
    Type.Object({
      state: Type.Enum(['waiting', 'running', 'failed']),
      since: Ms,
      error: nullable(Type.String()),
    }),
  ),
})
export type ModelView = Static<typeof ModelView>

export const SPIKE_STATES = ['open', 'closed'] as const
export const SPIKE_WORK = ['new', 'seen', 'answering', 'answered', 'dismissed'] as const

export const SpikeView = Type.Object({
  id: Type.String(),
  topic: TopicSchema,
  place: nullable(Type.Object({ code: Type.String(), name: Type.String() })),
  /** What grew: all mentions, or those against. */
  measure: Type.Enum(['mentions', 'negative']),
  state: Type.Enum([...SPIKE_STATES], { description: 'open while it lasts, by the statistics' }),
  work: Type.Enum([...SPIKE_WORK], { description: 'what people made of it' }),
  fromMs: Ms,
  lastMs: Ms,
  closedAt: nullable(Ms),
  windowHours: Type.Number(),
  observed: Count,
  expected: Type.Number({ minimum: 0 }),
  pValue: Type.Number({ minimum: 0, maximum: 1 }),
  crisis: CrisisView,
  cause: Type.String({ description: 'in the words of a person; empty until then' }),
  answer: Type.String({ description: 'what was answered; empty until then' }),
  changedBy: nullable(Type.String()),
  changedAt: nullable(Ms),
  incidentId: nullable(Type.String()),
  version: Version,
})
export type SpikeView = Static<typeof SpikeView>

export const SpikeDetail = Type.Object({
  spike: SpikeView,
  /** Hours of the chart, oldest first. */
  series: Type.Array(
    Type.Object({
      at: Ms,
      observed: Count,
      expected: Type.Number(),
      low: Type.Number(),
      high: Type.Number(),
    }),
  ),
  stories: Type.Array(StoryView),
  /** Incidents about the same system or place around that time. */
  linked: Type.Array(
    Type.Object({ id: Type.String(), code: Type.String(), title: Type.String(), why: Type.String() }),
  ),
  /** How many false alarms are to be expected, for a person. */
  rate: Type.String(),
})
export type SpikeDetail = Static<typeof SpikeDetail>

export const SpikeBody = Type.Object(
  {
    version: Version,
    work: Type.Optional(Type.Enum([...SPIKE_WORK])),
    cause: Type.Optional(Type.String({ maxLength: 2000 })),
    answer: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  closed,
)

export const RaiseBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }, closed)
export const RaisedView = Type.Object({ incidentId: Type.String(), code: Type.String() })

export const IndicatorView = Type.Object({
  domain: Type.String(),
  reason: Type.String(),
  mentionId: nullable(Type.String()),
  addedBy: Type.String(),
  addedAt: Ms,
  expiresAt: Ms,
  enabled: Type.Boolean(),
  version: Version,
})
export type IndicatorView = Static<typeof IndicatorView>

export const mediaWorkOperations = {
  correctTone: {
    method: 'POST',
    path: '/api/media/mentions/:id/tone',
    access: 'media.work',
    summary: 'Say what the tone is; null takes it back. The next training learns from it',
    params: ByMention,
    body: ToneBody,
    answer: MentionView,
  },
  listUnsure: {
    method: 'GET',
    path: '/api/media/labelling',
    writesDown: true,
    access: 'media.work',
    summary: 'Mentions whose label would teach the model most, with their texts',
    query: Type.Object({
      voice: VoiceSchema,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
    }),
    answer: Type.Array(Type.Object({ mention: MentionView, text: Type.String() })),
  },
  listModels: {
    method: 'GET',
    path: '/api/media/models',
    access: 'media.read',
    summary: 'The model card of each voice: what it learnt from and how good it was measured to be',
    answer: Type.Array(ModelView),
  },
  trainModel: {
    method: 'POST',
    path: '/api/media/models/:voice/training',
    access: 'media.work',
    summary: 'Train anew with what people corrected, then score the last months again',
    params: Type.Object({ voice: VoiceSchema }),
    answer: ModelView,
  },
  listSpikes: {
    method: 'GET',
    path: '/api/media/spikes',
    access: 'media.read',
    summary: 'Spikes, open ones first, then the newest',
    query: Type.Object({
      state: Type.Optional(Type.Enum([...SPIKE_STATES])),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    }),
    answer: Type.Array(SpikeView),
  },
  getSpike: {
    method: 'GET',
    path: '/api/media/spikes/:id',
    access: 'media.read',
    summary: 'One spike with what was expected, its stories and the incidents that go with it',
    params: ById,
    answer: SpikeDetail,
  },
  changeSpike: {
    method: 'PATCH',
    path: '/api/media/spikes/:id',
    access: 'media.work',
    summary: 'Cause, answer and state of work',
    params: ById,
    body: SpikeBody,
    answer: SpikeView,
  },
  raiseStory: {
    method: 'POST',
    path: '/api/media/stories/:id/incident',
    access: 'incidents.work',
    summary: 'Open an incident about a story',
    params: ByMention,
    body: RaiseBody,
    answer: RaisedView,
  },
  listIndicators: {
    method: 'GET',
    path: '/api/media/indicators',
    access: 'media.read',
    summary: 'Domains that imitate those of the city; events that touch them raise alerts',
    answer: Type.Array(IndicatorView),
  },
  switchIndicator: {
    method: 'PATCH',
    path: '/api/media/indicators/:domain',
    access: 'media.manage',
    summary: 'Switch a domain off that is no threat, or on again',
    params: Type.Object({ domain: Type.String({ minLength: 1, maxLength: 253 }) }),
    body: Type.Object({ enabled: Type.Boolean(), version: Version }, closed),
    answer: IndicatorView,
  },
} as const satisfies Record<string, Operation>
