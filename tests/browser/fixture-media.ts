// Invented online media for the console's tests: a flood that many carry, a rumour about a school, praise, comments
// that nobody is sure of, a spike, sources in every state. Answers the contract from memory; an answer that is not
// as the contract says is a mistake of the fixture and thrown.

import { Value } from 'typebox/value'
import {
  mediaOperations,
  type MediaOverview,
  type MentionGroupView,
  type MentionView,
  type StoryDetail,
  type StoryView,
} from '#/api/contract/media.ts'
import {
  mediaSourceOperations,
  type SourceBody,
  type SourceImportView,
  type SourceView,
} from '#/api/contract/media-sources.ts'
import {
  mediaWorkOperations,
  type IndicatorView,
  type ModelView,
  type SpikeDetail,
  type SpikeView,
} from '#/api/contract/media-work.ts'
import type { Operation } from '#/api/contract/operation.ts'
import { netTone } from '#/kernel/net-tone.ts'
import {
  DEPARTMENTS,
  HOUR_MS,
  INDICATORS,
  inventedMentions,
  MODELS,
  SOURCES,
  SPIKE,
  spikeSeries,
  textOf,
  WARDS,
} from './fixture-media-data.ts'

const OPERATIONS: readonly Operation[] = Object.values({
  ...mediaOperations,
  ...mediaWorkOperations,
  ...mediaSourceOperations,
})

type Tones = StoryView['tones']
type Refusal = { readonly status: number; readonly error: string }
type Body = Readonly<Record<string, unknown>>
const refuse = (status: number, error: string): Refusal => ({ status, error })

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]
const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'd').toLowerCase()

function countsOf(mentions: readonly MentionView[]): Tones {
  const tones: Tones = { neg: 0, neu: 0, pos: 0, unsure: 0 }
  for (const { tone, correction } of mentions)
    tones[correction?.label ?? (tone.sure ? tone.label : 'unsure')]++
  return tones
}

/** What a console asks and does, from memory. */
export class MediaFixture {
  mentions: MentionView[] = inventedMentions()
  sources: SourceView[] = SOURCES.map(source => structuredClone(source))
  spikes: SpikeView[] = [{ ...SPIKE }]
  models: ModelView[] = MODELS.map(model => ({ ...model }))
  indicators: IndicatorView[] = INDICATORS.map(indicator => ({ ...indicator }))
  /** Texts opened, in order. */
  readonly opened: string[] = []
  /** Reasons of incidents raised. */
  readonly raised: string[] = []
  /** Of stories, by id. */
  readonly #incidents = new Map<string, StoryDetail['incidents']>()
  /** Labels given, in order. */
  readonly labels: { readonly id: string; readonly label: string | null }[] = []

  answer(method: string, url: URL, body: Body, by: string): unknown {
    const answer = this.#answer(method, url, body, by)
    const operation = OPERATIONS.find(
      ({ method: own, path }) =>
        own === method && new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(url.pathname),
    )
    const refused = typeof answer === 'object' && answer !== null && 'error' in answer
    if (operation?.answer !== undefined && !refused && !Value.Check(operation.answer, answer)) {
      const [first] = Value.Errors(operation.answer, answer)
      throw new Error(`fixture: ${operation.path} is not as the contract says: ${JSON.stringify(first)}`)
    }
    return answer
  }

  #answer(method: string, { pathname, searchParams }: URL, body: Body, by: string): unknown {
    const [, , , part = '', id = '', action = ''] = pathname.split('/')
    const key = decodeURIComponent(id)
    switch (`${method} ${part}${id === '' ? '' : '/:id'}${action === '' ? '' : `/${action}`}`) {
      case 'GET ':
        return this.#overview(searchParams)
      case 'GET stories':
        return this.#stories(searchParams)
      case 'GET stories/:id':
        return {
          ...(this.#storyOf(this.mentions.filter(({ storyId }) => storyId === key)) ??
            refuse(404, 'story.not-found')),
          incidents: this.#incidents.get(key) ?? [],
        }
      case 'POST stories/:id/incident':
        this.raised.push(String(body['reason']))
        this.#incidents.set(key, [
          { id: 'inc-000001', code: '2026-0001', title: 'Dư luận: chuyện được nâng', spikeId: null },
        ])
        return { incidentId: 'inc-000001', code: '2026-0001' }
      case 'GET mentions':
        return this.#page(searchParams)
      case 'GET mentions/:id':
        this.opened.push(key)
        return { mention: this.#mention(key), text: textOf(this.#mention(key)) }
      case 'POST mentions/:id/tone':
        return this.#correct(key, body['label'] as 'neg' | null, by)
      case 'GET counts':
        return this.#counts(searchParams)
      case 'GET departments':
        return DEPARTMENTS
      case 'GET labelling':
        return this.mentions
          .filter(
            ({ voice, tone, correction }) =>
              voice === searchParams.get('voice') && !tone.sure && correction === null,
          )
          .map(mention => ({ mention, text: textOf(mention) }))
      case 'GET models':
        return this.models
      case 'POST models/:id/training': {
        const training = { state: 'waiting' as const, since: Date.now(), error: null }
        this.models = this.models.map(model => (model.voice === key ? { ...model, training } : model))
        return this.models.find(({ voice }) => voice === key)
      }
      case 'GET spikes':
        return this.spikes
      case 'GET spikes/:id':
        return this.#spike(key)
      case 'PATCH spikes/:id':
        return this.#changeSpike(key, body, by)
      case 'GET sources':
        return this.sources
      case 'POST sources':
        return this.#save(body['source'] as SourceBody, Number(body['version']))
      case 'POST sources/:id':
        return this.#import(String(body['yaml']), body['apply'] === true)
      case 'DELETE sources/:id':
        this.sources = this.sources.filter(({ source }) => source.id !== key)
        return undefined
      case 'POST sources/:id/run':
        return this.sources.find(({ source }) => source.id === key) ?? refuse(404, 'source.not-found')
      case 'GET indicators':
        return this.indicators
      case 'PATCH indicators/:id':
        return this.#switch(key, body['enabled'] === true, Number(body['version']))
      default:
        return refuse(404, 'not-found')
    }
  }

  #mention(id: string): MentionView {
    const found = this.mentions.find(mention => mention.id === id)
    if (found === undefined) throw new Error(`fixture: no mention ${id}`)
    return found
  }

  #correct(id: string, label: 'neg' | 'neu' | 'pos' | null, by: string): MentionView {
    this.labels.push({ id, label })
    const correction = label === null ? null : { label, by, at: Date.now() }
    this.mentions = this.mentions.map(mention => (mention.id === id ? { ...mention, correction } : mention))
    return this.#mention(id)
  }

  #matching(query: URLSearchParams, shiftMs = 0): MentionView[] {
    const is = (name: string, ...values: readonly (string | null)[]): boolean =>
      !query.has(name) || values.includes(query.get(name))
    const [from, to] = [Number(query.get('from') ?? 0), Number(query.get('to') ?? Number.MAX_SAFE_INTEGER)]
    const words = folded(query.get('text') ?? '').split(/\s+/)
    return this.mentions.filter(
      mention =>
        mention.publishedAt >= from - shiftMs &&
        mention.publishedAt < to - shiftMs &&
        is('kind', mention.kind) &&
        is('voice', mention.voice) &&
        is('topic', ...mention.topics) &&
        is('place', ...mention.places.map(({ code }) => code)) &&
        is('department', ...mention.departments) &&
        is('source', mention.sourceId) &&
        is('story', mention.storyId) &&
        is('flag', ...mention.flags) &&
        is('tone', mention.correction?.label ?? (mention.tone.sure ? mention.tone.label : 'unsure')) &&
        words.every(word => folded(`${mention.title} ${mention.quote}`).includes(word)),
    )
  }

  #storyOf(mentions: readonly MentionView[]): StoryView | undefined {
    const [first] = [...mentions].sort((a, b) => a.publishedAt - b.publishedAt)
    if (first === undefined) return undefined
    return {
      id: first.storyId,
      title: first.title,
      url: first.url,
      firstSourceId: first.sourceId,
      firstSourceName: first.sourceName,
      firstAt: first.publishedAt,
      lastAt: Math.max(...mentions.map(({ publishedAt }) => publishedAt)),
      mentions: mentions.length,
      copies: mentions.filter(({ copyOf }) => copyOf !== null).length,
      comments: mentions.filter(({ kind }) => kind === 'comment').length,
      sources: unique(mentions.map(({ sourceId }) => sourceId)),
      tones: countsOf(mentions),
      topics: unique(mentions.flatMap(({ topics }) => topics)),
      departments: unique(mentions.flatMap(({ departments }) => departments)),
      places: WARDS.filter(({ code }) =>
        mentions.some(({ places }) => places.some(place => place.code === code)),
      ),
      flags: unique(mentions.flatMap(({ flags }) => flags)),
    }
  }

  #allStories(query: URLSearchParams): StoryView[] {
    const matching = this.#matching(query)
    const order = query.get('order') ?? 'size'
    const rank = (story: StoryView): number =>
      order === 'newest' ? story.lastAt : order === 'negative' ? story.tones.neg : story.mentions
    return unique(matching.map(({ storyId }) => storyId))
      .flatMap(id => this.#storyOf(matching.filter(({ storyId }) => storyId === id)) ?? [])
      .sort((a, b) => rank(b) - rank(a))
  }

  #stories(query: URLSearchParams): unknown {
    const all = this.#allStories(query)
    const from = Number(query.get('after') ?? 0)
    const to = from + Number(query.get('limit') ?? 50)
    return { stories: all.slice(from, to), next: to < all.length ? String(to) : null, total: all.length }
  }

  #page(query: URLSearchParams): unknown {
    const all = this.#matching(query).sort((a, b) => b.publishedAt - a.publishedAt)
    const from = Number(query.get('after') ?? 0)
    const to = from + Number(query.get('limit') ?? 50)
    return { mentions: all.slice(from, to), next: to < all.length ? String(to) : null, total: all.length }
  }

  #overview(query: URLSearchParams): MediaOverview {
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))]
    const figures = (mentions: readonly MentionView[]): MediaOverview['now'] => ({
      mentions: mentions.length,
      originals: mentions.filter(({ copyOf }) => copyOf === null).length,
      voices: Math.ceil(mentions.length * 0.7),
      tones: countsOf(mentions),
      netTone: netTone(countsOf(mentions)),
      reach: null,
    })
    const inState = (state: string): number =>
      this.sources.filter(({ health }) => health.state === state).length
    return {
      now: figures(this.#matching(query)),
      before: figures(this.#matching(query, to - from)),
      fromMs: from,
      toMs: to,
      crisis: SPIKE.crisis,
      openSpikes: this.spikes.filter(({ state }) => state === 'open').length,
      sources: {
        enabled: this.sources.filter(({ source }) => source.enabled).length,
        failing: inState('failing'),
        refused: inState('refused'),
        silent: inState('silent'),
        off: inState('off'),
      },
    }
  }

  #counts(query: URLSearchParams): MentionGroupView[] {
    const by = query.get('by')
    const offsetMs = 7 * HOUR_MS
    const dayMs = 24 * HOUR_MS
    const keysOf = (mention: MentionView): readonly string[] => {
      if (by === 'topic') return mention.topics
      if (by === 'department') return mention.departments
      if (by === 'place') return mention.places.map(({ code }) => code)
      if (by === 'source') return [mention.sourceId]
      return [String(Math.floor((mention.publishedAt + offsetMs) / dayMs) * dayMs - offsetMs)]
    }
    const matching = this.#matching(query)
    return unique(matching.flatMap(keysOf)).map(key => {
      const own = matching.filter(mention => keysOf(mention).includes(key))
      const name =
        by === 'place'
          ? WARDS.find(({ code }) => code === key)?.name
          : this.sources.find(({ source }) => source.id === key)?.source.name
      return {
        key,
        name: name ?? key,
        mentions: own.length,
        originals: own.filter(({ copyOf }) => copyOf === null).length,
        voices: own.length,
        tones: countsOf(own),
      }
    })
  }

  #spike(id: string): SpikeDetail | Refusal {
    const spike = this.spikes.find(known => known.id === id)
    if (spike === undefined) return refuse(404, 'spike.not-found')
    return {
      spike,
      series: spikeSeries(),
      stories: this.#allStories(new URLSearchParams({ topic: spike.topic })),
      linked: [
        {
          id: 'inc-000001',
          code: '2026-0001',
          title: 'Cổng Dịch vụ công bị quét từ nhiều nơi',
          why: 'cùng hệ thống, trong hai ngày',
        },
      ],
      rate: 'Khi không có gì bất thường, mỗi tuần chừng một lần báo nhầm trên toàn thành phố.',
    }
  }

  #changeSpike(id: string, { version, ...change }: Body, by: string): SpikeView | Refusal {
    const spike = this.spikes.find(known => known.id === id)
    if (spike === undefined) return refuse(404, 'spike.not-found')
    if (spike.version !== version) return refuse(409, 'conflict')
    const next: SpikeView = {
      ...spike,
      ...(change as Partial<SpikeView>),
      changedBy: by,
      changedAt: Date.now(),
      version: spike.version + 1,
    }
    this.spikes = this.spikes.map(known => (known.id === id ? next : known))
    return next
  }

  #save(source: SourceBody, version: number): SourceView | Refusal {
    const known = this.sources.find(view => view.source.id === source.id)
    if ((known?.version ?? 0) !== version) return refuse(409, 'conflict')
    const state = source.enabled ? ('never' as const) : ('off' as const)
    const health = known?.health ?? {
      ...SOURCES[0]!.health,
      state,
      lastRunAt: null,
      failures: [],
      failedRunsInRow: 0,
    }
    const view: SourceView = {
      source,
      version: version + 1,
      health: { ...health, state: source.enabled && health.state !== 'off' ? health.state : state },
    }
    this.sources =
      known === undefined ? [...this.sources, view] : this.sources.map(each => (each === known ? view : each))
    return view
  }

  #import(yaml: string, apply: boolean): SourceImportView {
    if (yaml.includes('sai'))
      return {
        added: [],
        changed: [],
        unchanged: [],
        problems: [
          {
            line: 3,
            sourceId: 'bao-sai',
            field: 'everyMinutes',
            text: 'phải từ 5 trở lên',
            textEnglish: 'must be >= 5',
          },
          {
            line: null,
            sourceId: null,
            field: '',
            text: 'phải là danh sách, hoặc `sources:` với danh sách',
            textEnglish: 'must be a list, or `sources:` with a list',
          },
        ],
        applied: false,
      }
    return {
      added: ['bao-moi'],
      changed: [{ id: 'bao-vi-du', fields: ['everyMinutes', 'topics'] }],
      unchanged: ['tin-nhanh'],
      problems: [],
      applied: apply,
    }
  }

  #switch(domain: string, enabled: boolean, version: number): IndicatorView | Refusal {
    const known = this.indicators.find(indicator => indicator.domain === domain)
    if (known === undefined) return refuse(404, 'indicator.not-found')
    if (known.version !== version) return refuse(409, 'conflict')
    const next = { ...known, enabled, version: version + 1 }
    this.indicators = this.indicators.map(each => (each === known ? next : each))
    return next
  }
}
