// Topics by terms: data/topics.yaml, compiled. A term in the title counts twice; the same term again counts no
// more, so that a long text does not drift into every topic it touches; nor do weak terms count fully in one, unless a
// strong one stands beside them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { TOPICS, type Topic } from '#/kernel/mention.ts'
import { compilePhrases, type Phrases } from './phrases.ts'
import type { ReadWords } from './read-words.ts'

/** Points from which the terms alone make a topic: one strong term, or two weak ones. */
export const ENOUGH_POINTS = 2
const STRONG_POINTS = 2
const WEAK_POINTS = 1
const TITLE_FACTOR = 2
const LONG_TEXT_WORDS = 80
const LONG_TEXT_FACTOR = 0.5

interface Term {
  readonly topic: Topic
  readonly points: number
}

export interface TopicRules {
  /** Points of each topic that has any; with 2 and no model, a text has the topic. */
  points(words: ReadWords): ReadonlyMap<Topic, number>
}

const Terms = Type.Array(Type.String({ minLength: 1 }))
const TermsOfTopic = Type.Object({ strong: Terms, weak: Terms }, { additionalProperties: false })
const FileSchema = Type.Object(
  {
    not: Terms,
    topics: Type.Object(
      Object.fromEntries(TOPICS.filter(topic => topic !== 'other').map(topic => [topic, TermsOfTopic])),
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

/** The rules that come with the platform. */
export function loadTopicRules(): TopicRules {
  return parseTopicRules(readFileSync(join(import.meta.dirname, 'data/topics.yaml'), 'utf8'))
}

/** Throws Error when the text is not as the shipped file must be. */
export function parseTopicRules(yaml: string): TopicRules {
  const file: unknown = parse(yaml)
  if (!Value.Check(FileSchema, file)) {
    const [first] = Value.Errors(FileSchema, file)
    throw new Error(
      `data/topics.yaml: ${first?.instancePath ?? ''}: ${first?.message ?? 'not as it must be'}`,
    )
  }
  return compileRules(
    file.not,
    Object.entries(file.topics as Record<string, { strong: string[]; weak: string[] }>).flatMap(
      ([topic, { strong, weak }]) => [
        ...strong.map(term => ({ term, topic: topic as Topic, points: STRONG_POINTS })),
        ...weak.map(term => ({ term, topic: topic as Topic, points: WEAK_POINTS })),
      ],
    ),
  )
}

function compileRules(
  not: readonly string[],
  terms: readonly (Term & { readonly term: string })[],
): TopicRules {
  const phrases: Phrases<Term | null> = compilePhrases<Term | null>([
    ...not.map(phrase => [phrase, null] as const),
    ...terms.map(({ term, topic, points }) => [term, { topic, points }] as const),
  ])
  return {
    points(words) {
      const best = new Map<string, { readonly topic: Topic; readonly points: number }>()
      for (const hit of phrases.allIn(words)) {
        if (hit.values.includes(null)) continue
        const inTitle = hit.from < words.titleWords
        const term = words.words
          .slice(hit.from, hit.to)
          .map(word => word.lower)
          .join(' ')
        for (const value of hit.values) {
          const key = `${value!.topic} ${term}`
          const points = value!.points * (inTitle ? TITLE_FACTOR : 1)
          if (points > (best.get(key)?.points ?? 0)) best.set(key, { topic: value!.topic, points })
        }
      }
      const sums = new Map<Topic, number>()
      const strong = new Set<Topic>()
      for (const { topic, points } of best.values()) {
        sums.set(topic, (sums.get(topic) ?? 0) + points)
        if (points >= STRONG_POINTS) strong.add(topic)
      }
      if (words.words.length > LONG_TEXT_WORDS)
        for (const [topic, points] of sums) if (!strong.has(topic)) sums.set(topic, points * LONG_TEXT_FACTOR)
      return sums
    },
  }
}
