// The topics of a text: terms and model together (weigh-evidence.ts), strongest first, at most three; `other` when
// there is none, or when that is the likeliest. Given are those with half of the
// strongest one's probability that have enough terms or a probability of at least 0.2, and those of which a text has
// so many terms that it is also about them (three strong ones, and half as many points as any).
//
// The model reads the title and the beginning: it has learnt from sentences, and newsrooms put what it is about in
// front.

import { TOPICS, type Topic } from '#/kernel/mention.ts'
import type { LabelScorer } from './label-scorer.ts'
import type { ReadWords } from './read-words.ts'
import { ENOUGH_POINTS, type TopicRules } from './topic-rules.ts'
import { posteriorOf } from './weigh-evidence.ts'

const MAX_TOPICS = 3
const LEAST_PROBABILITY = 0.2
const SHARE_OF_STRONGEST = 0.5
const MANY_POINTS = 6
/** Points of a topic as a share of the highest, below which a text only touches it. */
const TOUCHED_SHARE = 0.4
/** Characters that a model reads. */
export const MODEL_CHARACTERS = 400

/** `certain`: topics that all texts of the source have; they come first. */
export function topicsOf(
  words: ReadWords,
  rules: TopicRules,
  scorer: LabelScorer | null,
  certain: readonly Topic[],
): readonly Topic[] {
  const points = rules.points(words)
  const most = Math.max(0, ...points.values())
  const meant = new Map([...points].filter(([, own]) => own >= most * TOUCHED_SHARE))
  const posterior = posteriorOf(TOPICS, meant, scorer?.(words.text.slice(0, MODEL_CHARACTERS)) ?? null)
  const strongest = Math.max(...posterior.values())
  const isOther = posterior.get('other') === strongest
  const holds = ([topic, probability]: readonly [Topic, number]): boolean => {
    const own = points.get(topic) ?? 0
    if (own >= MANY_POINTS && own >= most * SHARE_OF_STRONGEST) return true
    if (isOther || probability < strongest * SHARE_OF_STRONGEST) return false
    return own >= ENOUGH_POINTS || probability >= LEAST_PROBABILITY
  }
  const found = [...posterior]
    .filter(holds)
    .sort(
      ([one, likely], [other, less]) => less - likely || (points.get(other) ?? 0) - (points.get(one) ?? 0),
    )
    .map(([topic]) => topic)
  const topics = [...new Set([...certain, ...found])].filter(topic => topic !== 'other')
  return topics.length === 0 ? ['other'] : topics.slice(0, Math.max(MAX_TOPICS, certain.length))
}
