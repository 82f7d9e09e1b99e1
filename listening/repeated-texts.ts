// Which texts repeat which, as the stories have found it: wherever they stand. Answers under ten articles are in ten
// stories and may be one text all the same. In memory, of the days in which a text may still be repeated.

import type { Mention } from '#/kernel/mention.ts'

export type KnownText = Pick<Mention, 'id' | 'copyOf' | 'publishedAt'>

export interface RepeatedTexts {
  note(text: KnownText): void
  /** A text that is known repeats another than it was thought to. */
  move(id: string, copyOf: string): void
  /** All texts that are the same as this one, itself included, published within `spanMs` of it; newest first, at most `limit`. */
  groupOf(id: string, spanMs: number, limit: number): readonly string[]
  forgetBefore(ms: number): void
}

export function createRepeatedTexts(texts: Iterable<KnownText>): RepeatedTexts {
  const known = new Map<string, KnownText>()
  /** What repeats a text directly. */
  const copiesOf = new Map<string, Set<string>>()

  function drop({ id, copyOf }: KnownText): void {
    known.delete(id)
    if (copyOf === null) return
    const copies = copiesOf.get(copyOf)
    copies?.delete(id)
    if (copies?.size === 0) copiesOf.delete(copyOf)
  }
  function note({ id, copyOf, publishedAt }: KnownText): void {
    const before = known.get(id)
    if (before !== undefined) drop(before)
    known.set(id, { id, copyOf, publishedAt })
    if (copyOf === null) return
    const copies = copiesOf.get(copyOf)
    if (copies === undefined) copiesOf.set(copyOf, new Set([id]))
    else copies.add(id)
  }
  for (const text of texts) note(text)

  /** Originals above and copies below, each once, whatever chains and rings there are. */
  function sameAs(id: string): ReadonlySet<string> {
    const same = new Set([id])
    for (const each of same) {
      const above = known.get(each)?.copyOf
      if (above !== undefined && above !== null) same.add(above)
      for (const below of copiesOf.get(each) ?? []) same.add(below)
    }
    return same
  }

  return {
    note,
    move(id, copyOf) {
      const text = known.get(id)
      if (text !== undefined) note({ ...text, copyOf })
    },
    groupOf(id, spanMs, limit) {
      const at = known.get(id)?.publishedAt
      if (at === undefined) return []
      return [...sameAs(id)]
        .flatMap(each => known.get(each) ?? [])
        .filter(({ publishedAt }) => Math.abs(publishedAt - at) <= spanMs)
        .sort((a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(text => text.id)
    },
    forgetBefore(ms) {
      for (const text of known.values()) if (text.publishedAt < ms) drop(text)
    },
  }
}
