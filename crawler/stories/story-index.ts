// Places mentions in stories, among the sketches of the last days. Pure but for its own memory; the caller keeps
// what it answers. Invariants, whatever the order in which texts arrive:
// - articles and posts that repeat one another are in one story; when a text links two stories, the one that began
//   later joins the earlier. A comment or a post that answers is in the story that it answers, and joins none;
// - `copyOf` is the earliest published text that it repeats, null when none is earlier. An original that is found
//   after its copies changes theirs (`copies`), while the story keeps its id: reports and links name it;
// - a text that is read again changes nothing; one that was edited keeps its story.
// A report of the same event in other words joins one story and never joins two of them.

import { LIMITS } from '#/kernel/limits.ts'
import type { MentionSketch } from '#/store/mention-store.ts'
import { createNearIndex } from './near-index.ts'
import { EVENT_WINDOW_MS, STORY_WINDOW_MS, eventTitleOf, isSameEvent, type EventTitle } from './same-event.ts'
import { isSameText } from './same-text.ts'
import { readSketch, sharedCount, type SketchView } from './sketch.ts'

/** A mention to be placed. */
export interface NewSketch extends Pick<MentionSketch, 'id' | 'kind' | 'publishedAt' | 'title' | 'sketch'> {
  /** Story of the article or post that it answers: it belongs there. Null when it answers none, or that is not known. */
  readonly inStory: string | null
}

export interface Placement {
  readonly storyId: string
  readonly copyOf: string | null
  /** Stories that become one: `[from, to]`; `to` is never a `from` of the same placement. */
  readonly joins: readonly (readonly [from: string, to: string])[]
  /** Mentions placed before whose original is known only now. */
  readonly copies: readonly { readonly id: string; readonly copyOf: string }[]
}

export interface StoryIndex {
  place(mention: NewSketch): Placement
  /** Forgets mentions published before. */
  forgetBefore(ms: number): void
  /** Mentions in it. */
  readonly size: number
}

interface Entry {
  readonly id: string
  readonly publishedAt: number
  readonly bytes: Uint8Array
  readonly title: string
  readonly view: SketchView
  readonly event: EventTitle
  /** It answers another: it takes no part in events and joins no stories. */
  readonly answer: boolean
  storyId: string
  copyOf: string | null
}

/** A name is rare when it occurs in at most so many stories. */
const RARE_STORIES = 4

/** An index that holds `sketches`. Those that are none, or of another version, are left out. */
export function createStoryIndex(sketches: readonly MentionSketch[]): StoryIndex {
  let near = createNearIndex()
  let entries: (Entry | undefined)[] = []
  const numberOf = new Map<string, number>()
  const members = new Map<string, Set<string>>()
  const usesOfName = new Map<number, number[]>()

  const entryOf = (id: string): Entry | undefined => entries[numberOf.get(id) ?? -1]
  const enter = (entry: Entry): void => {
    const number = near.add(entry.view.minhash)
    entries[number] = entry
    numberOf.set(entry.id, number)
    memberSet(entry.storyId).add(entry.id)
    if (entry.answer) return
    for (const name of entry.view.names) {
      const uses = usesOfName.get(name)
      if (uses === undefined) usesOfName.set(name, [number])
      else {
        uses.push(number)
        if (uses.length > LIMITS.maxNameUses) uses.shift()
      }
    }
  }
  const memberSet = (storyId: string): Set<string> => {
    const known = members.get(storyId)
    if (known !== undefined) return known
    const fresh = new Set<string>()
    members.set(storyId, fresh)
    return fresh
  }
  const leave = (entry: Entry): void => {
    entries[numberOf.get(entry.id)!] = undefined
    numberOf.delete(entry.id)
    const rest = memberSet(entry.storyId)
    rest.delete(entry.id)
    if (rest.size === 0) members.delete(entry.storyId)
  }
  const firstAt = (storyId: string): number => {
    let first = Infinity
    for (const id of members.get(storyId) ?? []) first = Math.min(first, entryOf(id)!.publishedAt)
    return first
  }
  const join = (from: string, to: string): void => {
    const target = memberSet(to)
    for (const id of members.get(from) ?? []) {
      entryOf(id)!.storyId = to
      target.add(id)
    }
    members.delete(from)
  }

  const sameTexts = (view: SketchView): Entry[] =>
    near
      .candidates(view.minhash)
      .map(number => entries[number])
      .filter(entry => entry !== undefined)
      .filter(entry => isSameText(view, entry.view))

  /** Uses of a name that few stories have; none of a common one. */
  const rareUses = (name: number): readonly number[] => {
    const uses = (usesOfName.get(name) ?? []).filter(number => entries[number] !== undefined)
    const stories = new Set<string>()
    for (const number of uses) {
      stories.add(entries[number]!.storyId)
      if (stories.size > RARE_STORIES) return []
    }
    return uses
  }
  const sameEvent = (view: SketchView, event: EventTitle, publishedAt: number): Entry | undefined => {
    const rareNames = new Map<number, number>()
    for (const name of view.names)
      for (const number of rareUses(name)) rareNames.set(number, (rareNames.get(number) ?? 0) + 1)
    let best: Entry | undefined
    let most = 0
    for (const [number, shared] of rareNames) {
      const entry = entries[number]!
      if (Math.abs(entry.publishedAt - publishedAt) > EVENT_WINDOW_MS) continue
      const numbers = sharedCount(view.numbers, entry.view.numbers)
      if (!isSameEvent(event, entry.event, { rareNames: shared, numbers })) continue
      if (Math.abs(firstAt(entry.storyId) - publishedAt) > STORY_WINDOW_MS) continue
      const better = shared + numbers - most || (best === undefined ? 1 : earlier(entry, best))
      if (better > 0) {
        best = entry
        most = shared + numbers
      }
    }
    return best
  }

  for (const sketch of sketches) {
    const view = readSketch(sketch.sketch)
    if (view === undefined || numberOf.has(sketch.id)) continue
    enter({
      ...newEntry({ ...sketch, inStory: null }, view),
      storyId: sketch.storyId,
      copyOf: sketch.copyOf,
    })
  }

  return {
    get size() {
      return numberOf.size
    },

    place(mention) {
      const known = entryOf(mention.id)
      if (known !== undefined && known.title === mention.title && sameBytes(known.bytes, mention.sketch))
        return { storyId: known.storyId, copyOf: known.copyOf, joins: [], copies: [] }
      const kept = mention.inStory ?? known?.storyId ?? null
      const view = readSketch(mention.sketch)
      if (view === undefined) return { storyId: kept ?? mention.id, copyOf: null, joins: [], copies: [] }
      if (known !== undefined) leave(known)

      const entry = newEntry(mention, view)
      const same = sameTexts(view)
      entry.copyOf = earliest(same.filter(other => earlier(other, entry) > 0))?.id ?? null
      const copies = same.filter(other => repeats(other, entry, entryOf))
      for (const copy of copies) copy.copyOf = entry.id

      const joins: [string, string][] = []
      if (entry.answer) entry.storyId = kept ?? mention.id
      else {
        const stories = new Set(same.filter(other => !other.answer).map(other => other.storyId))
        if (kept !== null) stories.add(kept)
        if (stories.size === 0) {
          const report = sameEvent(view, entry.event, entry.publishedAt)
          if (report !== undefined) stories.add(report.storyId)
        }
        const [to, ...from] = [...stories].sort(
          (one, other) => startOf(one) - startOf(other) || (one < other ? -1 : 1),
        )
        entry.storyId = to ?? mention.id
        for (const story of from) {
          joins.push([story, entry.storyId])
          join(story, entry.storyId)
        }
      }
      enter(entry)
      return {
        storyId: entry.storyId,
        copyOf: entry.copyOf,
        joins,
        copies: copies.map(copy => ({ id: copy.id, copyOf: entry.id })),
      }

      function startOf(storyId: string): number {
        return Math.min(firstAt(storyId), storyId === kept ? entry.publishedAt : Infinity)
      }
    },

    forgetBefore(ms) {
      const left = entries.filter(entry => entry !== undefined).filter(entry => entry.publishedAt >= ms)
      near = createNearIndex()
      entries = []
      numberOf.clear()
      members.clear()
      usesOfName.clear()
      for (const entry of left) enter(entry)
    },
  }
}

function newEntry(mention: NewSketch, view: SketchView): Entry {
  return {
    id: mention.id,
    publishedAt: mention.publishedAt,
    bytes: mention.sketch,
    title: mention.title,
    view,
    event: eventTitleOf(mention.title),
    // Kept sketches do not tell what they answer; the answers of a thread have no title.
    answer:
      mention.kind === 'comment' ||
      mention.inStory !== null ||
      (mention.kind === 'post' && mention.title === ''),
    storyId: mention.id,
    copyOf: null,
  }
}

/** Positive when `one` was published before `other`; ids decide between equal times. */
function earlier(one: Entry, other: Entry): number {
  return other.publishedAt - one.publishedAt || (one.id < other.id ? 1 : -1)
}

function earliest(entries: readonly Entry[]): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (first, entry) => (first === undefined || earlier(entry, first) > 0 ? entry : first),
    undefined,
  )
}

/** True when `other` repeats `original`, and nothing earlier that is known. */
function repeats(other: Entry, original: Entry, entryOf: (id: string) => Entry | undefined): boolean {
  if (earlier(original, other) <= 0) return false
  const before = other.copyOf === null ? undefined : entryOf(other.copyOf)
  // An original that has been forgotten was earlier than all that are known.
  return other.copyOf === null || (before !== undefined && earlier(original, before) > 0)
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, n) => byte === other[n])
}
