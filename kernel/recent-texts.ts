// Texts that were looked at a short while ago, as values of events come again and again. Each has one place, by its length
// and two of its signs; the next text with that place takes it.

export class RecentTexts {
  readonly #texts: string[]
  readonly #mask: number

  /** `places` must be a power of two. */
  constructor(places: number) {
    this.#texts = Array.from({ length: places }, () => '')
    this.#mask = places - 1
  }

  placeOf(text: string): number {
    const { length } = text
    const signs = Math.imul(text.charCodeAt(length >> 1), 7) ^ Math.imul(text.charCodeAt(length - 1), 131)
    return (signs ^ Math.imul(length, 31)) & this.#mask
  }

  /** True when this text was the last to take the place. */
  isAt(place: number, text: string): boolean {
    return this.#texts[place] === text
  }

  put(place: number, text: string): void {
    this.#texts[place] = text
  }

  /** Forgets them; the empty text is then at every place. */
  clear(): void {
    this.#texts.fill('')
  }
}

/** The same function, which remembers what it made of the texts that came last; longer ones than `maxLength` it does not. */
export function rememberingRecent<Made>(
  make: (text: string) => Made,
  places: number,
  maxLength: number,
): (text: string) => Made {
  const texts = new RecentTexts(places)
  const made: Made[] = []
  return text => {
    if (text === '' || text.length > maxLength) return make(text)
    const place = texts.placeOf(text)
    if (texts.isAt(place, text)) return made[place]!
    const result = make(text)
    texts.put(place, text)
    made[place] = result
    return result
  }
}
