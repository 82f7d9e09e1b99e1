// Which pairs of neighbouring characters a text has, as a small bit set. A text that lacks one pair of a
// keyword cannot hold the keyword: most keywords are turned away by this without reading the text. Pairs
// share bits, so the answer "may hold" can be wrong, the answer "cannot" never is.

const BITS = 8192
/** Enough to turn nearly everything away; more only cost time. */
const PAIRS_OF_KEYWORD = 6

/** Bits of the first pairs of a keyword; none for one of a single character, which is never turned away. */
export function pairsOf(keyword: string): Uint16Array {
  const count = Math.min(Math.max(keyword.length - 1, 0), PAIRS_OF_KEYWORD)
  return Uint16Array.from({ length: count }, (_, at) =>
    bitOf(keyword.charCodeAt(at), keyword.charCodeAt(at + 1)),
  )
}

export class CharacterPairs {
  readonly #bits = new Uint32Array(BITS / 32)

  constructor(text: string) {
    let before = text.charCodeAt(0)
    for (let at = 1; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      const bit = bitOf(before, unit)
      this.#bits[bit >>> 5]! |= 1 << (bit & 31)
      before = unit
    }
  }

  /** False only when the text certainly does not hold a keyword with these pairs. */
  mayHold(pairs: Uint16Array): boolean {
    for (const bit of pairs) {
      if ((this.#bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
}

function bitOf(first: number, second: number): number {
  return (first * 131 + second) & (BITS - 1)
}
