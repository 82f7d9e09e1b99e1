// When one text repeats another. Exact: the same words. Near: a Jaccard index of their shingles of at least 0.3, as
// their sketches tell it, which survives a changed headline, another lead and sign-off and edits to a fifth of the
// words; from 0.2 on, if they also share half of the names and numbers they tell. (Two Vietnamese articles on one
// subject are below 0.1.) Guards, because a false pair is worse than a missed one:
// - a text of few words needs more: 0.5, and below a dozen shingles only the very same words count, and none at
//   all when it is a mere exclamation ("Hay quá!");
// - notices made from one form (power cuts, weather, prices) share most words and none of what they tell: when both
//   texts hold names and numbers, a quarter of the smaller one's must be the other's too.

import { sharedCount, similarityOf, type SketchView } from './sketch.ts'

/** Jaccard index from which two texts are one. */
export const NEAR_JACCARD = 0.3
/** The same for texts that tell the same names and numbers. */
export const NEAR_JACCARD_SAME_FACTS = 0.2
const SHORT_JACCARD = 0.5
const SHORT_SHINGLES = 40
const TINY_SHINGLES = 12
const EXCLAMATION_SHINGLES = 5
const FACTS_TO_JUDGE = 3
const FACTS_TO_VOUCH = 4
const SHARED_FACTS = 0.25
const VOUCHING_FACTS = 0.5

export function isSameText(one: SketchView, other: SketchView): boolean {
  const shingles = Math.min(one.shingles, other.shingles)
  if (shingles < EXCLAMATION_SHINGLES) return false
  if (one.textHash === other.textHash) return true
  if (shingles < TINY_SHINGLES) return false
  const similarity = similarityOf(one, other)
  if (similarity < NEAR_JACCARD_SAME_FACTS) return false
  const facts = Math.min(one.names.length + one.numbers.length, other.names.length + other.numbers.length)
  const shared = sharedCount(one.names, other.names) + sharedCount(one.numbers, other.numbers)
  if (facts >= FACTS_TO_JUDGE && shared < facts * SHARED_FACTS) return false
  if (similarity >= (shingles < SHORT_SHINGLES ? SHORT_JACCARD : NEAR_JACCARD)) return true
  return shingles >= SHORT_SHINGLES && facts >= FACTS_TO_VOUCH && shared >= facts * VOUCHING_FACTS
}
