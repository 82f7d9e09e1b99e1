// Drafts → mentions in the store: each placed in its story, copies known as copies, imitating addresses on the list
// of indicators. One page after the other, because each changes the stories in which the next is placed; a page
// that is kept again changes nothing.

import { findAmplified } from '#/crawler/meaning/amplified.ts'
import { createStoryIndex } from '#/crawler/stories/story-index.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Mention } from '#/kernel/mention.ts'
import type { Indicators } from '#/store/indicators.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import type { Draft } from './draft-mentions.ts'
import { imitationReason } from './imitation-reason.ts'

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
/** A text may repeat one of the last days; older ones are history. */
const STORY_DAYS = 14
/** An imitating domain counts so long after it was found. */
const INDICATOR_DAYS = 90
/** Copies of one story that are looked at for amplification: the newest. */
const AMPLIFICATION_LOOK = 200
const AMPLIFICATION_SPAN_MS = 4 * 3_600_000

export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const { mentions, indicators, clock, onKept } = options
  const index = createStoryIndex(await mentions.sketchesSince(clock.now() - STORY_DAYS * DAY_MS))
  let forgottenAt = clock.now()
  let turn: Promise<unknown> = Promise.resolve()

  async function keepNow(drafts: readonly Draft[]): Promise<number> {
    forgetOld()
    const placed = new Map<string, Placed>()
    const joins: (readonly [from: string, to: string])[] = []
    const copies: { readonly id: string; readonly copyOf: string }[] = []
    for (const { mention: draft, sketch } of drafts) {
      const known = await mentions.get(draft.id)
      const inStory = await storyOfParent(draft.parentId, placed)
      const placement = index.place({ ...draft, sketch, inStory })
      joins.push(...placement.joins)
      copies.push(...placement.copies)
      const mention: Mention = {
        ...draft,
        // Two sources of one newspaper may find the same page: it belongs to the first.
        sourceId: known?.sourceId ?? draft.sourceId,
        // A page that names no time was published when it was first seen.
        publishedAt: known !== undefined && !draft.publishedKnown ? known.publishedAt : draft.publishedAt,
        storyId: placement.storyId,
        copyOf: placement.copyOf,
        flags: keptFlags(draft, known),
        correction: known?.correction ?? null,
      }
      placed.set(draft.id, { mention, sketch })
    }
    const added = await mentions.put([...placed.values()])
    for (const [from, to] of joins) await mentions.joinStories(from, to)
    if (copies.length > 0) await mentions.setCopyOf(copies)
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
    await markAmplified(kept)
    onKept(kept)
    return added
  }

  async function storyOfParent(
    parentId: string | null,
    placed: ReadonlyMap<string, Placed>,
  ): Promise<string | null> {
    if (parentId === null) return null
    return placed.get(parentId)?.mention.storyId ?? (await mentions.get(parentId))?.storyId ?? null
  }

  /** The flag is of many texts together: with each new copy the group is looked at again. */
  async function markAmplified(fresh: readonly Mention[]): Promise<void> {
    const stories = new Map(
      fresh
        .filter(({ kind, copyOf }) => kind !== 'article' && copyOf !== null)
        .map(mention => [mention.storyId, mention.publishedAt]),
    )
    for (const [storyId, at] of stories) {
      const filter = { storyId, fromMs: at - AMPLIFICATION_SPAN_MS, toMs: at + AMPLIFICATION_SPAN_MS }
      const { mentions: group } = await mentions.find(filter, AMPLIFICATION_LOOK)
      for (const { ids } of findAmplified(group)) await mentions.flag(ids, 'amplified', true)
    }
  }

  function forgetOld(): void {
    const now = clock.now()
    if (now - forgottenAt < DAY_MS) return
    forgottenAt = now
    index.forgetBefore(now - STORY_DAYS * DAY_MS)
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

/** `amplified` is found of many texts, not in one: reading it again must not lose it. */
function keptFlags(draft: Draft['mention'], known: Mention | undefined): Mention['flags'] {
  return known?.flags.includes('amplified') === true ? [...draft.flags, 'amplified'] : draft.flags
}
