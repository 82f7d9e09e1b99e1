// The mention store as one would write it with an array: the oracle of the conformance suite. Slow, plain, and
// made from the contract alone.

import { toneThatCounts, type Mention, type Tone } from '#/kernel/mention.ts'
import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { Grouping, MentionFilter, MentionGroup, Story, StoryOrder } from '#/store/mention-store.ts'

interface Kept {
  readonly mention: Mention
  readonly sketch: Uint8Array | null
  readonly forgotten: boolean
}

export interface MentionTwin {
  put(mentions: readonly { readonly mention: Mention; readonly sketch: Uint8Array | null }[]): number
  get(id: string): Mention | undefined
  /** All that match, newest first; those of one millisecond in any order. */
  matching(filter: MentionFilter): readonly Mention[]
  stories(filter: MentionFilter, order: StoryOrder): readonly Story[]
  totals(filter: MentionFilter): MentionGroup
  counts(filter: MentionFilter, by: Grouping): readonly MentionGroup[]
  sketchIds(ms: number): readonly string[]
  corrected(voice: string): readonly { id: string; text: string; label: Tone; at: number }[]
  /** How unsure each mention is that may be asked for: of each story the least sure, least sure first. */
  leastSure(voice: string, sinceMs: number): readonly { storyId: string; surety: number }[]
  /** Changes those for which the change is not undefined; answers how many. */
  change(change: (mention: Mention) => Mention | undefined): number
  deleteBefore(ms: number): number
  forgetTextBefore(ms: number): number
}

const HOUR_MS = 3_600_000

export function createMentionTwin(): MentionTwin {
  const kept = new Map<string, Kept>()
  const all = (): readonly Mention[] => [...kept.values()].map(({ mention }) => mention)
  const matching = (filter: MentionFilter): readonly Mention[] =>
    all()
      .filter(mention => matches(mention, filter))
      .toSorted((a, b) => b.publishedAt - a.publishedAt)

  return {
    put(mentions) {
      let added = 0
      for (const { mention, sketch } of mentions) {
        const known = kept.get(mention.id)?.mention
        if (known === undefined) added++
        const { fetchedAt, correction } = known ?? mention
        kept.set(mention.id, { mention: { ...mention, fetchedAt, correction }, sketch, forgotten: false })
      }
      return added
    },
    get: id => kept.get(id)?.mention,
    matching,
    stories: (filter, order) =>
      [...Map.groupBy(matching(filter), ({ storyId }) => storyId)]
        .map(([id, mentions]) => storyOf(id, mentions.toReversed()))
        .toSorted((a, b) => rankOf(b, order) - rankOf(a, order) || b.lastAt - a.lastAt),
    totals: filter => groupOf('', matching(filter)),
    counts(filter, by) {
      const pairs = matching(filter).flatMap(mention => keysOf(mention, by).map(key => ({ key, mention })))
      return [...Map.groupBy(pairs, ({ key }) => key)].map(([key, members]) =>
        groupOf(
          key,
          members.map(({ mention }) => mention),
        ),
      )
    },
    sketchIds: ms =>
      [...kept.values()]
        .filter(({ mention, sketch }) => sketch !== null && mention.publishedAt >= ms)
        .map(({ mention }) => mention.id),
    corrected: voice =>
      [...kept.values()]
        .filter(({ mention, forgotten }) => !forgotten && mention.voice === voice)
        .flatMap(({ mention: { id, text, correction } }) =>
          correction === null ? [] : [{ id, text, label: correction.label, at: correction.at }],
        )
        .toSorted((a, b) => a.at - b.at),
    leastSure(voice, sinceMs) {
      const open = [...kept.values()]
        .filter(({ mention, forgotten }) => !forgotten && mention.correction === null)
        .map(({ mention }) => mention)
        .filter(mention => mention.voice === voice && mention.publishedAt >= sinceMs)
        .map(({ storyId, tone: { label, score, sure } }) => ({
          storyId,
          surety: (sure ? 2 : 0) + (label === 'neu' ? 1 - Math.abs(score) : Math.abs(score)),
        }))
      return [...Map.groupBy(open, ({ storyId }) => storyId).values()]
        .map(each => each.toSorted((a, b) => a.surety - b.surety)[0]!)
        .toSorted((a, b) => a.surety - b.surety)
    },
    change(change) {
      let changed = 0
      for (const [id, each] of kept) {
        const mention = change(each.mention)
        if (mention === undefined) continue
        kept.set(id, { ...each, mention })
        changed++
      }
      return changed
    },
    deleteBefore(ms) {
      const old = all().filter(({ publishedAt }) => publishedAt < ms)
      old.forEach(({ id }) => kept.delete(id))
      return old.length
    },
    forgetTextBefore(ms) {
      const old = [...kept.values()].filter(
        ({ mention, forgotten }) => !forgotten && mention.publishedAt < ms,
      )
      for (const { mention } of old)
        kept.set(mention.id, {
          mention: { ...mention, text: '', author: null },
          sketch: null,
          forgotten: true,
        })
      return old.length
    },
  }
}

function matches(mention: Mention, filter: MentionFilter): boolean {
  const holds = <T>(asked: T | undefined, check: (asked: T) => boolean): boolean =>
    asked === undefined || check(asked)
  return (
    holds(filter.fromMs, from => mention.publishedAt >= from) &&
    holds(filter.toMs, to => mention.publishedAt < to) &&
    holds(filter.kinds, kinds => kinds.includes(mention.kind)) &&
    holds(filter.voice, voice => mention.voice === voice) &&
    holds(filter.tone, tone => (toneThatCounts(mention) ?? 'unsure') === tone) &&
    holds(filter.topic, topic => mention.topics.includes(topic)) &&
    holds(filter.department, department => mention.departments.includes(department)) &&
    holds(filter.place, place => mention.places.some(({ code }) => code === place)) &&
    holds(filter.sourceId, source => mention.sourceId === source) &&
    holds(filter.storyId, story => mention.storyId === story) &&
    holds(filter.systemId, system => mention.systemIds.includes(system)) &&
    holds(filter.flag, flag => mention.flags.includes(flag)) &&
    holds(filter.language, language => mention.language === language) &&
    holds(filter.originals, () => mention.copyOf === null) &&
    holds(filter.text, text => {
      const said = wordsOf(`${mention.title} ${mention.text}`)
      return wordsOf(text).every(word => said.includes(word))
    })
  )
}

function wordsOf(text: string): readonly string[] {
  const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd')
  return plain.split(/[^a-z0-9]+/).filter(word => word !== '')
}

function keysOf(mention: Mention, by: Grouping): readonly string[] {
  const orNone = (keys: readonly string[]): readonly string[] => (keys.length === 0 ? [''] : keys)
  const periodOf = (length: number): string =>
    String(Math.floor((mention.publishedAt + VIETNAM_OFFSET_MS) / length) * length - VIETNAM_OFFSET_MS)
  const places = mention.places.map(({ code }) => code)
  switch (by) {
    case 'hour':
      return [periodOf(HOUR_MS)]
    case 'day':
      return [periodOf(24 * HOUR_MS)]
    case 'source':
      return [mention.sourceId]
    case 'kind':
      return [mention.kind]
    case 'language':
      return [mention.language]
    case 'topic':
      return orNone(mention.topics)
    case 'department':
      return orNone(mention.departments)
    case 'place':
      return orNone(places)
    case 'flag':
      return orNone(mention.flags)
    case 'place-department':
      return orNone(places.flatMap(place => mention.departments.map(department => `${place} ${department}`)))
  }
}

function tonesOf(mentions: readonly Mention[]): MentionGroup['tones'] {
  const tones = { neg: 0, neu: 0, pos: 0, unsure: 0 }
  for (const mention of mentions) tones[toneThatCounts(mention) ?? 'unsure']++
  return tones
}

function groupOf(key: string, mentions: readonly Mention[]): MentionGroup {
  return {
    key,
    mentions: mentions.length,
    originals: mentions.filter(({ copyOf }) => copyOf === null).length,
    voices: new Set(mentions.map(({ author }) => author).filter(author => author !== null)).size,
    tones: tonesOf(mentions),
  }
}

/** Oldest first. */
function storyOf(id: string, mentions: readonly Mention[]): Story {
  const first = mentions[0]!
  const different = <T>(of: (mention: Mention) => readonly T[]): readonly T[] => [
    ...new Set(mentions.flatMap(of)),
  ]
  const names = new Map(mentions.flatMap(({ places }) => places.map(({ code, name }) => [code, name])))
  return {
    id,
    title: first.title,
    url: first.url,
    firstSourceId: first.sourceId,
    firstAt: first.publishedAt,
    lastAt: mentions.at(-1)!.publishedAt,
    mentions: mentions.length,
    copies: mentions.filter(({ copyOf }) => copyOf !== null).length,
    comments: mentions.filter(({ kind }) => kind === 'comment').length,
    sources: different(({ sourceId }) => [sourceId]),
    tones: tonesOf(mentions),
    topics: different(({ topics }) => topics),
    departments: different(({ departments }) => departments),
    places: [...names].map(([code, name]) => ({ code, name })),
    flags: different(({ flags }) => flags),
  }
}

function rankOf(story: Story, order: StoryOrder): number {
  return { size: story.mentions, newest: 0, negative: story.tones.neg }[order]
}
