// Which texts are held back together when a model is tried on texts that it has not seen: k parts with every label
// spread evenly, and texts that are nearly the same always in one part, or the model would be asked what it was
// just told.

import { foldForMatching } from '../text/fold-for-matching.ts'
import { wordsOf } from '../text/words.ts'
import type { LabelledText } from './labelled-lines.ts'
import { seededRandom, shuffle } from './linear-svm.ts'

/**
 * Texts that share this part of all the runs that either has count as one. Of the shorter one's runs it would not do:
 * "giảng viên nhiệt tình" stands in every tenth line of a survey, and chains them all together.
 */
const SAME_FROM = 0.5
const RUN_WORDS = 3
/** A run of words in more texts than this is a manner of speaking. */
const COMMON = 40

/** The part, 0 … parts − 1, of each line; the same for the same lines and seed. */
export function assignFolds(lines: readonly LabelledText[], parts: number, seed: number): Uint8Array {
  const leaders = copyGroups(lines.map(line => line.text))
  const groups = [...Map.groupBy(lines.keys(), at => leaders[at]!).values()]
  const order = Uint32Array.from(groups.keys())
  shuffle(order, seededRandom(seed))
  const partOf = new Uint8Array(lines.length)
  const filled = Array.from({ length: parts }, () => new Map<string, number>())
  for (const at of order) {
    const group = groups[at]!
    const { label } = lines[group[0]!]!
    const emptiest = filled.reduce(
      (best, part, number) => ((part.get(label) ?? 0) < (filled[best]!.get(label) ?? 0) ? number : best),
      0,
    )
    for (const member of group) {
      partOf[member] = emptiest
      const own = lines[member]!.label
      filled[emptiest]!.set(own, (filled[emptiest]!.get(own) ?? 0) + 1)
    }
  }
  return partOf
}

/** For each text the first text that it is nearly the same as, itself when there is none. */
export function copyGroups(texts: readonly string[]): Uint32Array {
  const runs = texts.map(runsOf)
  const holders = new Map<string, number[]>()
  runs.forEach((own, text) => {
    for (const run of own) {
      const known = holders.get(run)
      if (known === undefined) holders.set(run, [text])
      else known.push(text)
    }
  })
  const leaders = Uint32Array.from(texts.keys())
  const leaderOf = (text: number): number => {
    let at = text
    while (leaders[at] !== at) at = leaders[at]!
    return at
  }
  runs.forEach((own, text) => {
    const shared = new Map<number, number>()
    for (const run of own) {
      const others = holders.get(run)!
      if (others.length > COMMON && own.size > 1) continue
      for (const other of others) if (other < text) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    for (const [other, count] of shared) {
      if (count < SAME_FROM * (own.size + runs[other]!.size - count)) continue
      const [a, b] = [leaderOf(text), leaderOf(other)]
      leaders[Math.max(a, b)] = Math.min(a, b)
    }
  })
  return leaders.map((_, text) => leaderOf(text))
}

/** Runs of three words, without accents; a shorter text is one run. */
function runsOf(text: string): ReadonlySet<string> {
  const words = wordsOf(foldForMatching(text).bare)
  if (words.length < RUN_WORDS) return new Set([words.join(' ')])
  return new Set(words.slice(RUN_WORDS - 1).map((_, at) => words.slice(at, at + RUN_WORDS).join(' ')))
}
