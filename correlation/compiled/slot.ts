// One field under the names of one kind of log source (or, for keywords, all values of an event), with
// everything that any rule asks of it: literals in automata, numbers in a table. One walk over the field's value
// answers all of it.

import type { FieldNames } from '../field-names.ts'
import { numberInText } from '../yaml-scalar.ts'
import type { SigmaNumber } from '../yaml-scalar.ts'
import type { LiteralHits } from './contains-automaton.ts'
import type { GramCounts } from './gram-counts.ts'
import { TextScans } from './text-scans.ts'
import type { LiteralPlace, PlacedLiteral } from './text-scans.ts'
import { UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'
import { WrittenScan } from './written-scan.ts'

interface WantedNumber {
  readonly id: number
  readonly number: SigmaNumber
}

const NOTHING = TextScans.of([])

export class Slot {
  readonly id: number
  readonly names: FieldNames
  /** Undefined for keywords. */
  readonly field: string | undefined
  readonly #literals = new Map<string, PlacedLiteral>()
  readonly #numbers = new Map<string, WantedNumber & { readonly source: string }>()
  /** Ends of the value and, of what may stand anywhere, the literals that bring rules up. */
  seeking = NOTHING
  /** All that may stand anywhere, when seeking does not find it too. */
  reading = NOTHING
  /** Of keywords: whether a whole JSON text may hold what seeking finds. */
  written: WrittenScan | undefined
  /** Of keywords: true when what seeking finds may be part of a number, or of true or false. */
  isInNumbers = false
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

  /** Counts what the literals are made of. */
  countGrams(counts: GramCounts): void {
    for (const { text } of this.#literals.values()) counts.add(text)
  }

  /**
   * Builds the automata; nothing can be added afterwards. `isSought` of a literal that brings rules up; returns
   * the literals that only reading finds.
   */
  finish(isSought: (id: number) => boolean, counts: GramCounts): readonly number[] {
    const literals = [...this.#literals.values()]
    const anywhere = literals.filter(({ place }) => place === 'contains')
    const anchored = literals.filter(({ place }) => place !== 'contains')
    const sampling = TextScans.sampling(
      anywhere.filter(({ id }) => isSought(id)),
      anchored,
      counts,
    )
    const others = sampling === undefined ? [] : anywhere.filter(({ id }) => !isSought(id))
    this.seeking = sampling ?? TextScans.of(literals)
    this.reading = TextScans.of(others)
    if (this.field === undefined) {
      const sought = literals.filter(literal => !others.includes(literal))
      this.written = WrittenScan.of(sought, counts)
      this.isInNumbers = this.#numbers.size > 0 || sought.some(mayBeInNumber)
    }
    this.#literals.clear()
    this.#finishNumbers()
    return others.map(({ id }) => id)
  }

  #finishNumbers(): void {
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

  /** Bytes of the automata. */
  get bytes(): number {
    return this.seeking.bytes + this.reading.bytes + (this.written?.bytes ?? 0)
  }

  /** Tells of what brings rules up, of the value's ends and of numbers; of a list, by its members. */
  seekAll(value: unknown, hits: LiteralHits): void {
    if (Array.isArray(value)) for (const member of value) this.seek(member, hits)
    else this.seek(value, hits)
  }

  /** Tells of everything else. */
  readAll(value: unknown, hits: LiteralHits): void {
    if (Array.isArray(value)) for (const member of value) this.read(member, hits)
    else this.read(value, hits)
  }

  /** The same of one value; null is nothing. */
  seek(raw: unknown, hits: LiteralHits): void {
    if (raw === null) return
    const text = textOf(raw)
    this.seeking.scan(text, hits)
    if (this.#numberTable.size > 0) this.#scanNumber(raw, text, hits)
  }

  read(raw: unknown, hits: LiteralHits): void {
    if (raw !== null) this.reading.scan(textOf(raw), hits)
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

const DIGITS_AND_SIGNS = '+-.0123456789e'
const WORDS = ['Infinity', 'NaN', 'true', 'false']

/** True when the text of a number or of a truth value may hold the literal. */
function mayBeInNumber({ text, view }: PlacedLiteral): boolean {
  const inView = (written: string): string =>
    String.fromCharCode(...Array.from(written, sign => UNITS_IN[view][sign.charCodeAt(0)]!))
  const signs = inView(`${DIGITS_AND_SIGNS}E`)
  return (
    Array.from(text).every(sign => signs.includes(sign)) ||
    WORDS.some(word => inView(`-${word}`).includes(text))
  )
}

const NINE = '9'.charCodeAt(0)

/** As the plain evaluator reads a number; most texts are turned away by their first character. */
function numberInShortText(text: string): SigmaNumber | undefined {
  const first = text.charCodeAt(0)
  return first > NINE && first < 128 ? undefined : numberInText(text.trim())
}

/** Numbers and bigints are compared by value. */
function sameNumber(a: SigmaNumber, b: SigmaNumber): boolean {
  return a < b ? false : a <= b
}

/** The text of a value, as `FieldMember` has it. */
function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : `${raw as number}`
}
