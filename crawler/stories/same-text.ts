// When one text repeats another. Exact: the same words. Near: a Jaccard index of their shingles of at least 0.3, as
// their sketches tell it, which survives a changed headline, another lead and sign-off and edits to a fifth of the
// words. Two guards, because a false pair is worse than a missed one:
// - a text of few words needs more: 0.5, and below a dozen shingles only the very same words count, and none at
//   all when it is a mere exclamation ("Hay quá!");
// - notices made from one form (power cuts, weather, prices) share most words and none of what they tell: when both
//   texts hold names and numbers, a quarter of the smaller one's must be the other's too.

import { sharedCount, similarityOf, type SketchView } from './sketch.ts'

/** Jaccard index from which two texts are one. */
export const NEAR_JACCARD = 0.3
const SHORT_JACCARD = 0.5
const SHORT_SHINGLES = 40
const TINY_SHINGLES = 12
const EXCLAMATION_SHINGLES = 5
const FACTS_TO_JUDGE = 3
const SHARED_FACTS = 0.25

export function isSameText(one: SketchView, other: SketchView): boolean {
  const shingles = Math.min(one.shingles, other.shingles)
  if (shingles < EXCLAMATION_SHINGLES) return false
  if (one.textHash === other.textHash) return true
  if (shingles < TINY_SHINGLES) return false
  const needed = shingles < SHORT_SHINGLES ? SHORT_JACCARD : NEAR_JACCARD
  return similarityOf(one, other) >= needed && tellsTheSame(one, other)
}

function tellsTheSame(one: SketchView, other: SketchView): boolean {
  const facts = Math.min(one.names.length + one.numbers.length, other.names.length + other.numbers.length)
  if (facts < FACTS_TO_JUDGE) return true
  const shared = sharedCount(one.names, other.names) + sharedCount(one.numbers, other.numbers)
  return shared >= facts * SHARED_FACTS
}
