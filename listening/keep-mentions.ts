// Drafts → mentions in the store: each placed in its story, copies known as copies, imitating addresses on the list
// of indicators. An answer that names no topic, place or system of its own speaks of those of what it answers. One
// page after the other, because each changes the stories in which the next is placed; a page that is kept again
// changes nothing, whatever was interrupted the first time.

import { AMPLIFICATION_RULE, findAmplified } from '#/crawler/meaning/amplified.ts'
import { createStoryIndex } from '#/crawler/stories/story-index.ts'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Mention } from '#/kernel/mention.ts'
import type { Indicators } from '#/store/indicators.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import type { Draft } from './draft-mentions.ts'
import { imitationReason } from './imitation-reason.ts'
import { createRepeatedTexts } from './repeated-texts.ts'

export interface KeeperOptions {
  readonly mentions: MentionStore
  readonly indicators: Pick<Indicators, 'add'>
  readonly clock: Clock
  /** Hears what was new or changed, once it is durable. */
  readonly onKept: (mentions: readonly Mention[]) => void
}

export interface Keeper {
  /** Resolves when all is durable: how many mentions were new. */
  keep(drafts: readonly Draft[]): Promise<number>
}

interface Placed {
  readonly mention: Mention
  readonly sketch: Uint8Array
}

const DAY_MS = 24 * 3_600_000
/** Whatever a crawl may still bring may repeat what was brought before. */
const STORY_MS = LIMITS.maxLinkAgeMs
/** An imitating domain counts so long after it was found. */
const INDICATOR_DAYS = 90
/** Same texts that are looked at for amplification: the newest. */
const AMPLIFICATION_LOOK = 200
const AMPLIFICATION_SPAN_MS = 4 * 3_600_000

export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const { mentions, indicators, clock, onKept } = options
  const sketches = await mentions.sketchesSince(clock.now() - STORY_MS)
  const index = createStoryIndex(sketches)
  const repeated = createRepeatedTexts(sketches)
  let forgottenAt = clock.now()
  let turn: Promise<unknown> = Promise.resolve()

  async function keepNow(drafts: readonly Draft[]): Promise<number> {
    forgetOld()
    const placed = new Map<string, Placed>()
    const joins: (readonly [from: string, to: string])[] = []
    const copies: { readonly id: string; readonly copyOf: string }[] = []
    for (const { mention: draft, sketch } of drafts) {
      const known = await mentions.get(draft.id)
      const parent = await parentOf(draft, placed)
      const mine = { ...draft, ...timeOf(draft, known) }
      const placement = index.place({ ...mine, sketch, inStory: parent?.storyId ?? null })
      for (const [from, to] of placement.joins) joinIn(placed, from, to)
      for (const { id, copyOf } of placement.copies) copyIn(placed, id, copyOf)
      joins.push(...placement.joins)
      copies.push(...placement.copies)
      const mention: Mention = {
        ...mine,
        ...(parent === undefined ? {} : spokenOf(draft, parent)),
        // Two sources of one newspaper may find the same page: it belongs to the first.
        sourceId: known?.sourceId ?? draft.sourceId,
        storyId: placement.storyId,
        copyOf: placement.copyOf,
        flags: keptFlags(draft, known),
        correction: known?.correction ?? null,
      }
      placed.set(draft.id, { mention, sketch })
    }
    // Last what makes the page known: a page that was interrupted before is placed anew.
    for (const [from, to] of joins) await mentions.joinStories(from, to)
    if (copies.length > 0) await mentions.setCopyOf(copies)
    const added = await mentions.put([...placed.values()])
    for (const { mention, lookAlikes } of drafts)
      for (const lookAlike of lookAlikes)
        await indicators.add({
          domain: lookAlike.host,
          reason: imitationReason(lookAlike),
          mentionId: mention.id,
          addedBy: 'thapcanh',
          days: INDICATOR_DAYS,
        })
    const kept = [...placed.values()].map(({ mention }) => mention)
    for (const mention of kept) repeated.note(mention)
    for (const { id, copyOf } of copies) repeated.move(id, copyOf)
    await markAmplified(kept)
    onKept(kept)
    return added
  }

  async function parentOf(
    { parentId }: Draft['mention'],
    placed: ReadonlyMap<string, Placed>,
  ): Promise<Mention | undefined> {
    if (parentId === null) return undefined
    return placed.get(parentId)?.mention ?? (await mentions.get(parentId))
  }

  /** The flag is of many texts together: with each new one the texts that it is the same as are looked at again. */
  async function markAmplified(fresh: readonly Mention[]): Promise<void> {
    const seen = new Set<string>()
    for (const { id, kind } of fresh) {
      if (kind === 'article' || seen.has(id)) continue
      const ids = repeated.groupOf(id, AMPLIFICATION_SPAN_MS, AMPLIFICATION_LOOK)
      for (const each of ids) seen.add(each)
      if (ids.length < AMPLIFICATION_RULE.texts) continue
      const group = (await Promise.all(ids.map(each => mentions.get(each)))).filter(
        each => each !== undefined,
      )
      for (const amplified of findAmplified(group)) await mentions.flag(amplified.ids, 'amplified', true)
    }
  }

  function forgetOld(): void {
    const now = clock.now()
    if (now - forgottenAt < DAY_MS) return
    forgottenAt = now
    index.forgetBefore(now - STORY_MS)
    repeated.forgetBefore(now - STORY_MS)
  }

  return {
    keep(drafts) {
      if (drafts.length === 0) return Promise.resolve(0)
      const mine = turn.then(() => keepNow(drafts))
      turn = mine.catch(() => {})
      return mine
    },
  }
}

/** A page that names no time was published when it was seen first, or when it said before. */
function timeOf(
  { publishedAt, publishedKnown }: Draft['mention'],
  known: Mention | undefined,
): Pick<Mention, 'publishedAt' | 'publishedKnown'> {
  const kept = known !== undefined && !publishedKnown ? known : { publishedAt, publishedKnown }
  return { publishedAt: kept.publishedAt, publishedKnown: kept.publishedKnown }
}

function joinIn(placed: Map<string, Placed>, from: string, to: string): void {
  for (const [id, { mention, sketch }] of placed)
    if (mention.storyId === from) placed.set(id, { mention: { ...mention, storyId: to }, sketch })
}

function copyIn(placed: Map<string, Placed>, id: string, copyOf: string): void {
  const copy = placed.get(id)
  if (copy !== undefined) placed.set(id, { ...copy, mention: { ...copy.mention, copyOf } })
}

/** What an answer does not say itself, what it answers has said. */
function spokenOf(
  { topics, departments, places, systemIds }: Draft['mention'],
  parent: Mention,
): Pick<Mention, 'topics' | 'departments' | 'places' | 'systemIds'> {
  const hasTopic = topics.some(topic => topic !== 'other')
  return {
    topics: hasTopic ? topics : parent.topics,
    departments: hasTopic || departments.length > 0 ? departments : parent.departments,
    places: places.length > 0 ? places : parent.places,
    systemIds: systemIds.length > 0 ? systemIds : parent.systemIds,
  }
}

/** `amplified` is found of many texts, not in one: reading it again must not lose it. */
function keptFlags(draft: Draft['mention'], known: Mention | undefined): Mention['flags'] {
  return known?.flags.includes('amplified') === true ? [...draft.flags, 'amplified'] : draft.flags
}
