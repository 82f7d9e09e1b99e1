// How often three units follow each other in the literals of all rules: `.dll` and `windows` are in many, and in most
// events too. Samples of a text are compared less often when they are taken of rarer parts.

const BITS = 16
const UNITS = 3
const MOST = 0xffff

export class GramCounts {
  readonly #counts = new Uint16Array(1 << BITS)

  /** Counts those of a literal. */
  add(text: string): void {
    for (let at = 0; at + UNITS <= text.length; at++) {
      const place = placeOf(text, at)
      if (this.#counts[place]! < MOST) this.#counts[place]! += 1
    }
  }

  /** How often the rarest three of the units from `at` to before `end` were counted; 0 of fewer than three. */
  rarest(text: string, at: number, end: number): number {
    let least = Infinity
    for (let from = at; from + UNITS <= end; from++)
      least = Math.min(least, this.#counts[placeOf(text, from)]!)
    return least === Infinity ? 0 : least
  }
}

function placeOf(text: string, at: number): number {
  const key = text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 8) ^ (text.charCodeAt(at + 2) << 16)
  return Math.imul(key, 0x9e37_79b1) >>> (32 - BITS)
}
