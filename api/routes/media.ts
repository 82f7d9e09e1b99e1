// Online media, reading. What is personal (texts, searches) is written into the audit trail: who read what.

import type { MentionFilter, MentionGroup } from '#/store/mention-store.ts'
import type { MediaFilterQuery, MentionGroupView } from '../contract/media.ts'
import { ApiError } from '../errors.ts'
import {
  filterOf,
  nameOfSource,
  showFigures,
  showMention,
  showStory,
  type SourceNames,
} from '../media-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit } from '../visible.ts'

type MediaHandlers = Handlers<
  | 'mediaOverview'
  | 'listStories'
  | 'getStory'
  | 'listMentions'
  | 'getMention'
  | 'countMentions'
  | 'listDepartments'
>

const DAY_MS = 24 * 3_600_000
/** Of the overview, when the question names no time. */
const USUAL_MS = 7 * DAY_MS
/** Stories that are asked for the names of places. */
const NAMING_STORIES = 200

export function mediaRoutes(platform: Platform): MediaHandlers {
  const { clock, media } = platform
  const { mentions, trail } = media

  async function names(): Promise<SourceNames> {
    return new Map((await media.sources.list()).map(({ source }) => [source.id, source]))
  }

  async function namesOf(by: string, groups: readonly MentionGroup[], query: MediaFilterQuery) {
    if (by === 'source') {
      const sources = await names()
      return (key: string): string => nameOfSource(sources, key)
    }
    const departments = new Map(media.departments.map(({ id, name }) => [id, name]))
    if (by === 'department') return (key: string): string => departments.get(key) ?? key
    if (!by.startsWith('place') || groups.length === 0) return (key: string): string => key
    const { stories } = await mentions.stories(filterOf(query), 'size', NAMING_STORIES)
    const places = new Map(stories.flatMap(story => story.places.map(({ code, name }) => [code, name])))
    return (key: string): string => {
      const [place = '', department = ''] = key.split(' ')
      return [places.get(place) ?? place, departments.get(department) ?? department]
        .filter(part => part !== '')
        .join(', ')
    }
  }

  return {
    async mediaOverview({ query }) {
      const toMs = query.to ?? clock.now()
      const fromMs = query.from ?? toMs - USUAL_MS
      const filter = filterOf({ ...query, from: fromMs, to: toMs })
      const earlier = { ...filter, fromMs: fromMs - (toMs - fromMs), toMs: fromMs }
      const sources = await names()
      const figures = async (asked: typeof filter) =>
        showFigures(await mentions.totals(asked), await mentions.counts(asked, 'source'), sources)
      const healths = await media.schedule.healths()
      const inState = (state: string): number => healths.filter(health => health.state === state).length
      const crisis = await media.crisis(fromMs, toMs)
      return {
        now: await figures(filter),
        before: await figures(earlier),
        fromMs,
        toMs,
        crisis: { level: crisis.level, reasons: [...crisis.reasons] },
        openSpikes: (await media.spikes.list({ state: 'open', limit: 200 })).length,
        sources: {
          enabled: [...sources.values()].filter(({ enabled }) => enabled).length,
          failing: inState('failing'),
          refused: inState('refused'),
          silent: inState('silent'),
          off: inState('off'),
        },
      }
    },

    async listStories({ query }) {
      const { order = 'size', limit = 50, after } = query
      const page = await mentions.stories(filterOf(query), order, limit, after)
      const sources = await names()
      return { ...page, stories: page.stories.map(story => showStory(story, sources)) }
    },

    async getStory({ params, principal }) {
      const story = await mentions.story(params.id)
      if (story === undefined) throw new ApiError('story.not-found', 'There is no such story.')
      const incidents = (await media.incidentsOf(story)).filter(({ id }) => {
        const incident = platform.state.incident(id)
        return incident !== undefined && seesUnit(principal, incident.unitId, platform.units)
      })
      return { ...showStory(story, await names()), incidents: [...incidents] }
    },

    async listMentions({ query, principal }) {
      const { limit = 50, after } = query
      const filter = filterOf(query)
      await trail.record(principal.name, { kind: 'search', filter: byDays(filter) })
      const page = await mentions.find(filter, limit, after)
      const sources = await names()
      return { ...page, mentions: page.mentions.map(mention => showMention(mention, sources)) }
    },

    async getMention({ params, principal }) {
      const mention = await mentions.get(params.id)
      if (mention === undefined) throw new ApiError('mention.not-found', 'There is no such mention.')
      await trail.record(principal.name, { kind: 'text', mentionId: mention.id })
      return { mention: showMention(mention, await names()), text: mention.text }
    },

    async countMentions({ query }) {
      const groups = await mentions.counts(filterOf(query), query.by)
      const nameOf = await namesOf(query.by, groups, query)
      return groups.map((group): MentionGroupView => ({
        ...group,
        name: nameOf(group.key),
        tones: { ...group.tones },
      }))
    },

    listDepartments: () =>
      media.departments.map(({ id, name, nameEn }) => ({ id, name, nameEnglish: nameEn })),
  }
}

/** A question whose times move on with the clock is one question a day in the trail. */
function byDays(filter: MentionFilter): MentionFilter {
  const day = (ms: number): number => ms - (ms % DAY_MS)
  return {
    ...filter,
    ...(filter.fromMs === undefined ? {} : { fromMs: day(filter.fromMs) }),
    ...(filter.toMs === undefined ? {} : { toMs: day(filter.toMs) }),
  }
}
