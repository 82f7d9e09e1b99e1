// What the platform kept of the local web, held against the web's own truth.

import { textOf, type InventedText } from '#/demo/media/invented-text.ts'
import type { MediaWeb } from '#/demo/media/media-web.ts'
import { WARD_KEYS, type WardKey } from '#/demo/media/wards.ts'
import type { Mention } from '#/kernel/mention.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'

/** A text of the web and what was kept of it. */
export interface Pair {
  readonly text: InventedText
  readonly mention: Mention
}

export interface Compared {
  readonly pairs: readonly Pair[]
  /** Ids of texts that are not kept. */
  readonly missing: readonly string[]
  /** Kept, and no text of the web. */
  readonly strange: readonly Mention[]
}

/** Every mention in the store of a platform that does not run. */
export async function storedMentions(path: string): Promise<readonly Mention[]> {
  await using store = await openEmbeddedMentionStore({
    path,
    onFailed(error) {
      throw error
    },
  })
  const all: Mention[] = []
  for (let after: string | undefined; ;) {
    const page = await store.find({}, 200, after)
    all.push(...page.mentions)
    if (page.next === null) return all
    after = page.next
  }
}

/** Texts and mentions that say the same at the same address and time. */
export function compare(
  texts: readonly InventedText[],
  mentions: readonly Mention[],
  web: MediaWeb,
): Compared {
  // One text stands under one article many times when someone wants it to be seen.
  const keyOf = (url: string, isAnswer: boolean, at: number, text: string): string =>
    [url, isAnswer, at, text.replaceAll(/\s+/g, ' ')].join('\n')
  const kept = new Map(
    mentions.map(mention => [
      keyOf(mention.url, mention.parentId !== null, mention.publishedAt, mention.text),
      mention,
    ]),
  )
  const pairs: Pair[] = []
  const missing: string[] = []
  for (const text of texts) {
    const key = keyOf(web.addressOf(text), text.parentId !== null, text.publishedAt, textOf(text))
    const mention = kept.get(key)
    if (mention === undefined) missing.push(text.id)
    else pairs.push({ text, mention })
    kept.delete(key)
  }
  return { pairs, missing, strange: [...kept.values()] }
}

/** Of wards: how many that were found are right, and how many that are spoken of were found. */
export function wardsOf(pairs: readonly Pair[], web: MediaWeb): { precision: number; recall: number } {
  const keys = new Map<string, WardKey>(WARD_KEYS.map(key => [web.wards[key].code, key]))
  let [right, found, spoken] = [0, 0, 0]
  for (const { text, mention } of pairs) {
    found += mention.places.length
    if (text.place !== null) spoken++
    if (mention.places.some(({ code }) => text.place !== null && keys.get(code) === text.place)) right++
  }
  return { precision: right / found, recall: right / spoken }
}

/** Share of texts with their topic among those that were read. */
export function topicsRight(pairs: readonly Pair[]): number {
  return pairs.filter(({ text, mention }) => mention.topics.includes(text.topic)).length / pairs.length
}

/** Texts whose original is not the one it should be: `ck01: nb07, not null`. */
export function wrongCopies(pairs: readonly Pair[]): readonly string[] {
  const textById = new Map(pairs.map(({ text, mention }) => [mention.id, text.id]))
  return pairs.flatMap(({ text, mention }) => {
    const original = mention.copyOf === null ? null : textById.get(mention.copyOf)
    return original === text.copyOf ? [] : [`${text.id}: ${original}, not ${text.copyOf}`]
  })
}
