// Flags that a text earns by what it says: complaint, toxic, rumour; expressions (data/flags.yaml) and a model
// together (weigh-evidence.ts).
// - Insults are also found where their spelling hides them. A newsroom's article quotes: it is never toxic.
// - A rumour is told as hearsay with nobody named who knows; an official word (`theo Công an …`, `bác bỏ`) makes it a
//   report. The flag says "to be verified", never that something is false.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { MentionKind } from '#/kernel/mention.ts'
import type { LabelScorer } from './label-scorer.ts'
import { compilePhrases, type Phrases } from './phrases.ts'
import { readNormalWords, type ReadWords } from './read-words.ts'
import { spellOut } from './spelled-out.ts'
import { MODEL_CHARACTERS } from './topics.ts'
import { ENOUGH_BELIEF, beliefOf } from './weigh-evidence.ts'

export const TEXT_FLAGS = ['complaint', 'toxic', 'rumour'] as const
export type TextFlag = (typeof TEXT_FLAGS)[number]

export interface FlagReader {
  flags(words: ReadWords, kind: MentionKind, scorer: LabelScorer | null): readonly TextFlag[]
}

interface FlagTerms {
  readonly enough: readonly string[]
  readonly hint: readonly string[]
  readonly not: readonly string[]
  /** Expressions by which somebody who knows is named. */
  readonly attributed?: readonly string[]
}

type Mark = 'enough' | 'hint' | 'not' | 'attributed'
const POINTS = { enough: 2, hint: 1, not: 0, attributed: 0 } as const satisfies Record<Mark, number>

export function loadFlagReader(): FlagReader {
  const file = parse(readFileSync(join(import.meta.dirname, 'data/flags.yaml'), 'utf8')) as Record<
    TextFlag,
    FlagTerms
  >
  const marks = Object.fromEntries(TEXT_FLAGS.map(flag => [flag, compileMarks(file[flag])])) as Record<
    TextFlag,
    Phrases<Mark>
  >
  return {
    flags(words, kind, scorer) {
      const scores = scorer?.(words.text.slice(0, MODEL_CHARACTERS)) ?? {}
      const spelled = kind === 'article' ? undefined : readNormalWords('', spellOut(words.text))
      return TEXT_FLAGS.filter(flag => {
        const looked = flag === 'toxic' ? spelled : words
        if (looked === undefined) return false
        const found = marksIn(looked, marks[flag])
        if (found.attributed) return false
        return beliefOf(found.points, scores[flag] ?? 0) >= ENOUGH_BELIEF
      })
    },
  }
}

function compileMarks(terms: FlagTerms): Phrases<Mark> {
  // What stands first in a list of equals decides: `not` before all.
  return compilePhrases(
    (['not', 'attributed', 'enough', 'hint'] as const).flatMap(mark =>
      (terms[mark] ?? []).map(term => [term, mark] as const),
    ),
  )
}

function marksIn(
  words: ReadWords,
  marks: Phrases<Mark>,
): { readonly points: number; readonly attributed: boolean } {
  const seen = new Set<string>()
  let points = 0
  let attributed = false
  for (const hit of marks.allIn(words)) {
    const [mark] = hit.values
    if (mark === 'attributed') attributed = true
    const term = words.words
      .slice(hit.from, hit.to)
      .map(word => word.bare)
      .join(' ')
    if (seen.has(term)) continue
    seen.add(term)
    points += POINTS[mark!]
  }
  return { points, attributed }
}
