// Online media as the console sees it: filters from the address, mentions without anybody's name, sources by name.

import type { MediaSource } from '#/kernel/media-source.ts'
import type { Mention } from '#/kernel/mention.ts'
import { netTone } from '#/kernel/net-tone.ts'
import { quoteOf } from '#/kernel/quote.ts'
import type { MentionFilter, MentionGroup, Story } from '#/store/mention-store.ts'
import type { MediaFigures, MediaFilterQuery, MentionView, StoryView } from './contract/media.ts'
import { ApiError } from './errors.ts'

export function filterOf(query: MediaFilterQuery): MentionFilter {
  const { from, to, kind, voice, tone, topic, department, place, source, story, system, flag, text } = query
  if (from !== undefined && to !== undefined && to <= from)
    throw new ApiError('request.invalid', 'query/to: must be after `from`')
  return {
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(voice === undefined ? {} : { voice }),
    ...(tone === undefined ? {} : { tone }),
    ...(topic === undefined ? {} : { topic }),
    ...(department === undefined ? {} : { department }),
    ...(place === undefined ? {} : { place }),
    ...(source === undefined ? {} : { sourceId: source }),
    ...(story === undefined ? {} : { storyId: story }),
    ...(system === undefined ? {} : { systemId: system }),
    ...(flag === undefined ? {} : { flag }),
    ...(query.originals === undefined ? {} : { originals: true as const }),
    ...(text === undefined || text.trim() === '' ? {} : { text }),
  }
}

/** Source id → what is known of it; ids of sources that are gone are absent. */
export type SourceNames = ReadonlyMap<string, MediaSource>

export const nameOfSource = (names: SourceNames, id: string): string => names.get(id)?.name ?? id

export function showMention(mention: Mention, names: SourceNames): MentionView {
  const { text, author: _never, tone, toneModel, ...rest } = mention
  return {
    ...rest,
    sourceName: nameOfSource(names, mention.sourceId),
    quote: quoteOf(text),
    tone: { ...tone, model: toneModel },
    correction: mention.correction === null ? null : { ...mention.correction },
    topics: [...mention.topics],
    departments: [...mention.departments],
    places: mention.places.map(place => ({ ...place })),
    entities: [...mention.entities],
    systemIds: [...mention.systemIds],
    flags: [...mention.flags],
  }
}

export function showStory(story: Story, names: SourceNames): StoryView {
  return {
    ...story,
    firstSourceName: nameOfSource(names, story.firstSourceId),
    sources: [...story.sources],
    tones: { ...story.tones },
    topics: [...story.topics],
    departments: [...story.departments],
    places: story.places.map(place => ({ ...place })),
    flags: [...story.flags],
  }
}

/** Figures of a group; the reach is that of the sources that wrote, where they state one. */
export function showFigures(
  { mentions, originals, voices, tones }: MentionGroup,
  bySource: readonly MentionGroup[],
  names: SourceNames,
): MediaFigures {
  const reaches = bySource.map(({ key }) => names.get(key)?.reach ?? null).filter(reach => reach !== null)
  return {
    mentions,
    originals,
    voices,
    tones: { ...tones },
    netTone: netTone(tones),
    reach: reaches.length === 0 ? null : reaches.reduce((sum, reach) => sum + reach, 0),
  }
}
