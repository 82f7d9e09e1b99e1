// The topics of a text: terms and model together (weigh-evidence.ts), strongest first, at most three; `other` when
// there is none. The model reads the title and the beginning: it has learnt from sentences, and newsrooms put what
// it is about in front.

import { TOPICS, type Topic } from '#/kernel/mention.ts'
import type { LabelScorer } from './label-scorer.ts'
import type { ReadWords } from './read-words.ts'
import type { TopicRules } from './topic-rules.ts'
import { ENOUGH_BELIEF, beliefOf } from './weigh-evidence.ts'

const MAX_TOPICS = 3
/** Points of a topic as a share of the strongest one's, below which a long text only touches it. */
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
  const scores = scorer?.(words.text.slice(0, MODEL_CHARACTERS)) ?? {}
  const most = Math.max(0, ...points.values())
  const believed = TOPICS.filter(topic => topic !== 'other')
    .map(topic => {
      const own = points.get(topic) ?? 0
      const counted = own < most * TOUCHED_SHARE ? 0 : own
      return { topic, points: own, belief: beliefOf(counted, scores[topic] ?? 0) }
    })
    .filter(({ belief }) => belief >= ENOUGH_BELIEF)
    .sort((one, other) => other.belief - one.belief || other.points - one.points)
    .map(({ topic }) => topic)
  const topics = [...new Set([...certain.filter(topic => topic !== 'other'), ...believed])]
  if (topics.length === 0) return ['other']
  return topics.slice(0, Math.max(MAX_TOPICS, certain.length))
}
