// Amplification: one text put out from many places in a short time. The rule, over the texts that repeat one
// another (`copyOf`), within any two hours:
// - posts and comments: at least five of one text, by four authors or more, on two sources or more; or by six
//   authors on a single one;
// - articles do not count: papers that reprint an agency's report do what agencies are for. Reprinted posts and
//   comments under them count as what they are;
// - an author who repeats himself is one voice; a text whose author is not known counts as one voice for each source;
// - when most of the group (half) repeats an article published before them, people pass news on, and only a group
//   twice as large is amplified.

import type { Mention } from '#/kernel/mention.ts'

export interface Amplified {
  /** The earliest of the texts. */
  readonly firstId: string
  /** All of them, in order of publication: what the flag is set on. */
  readonly ids: readonly string[]
  readonly authors: number
  readonly sources: number
  /** ms UTC. */
  readonly fromMs: number
  readonly toMs: number
}

export interface AmplificationRule {
  readonly windowMs: number
  readonly texts: number
  readonly authors: number
  readonly sources: number
  /** Enough on one source alone. */
  readonly authorsOnOneSource: number
  /** Times as many of each when they pass on a published article. */
  readonly sharedNewsFactor: number
}

export const AMPLIFICATION_RULE: AmplificationRule = {
  windowMs: 2 * 3_600_000,
  texts: 5,
  authors: 4,
  sources: 2,
  authorsOnOneSource: 6,
  sharedNewsFactor: 2,
}

export type AmplifiedMention = Pick<Mention, 'id' | 'kind' | 'sourceId' | 'author' | 'publishedAt' | 'copyOf'>

/** Groups of texts that were amplified, the earliest first. Copies count only when their original is given too, or is shared. */
export function findAmplified(
  mentions: readonly AmplifiedMention[],
  rule: AmplificationRule = AMPLIFICATION_RULE,
): readonly Amplified[] {
  const byId = new Map(mentions.map(mention => [mention.id, mention]))
  const groups = new Map<string, AmplifiedMention[]>()
  for (const mention of byId.values()) {
    const root = rootOf(mention, byId)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [mention])
    else group.push(mention)
  }
  const found: Amplified[] = []
  for (const group of groups.values()) {
    const amplified = amplifiedIn(group, rule)
    if (amplified !== undefined) found.push(amplified)
  }
  return found.sort((one, other) => one.fromMs - other.fromMs || (one.firstId < other.firstId ? -1 : 1))
}

/** The text that a chain of copies goes back to; ids that are not given end a chain. */
function rootOf(mention: AmplifiedMention, byId: ReadonlyMap<string, AmplifiedMention>): string {
  const seen = new Set<string>()
  let root = mention.id
  for (let next = mention.copyOf; next !== null && !seen.has(next); next = byId.get(next)?.copyOf ?? null) {
    seen.add(next)
    root = next
  }
  return root
}

function amplifiedIn(group: readonly AmplifiedMention[], rule: AmplificationRule): Amplified | undefined {
  const order = group
    .slice()
    .sort((one, other) => one.publishedAt - other.publishedAt || (one.id < other.id ? -1 : 1))
  const spoken = order.filter(({ kind }) => kind !== 'article')
  const firstArticleAt = order.find(({ kind }) => kind === 'article')?.publishedAt ?? Infinity
  const window = createWindow()
  let burst: { readonly from: number; readonly to: number } | undefined
  let start = 0
  for (let end = 0; end < spoken.length; end++) {
    window.change(spoken[end]!, 1, firstArticleAt)
    for (; spoken[end]!.publishedAt - spoken[start]!.publishedAt > rule.windowMs; start++)
      window.change(spoken[start]!, -1, firstArticleAt)
    if (!isEnough(window, rule)) continue
    // Windows that meet are one burst; of several the first is told.
    if (burst === undefined) burst = { from: start, to: end }
    else if (start <= burst.to) burst = { from: burst.from, to: end }
  }
  if (burst === undefined) return undefined
  const texts = spoken.slice(burst.from, burst.to + 1)
  return {
    firstId: texts[0]!.id,
    ids: texts.map(({ id }) => id),
    authors: new Set(texts.map(voiceOf)).size,
    sources: new Set(texts.map(({ sourceId }) => sourceId)).size,
    fromMs: texts[0]!.publishedAt,
    toMs: texts.at(-1)!.publishedAt,
  }
}

interface Window {
  texts: number
  /** Published after an article with this text. */
  afterNews: number
  readonly voices: Map<string, number>
  readonly sources: Map<string, number>
  change(text: AmplifiedMention, by: 1 | -1, firstArticleAt: number): void
}

function createWindow(): Window {
  const window: Window = {
    texts: 0,
    afterNews: 0,
    voices: new Map(),
    sources: new Map(),
    change(text, by, firstArticleAt) {
      window.texts += by
      if (text.publishedAt >= firstArticleAt) window.afterNews += by
      count(window.voices, voiceOf(text), by)
      count(window.sources, text.sourceId, by)
    },
  }
  return window
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const left = (counts.get(key) ?? 0) + by
  if (left === 0) counts.delete(key)
  else counts.set(key, left)
}

function isEnough({ texts, afterNews, voices, sources }: Window, rule: AmplificationRule): boolean {
  const factor = afterNews * 2 >= texts ? rule.sharedNewsFactor : 1
  if (texts < rule.texts * factor) return false
  if (sources.size >= rule.sources && voices.size >= rule.authors * factor) return true
  return voices.size >= rule.authorsOnOneSource * factor
}

function voiceOf({ author, sourceId }: AmplifiedMention): string {
  return author ?? `source ${sourceId}`
}
