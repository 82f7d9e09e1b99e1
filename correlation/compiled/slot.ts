// One field under the names of one kind of log source (or, for keywords, all values of an event), with
// everything that any rule asks of it: literals in automata, numbers in a table. One walk over the field's value
// answers all of it.

import type { FieldNames } from '../field-names.ts'
import { numberInText } from '../yaml-scalar.ts'
import type { SigmaNumber } from '../yaml-scalar.ts'
import { AnchoredTrie } from './anchored-trie.ts'
import type { Place } from './anchored-trie.ts'
import { ContainsAutomaton } from './contains-automaton.ts'
import type { Literal, LiteralHits } from './contains-automaton.ts'
import { KeywordScan } from './keyword-scan.ts'
import type { TextView } from './unit-classes.ts'

/** Finds literals in one text. */
interface TextScan {
  readonly bytes: number
  scan(text: string, hits: LiteralHits): void
}

interface WantedNumber {
  readonly id: number
  readonly number: SigmaNumber
}

export type LiteralPlace = Place | 'contains'

interface PlacedLiteral extends Literal {
  readonly place: LiteralPlace
  readonly view: TextView
}

// No folding makes a unit of ASCII one beyond it.
const BEYOND_ASCII = /[^\0-\x7f]/

export class Slot {
  readonly id: number
  readonly names: FieldNames
  /** Undefined for keywords. */
  readonly field: string | undefined
  readonly #literals = new Map<string, PlacedLiteral>()
  readonly #numbers = new Map<string, WantedNumber & { readonly source: string }>()
  #scans: readonly TextScan[] = []
  /** Those whose every literal has a unit beyond ASCII, which most texts have not. */
  #scansBeyondAscii: readonly TextScan[] = []
  readonly #numberTable = new Map<number, WantedNumber[]>()
  /** Numbers that also match as they are written, where that is no decimal notation of them (`0x10`). */
  readonly #writtenNumbers = new Map<string, number>()

  constructor(id: number, names: FieldNames, field: string | undefined) {
    this.id = id
    this.names = names
    this.field = field
  }

  /** The number of the question whether the literal is there; `makeId` for one not asked before. */
  literal(place: LiteralPlace, view: TextView, text: string, makeId: () => number): number {
    const key = `${place} ${view} ${text}`
    const known = this.#literals.get(key)
    if (known !== undefined) return known.id
    const id = makeId()
    this.#literals.set(key, { id, text, place, view })
    return id
  }

  /** The same for a number that the value is to be equal to. */
  number(source: string, number: SigmaNumber, makeId: () => number): number {
    const key = `${typeof number} ${number} ${source}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known.id
    const id = makeId()
    this.#numbers.set(key, { id, number, source })
    return id
  }

  /** Builds the automata; nothing can be added afterwards. */
  finish(): void {
    const { beyond = [], ascii = [] } = Object.groupBy(this.#literals.values(), ({ text }) =>
      BEYOND_ASCII.test(text) ? 'beyond' : 'ascii',
    )
    this.#scans = this.#scansOf(ascii)
    this.#scansBeyondAscii = this.#scansOf(beyond)
    this.#literals.clear()
    for (const { id, number, source } of this.#numbers.values()) {
      const key = Number(number)
      const known = this.#numberTable.get(key)
      if (known === undefined) this.#numberTable.set(key, [{ id, number }])
      else known.push({ id, number })
      const written = numberInText(source.trim())
      if (written === undefined || !sameNumber(written, number)) this.#writtenNumbers.set(source, id)
    }
    this.#numbers.clear()
  }

  #scansOf(literals: readonly PlacedLiteral[]): readonly TextScan[] {
    const groups = Map.groupBy(literals, ({ place, view }) => `${place} ${view}`)
    return [...groups.values()].map(group => {
      const { place, view } = group[0]!
      if (place !== 'contains') return new AnchoredTrie(group, view, place)
      const isLonely = this.field === undefined && KeywordScan.suits(group)
      return isLonely ? new KeywordScan(group, view) : new ContainsAutomaton(group, view)
    })
  }

  /** Bytes of the automata. */
  get bytes(): number {
    return [...this.#scans, ...this.#scansBeyondAscii].reduce((sum, scan) => sum + scan.bytes, 0)
  }

  /** Tells of everything that is true of one value; null is nothing. */
  scan(raw: unknown, hits: LiteralHits): void {
    if (raw === null) return
    const text = typeof raw === 'string' ? raw : String(raw)
    for (const scan of this.#scans) scan.scan(text, hits)
    if (this.#scansBeyondAscii.length > 0 && BEYOND_ASCII.test(text)) {
      for (const scan of this.#scansBeyondAscii) scan.scan(text, hits)
    }
    if (this.#numberTable.size > 0) this.#scanNumber(raw, text, hits)
  }

  #scanNumber(raw: unknown, text: string, hits: LiteralHits): void {
    const number =
      typeof raw === 'number' ? raw : typeof raw === 'string' ? numberInShortText(text) : undefined
    if (number !== undefined) {
      for (const wanted of this.#numberTable.get(Number(number)) ?? []) {
        if (sameNumber(number, wanted.number)) hits.hit(wanted.id)
      }
    }
    const written = this.#writtenNumbers.size > 0 ? this.#writtenNumbers.get(text) : undefined
    if (written !== undefined) hits.hit(written)
  }
}

const NINE = '9'.charCodeAt(0)

/** As the plain evaluator reads a number; most texts are turned away by their first character. */
function numberInShortText(text: string): SigmaNumber | undefined {
  const first = text.charCodeAt(0)
  return first > NINE && first < 128 ? undefined : numberInText(text.trim())
}

/** Numbers and bigints are compared by value. */
function sameNumber(a: SigmaNumber, b: SigmaNumber): boolean {
  return a <= b && a >= b
}
