// How a story went round: who had it first, who repeated whom and how much later. Order is by publication.

import type { Mention } from '#/kernel/mention.ts'

export interface SpreadStep {
  readonly id: string
  readonly sourceId: string
  /** ms UTC of publication. */
  readonly at: number
  /** After the first of the story. */
  readonly delayMs: number
  /** Source whose text it repeats; null for a text of its own, or when that text is not among those given. */
  readonly copiedFrom: string | null
  readonly copyOf: string | null
}

export interface Spread {
  readonly firstId: string
  readonly firstSourceId: string
  readonly firstAt: number
  readonly lastAt: number
  readonly copies: number
  /** Texts of their own. */
  readonly originals: number
  /** Each source once, in the order in which it took the story up. */
  readonly sources: readonly {
    readonly sourceId: string
    readonly firstAt: number
    readonly mentions: number
  }[]
  readonly steps: readonly SpreadStep[]
}

type SpreadMention = Pick<Mention, 'id' | 'sourceId' | 'publishedAt' | 'publishedKnown' | 'copyOf' | 'kind'>

/**
 * The spread of one story by its articles and posts; comments do not carry it on. A text whose time of publication
 * is not known counts at the time when it was fetched, and after others of that very moment. Undefined when there
 * are none.
 */
export function spreadOf(mentions: readonly SpreadMention[]): Spread | undefined {
  const order = mentions
    .filter(mention => mention.kind !== 'comment')
    .sort(
      (one, other) =>
        one.publishedAt - other.publishedAt ||
        Number(other.publishedKnown) - Number(one.publishedKnown) ||
        (one.id < other.id ? -1 : 1),
    )
  const first = order[0]
  if (first === undefined) return undefined
  const byId = new Map(order.map(mention => [mention.id, mention]))
  const sources = new Map<string, { sourceId: string; firstAt: number; mentions: number }>()
  for (const { sourceId, publishedAt } of order) {
    const known = sources.get(sourceId)
    if (known === undefined) sources.set(sourceId, { sourceId, firstAt: publishedAt, mentions: 1 })
    else known.mentions++
  }
  const copies = order.filter(mention => mention.copyOf !== null).length
  return {
    firstId: first.id,
    firstSourceId: first.sourceId,
    firstAt: first.publishedAt,
    lastAt: order.at(-1)!.publishedAt,
    copies,
    originals: order.length - copies,
    sources: [...sources.values()],
    steps: order.map(mention => ({
      id: mention.id,
      sourceId: mention.sourceId,
      at: mention.publishedAt,
      delayMs: mention.publishedAt - first.publishedAt,
      copiedFrom: byId.get(mention.copyOf ?? '')?.sourceId ?? null,
      copyOf: mention.copyOf,
    })),
  }
}
