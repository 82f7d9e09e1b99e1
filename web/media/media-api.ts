// The calls of online media, and the words of the API that the pages list.

import type {
  DepartmentView,
  MediaOverview,
  MentionDetail,
  MentionGroupView,
  MentionPageView,
  MentionView,
  StoryPageView,
  StoryDetail,
  StoryView,
} from '#/api/contract/media.ts'
import type {
  IndicatorView,
  ModelView,
  RaisedView,
  SpikeDetail,
  SpikeView,
} from '#/api/contract/media-work.ts'
import type { SourceBody, SourceImportView, SourceView } from '#/api/contract/media-sources.ts'
import type { Static, TSchema } from 'typebox'
import { callApi } from '../api-client.ts'

export type Department = Read<typeof DepartmentView>
type MentionPage = Read<typeof MentionPageView>
export type StoryPage = Read<typeof StoryPageView>
export type Detail = Read<typeof MentionDetail>
type Read<T extends TSchema> = Static<T>

export type Topic = MentionView['topics'][number]
export type Tone = MentionView['tone']['label']
export type Flag = MentionView['flags'][number]
export type Voice = MentionView['voice']
export type MentionKind = MentionView['kind']
export type CountedTone = Tone | 'unsure'
export type ToneCounts = StoryView['tones']
export type Grouping = 'day' | 'source' | 'topic' | 'department' | 'place'

/** In the order of the lists that people choose from. */
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
] as const satisfies readonly Topic[]
export const TONES = ['neg', 'neu', 'pos'] as const satisfies readonly Tone[]
export const COUNTED_TONES = ['neg', 'neu', 'pos', 'unsure'] as const satisfies readonly CountedTone[]
export const FLAGS = [
  'complaint',
  'toxic',
  'rumour',
  'amplified',
  'phishing',
] as const satisfies readonly Flag[]
export const VOICES = ['news', 'comment'] as const satisfies readonly Voice[]
export const KINDS = ['article', 'post', 'comment'] as const satisfies readonly MentionKind[]
export const ORDERS = ['size', 'newest', 'negative'] as const
export type StoryOrder = (typeof ORDERS)[number]
export const WORK_STATES = [
  'new',
  'seen',
  'answering',
  'answered',
  'dismissed',
] as const satisfies readonly SpikeView['work'][]

/** What may stand in the query of a question about mentions. */
export interface MediaQuery {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly kind?: MentionKind | undefined
  readonly voice?: Voice | undefined
  readonly tone?: CountedTone | undefined
  readonly topic?: Topic | undefined
  readonly department?: string | undefined
  readonly place?: string | undefined
  readonly source?: string | undefined
  readonly story?: string | undefined
  readonly system?: string | undefined
  readonly flag?: Flag | undefined
  readonly text?: string | undefined
}
interface Paging {
  readonly limit?: number
  readonly after?: string | undefined
}

const one = (path: string, id: string): string => `/api/media/${path}/${encodeURIComponent(id)}`

export const mediaApi = {
  overview: (query: MediaQuery) => callApi<MediaOverview>('GET', '/api/media', { query: { ...query } }),
  stories: (query: MediaQuery & Paging & { readonly order?: StoryOrder }) =>
    callApi<StoryPage>('GET', '/api/media/stories', { query: { ...query } }),
  story: (id: string) => callApi<StoryDetail>('GET', one('stories', id)),
  mentions: (query: MediaQuery & Paging) =>
    callApi<MentionPage>('GET', '/api/media/mentions', { query: { ...query } }),
  mention: (id: string) => callApi<Detail>('GET', one('mentions', id)),
  counts: (query: MediaQuery, by: Grouping) =>
    callApi<readonly MentionGroupView[]>('GET', '/api/media/counts', { query: { ...query, by } }),
  departments: () => callApi<readonly Department[]>('GET', '/api/media/departments'),

  correctTone: (id: string, label: Tone | null) =>
    callApi<MentionView>('POST', `${one('mentions', id)}/tone`, { body: { label } }),
  raiseStory: (id: string, reason: string) =>
    callApi<Read<typeof RaisedView>>('POST', `${one('stories', id)}/incident`, { body: { reason } }),

  unsure: (voice: Voice, limit: number) =>
    callApi<readonly Detail[]>('GET', '/api/media/labelling', { query: { voice, limit } }),
  models: () => callApi<readonly ModelView[]>('GET', '/api/media/models'),
  train: (voice: Voice) => callApi<ModelView>('POST', `${one('models', voice)}/training`),

  spikes: (limit: number) => callApi<readonly SpikeView[]>('GET', '/api/media/spikes', { query: { limit } }),
  spike: (id: string) => callApi<SpikeDetail>('GET', one('spikes', id)),
  changeSpike: (id: string, version: number, change: Partial<SpikeAnswer>) =>
    callApi<SpikeView>('PATCH', one('spikes', id), { body: { version, ...change } }),

  sources: () => callApi<readonly SourceView[]>('GET', '/api/media/sources'),
  saveSource: (source: SourceBody, version: number) =>
    callApi<SourceView>('POST', '/api/media/sources', { body: { source, version } }),
  removeSource: (id: string, version: number) =>
    callApi<void>('DELETE', one('sources', id), { query: { version } }),
  readSource: (id: string) => callApi<SourceView>('POST', `${one('sources', id)}/run`),
  importSources: (yaml: string, apply: boolean) =>
    callApi<SourceImportView>('POST', '/api/media/sources/import', { body: { yaml, apply } }),

  indicators: () => callApi<readonly IndicatorView[]>('GET', '/api/media/indicators'),
  switchIndicator: (domain: string, enabled: boolean, version: number) =>
    callApi<IndicatorView>('PATCH', one('indicators', domain), { body: { enabled, version } }),
}

/** What people write about a spike. */
export type SpikeAnswer = Pick<SpikeView, 'work' | 'cause' | 'answer'>

/** Address of the sources as the import reads them. */
export const EXPORT_HREF = '/api/media/sources/export'

export function storyHref(id: string): string {
  return `/media/stories/${encodeURIComponent(id)}`
}

export function spikeHref(id: string): string {
  return `/media/spikes/${encodeURIComponent(id)}`
}
