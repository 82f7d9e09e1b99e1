// Which runs of four characters stand in some texts: a Bloom filter with one hash. It says for certain that a text stands
// nowhere; that it may stand somewhere it says too often, the more so the fuller it is. Only printable ASCII counts, of
// texts in their folded form (fold-text.ts): a gram with another character is never asked for.

/** Characters of a gram. */
const GRAM = 4
/** 256 KiB while it is filled; then halved as long as it stays sparse. */
const MOST_BITS = 2 ** 21
const LEAST_BITS = 2 ** 10
/** Bits set at most after a halving: one in six, so that three grams pass by chance once in two hundred times. */
const FULLEST = 1 / 6

export interface GramFilter {
  /** Adds the grams of a folded text in UTF-8. */
  add(text: Uint8Array): void
  /** The filter as it is kept: 2^n bits, as small as keeps it sparse. */
  packed(): Uint8Array
}

export function createGramFilter(): GramFilter {
  const bits = new Uint8Array(MOST_BITS / 8)
  return {
    add(text) {
      let [gram, run] = [0, 0]
      for (let i = 0; i < text.length; i++) {
        const byte = text[i]!
        gram = (gram << 8) | byte
        run = byte > 0x1f && byte < 0x7f ? run + 1 : 0
        if (run < GRAM) continue
        const bit = spread(gram) & (MOST_BITS - 1)
        bits[bit >>> 3]! |= 1 << (bit & 7)
      }
    },
    packed() {
      let filter = bits
      while (filter.length * 8 > LEAST_BITS) {
        const half = halved(filter)
        if (countOf(half) > half.length * 8 * FULLEST) break
        filter = half
      }
      return filter
    },
  }
}

/** The grams of a folded text, which must all stand where it stands; none for a short one. */
export function gramsOf(text: string): readonly number[] {
  const grams = new Set<number>()
  for (const run of text.match(/[ -~]+/g) ?? [])
    for (let i = 0; i + GRAM <= run.length; i++) {
      let gram = 0
      for (let at = i; at < i + GRAM; at++) gram = (gram << 8) | run.charCodeAt(at)
      grams.add(gram)
    }
  return [...grams]
}

/** False when the gram stands in none of the texts of a packed filter. */
export function mayHoldGram(filter: Uint8Array, gram: number): boolean {
  const bit = spread(gram) & (filter.length * 8 - 1)
  return (filter[bit >>> 3]! & (1 << (bit & 7))) !== 0
}

/** Low bits that all bits of the gram have a part in (the finish of MurmurHash3), so that a filter can be halved. */
function spread(gram: number): number {
  let mixed = Math.imul(gram ^ (gram >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

function halved(filter: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = filter.length / 2
  return Uint8Array.from({ length: half }, (_, i) => filter[i]! | filter[i + half]!)
}

function countOf(filter: Uint8Array): number {
  let count = 0
  for (let byte of filter) for (; byte !== 0; byte &= byte - 1) count++
  return count
}
