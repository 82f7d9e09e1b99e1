// How well a text was read, as scrapinghub/article-extraction-benchmark counts it.
//
// Both texts are cut into words (letters, digits and `_`, as Python's `\w`) and these into shingles of four words in
// a row; a text of fewer words is one shingle. A shingle counts as often as it occurs. Of one page: tp = those in both, fp = those
// that are only read, fn = those that are only true; precision = tp / (tp + fp), recall = tp / (tp + fn). Of all
// pages: the mean of precisions (over pages of which something was read), the mean of recalls (over pages with a
// true text), and F1 of these two means.

export interface PageScore {
  /** Null when nothing was read. */
  readonly precision: number | null
  /** Null when there is no true text. */
  readonly recall: number | null
}

export interface TextScore {
  readonly f1: number
  readonly precision: number
  readonly recall: number
}

const SHINGLE = 4

export function scorePage(truth: string, read: string): PageScore {
  const [expected, found] = [shinglesOf(truth), shinglesOf(read)]
  let [right, extra, missing] = [0, 0, 0]
  for (const shingle of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, got] = [expected.get(shingle) ?? 0, found.get(shingle) ?? 0]
    right += Math.min(wanted, got)
    extra += Math.max(0, got - wanted)
    missing += Math.max(0, wanted - got)
  }
  return {
    precision: right + extra === 0 ? null : right / (right + extra),
    recall: right + missing === 0 ? null : right / (right + missing),
  }
}

/** Rounded to four places. */
export function scoreOf(pages: readonly PageScore[]): TextScore {
  const precision = mean(pages.map(page => page.precision))
  const recall = mean(pages.map(page => page.recall))
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  return { f1: rounded(f1), precision: rounded(precision), recall: rounded(recall) }
}

function shinglesOf(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? []
  const shingles = new Map<string, number>()
  if (words.length === 0) return shingles
  for (let at = 0; at < Math.max(1, words.length - SHINGLE + 1); at++) {
    const shingle = words.slice(at, at + SHINGLE).join(' ')
    shingles.set(shingle, (shingles.get(shingle) ?? 0) + 1)
  }
  return shingles
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
