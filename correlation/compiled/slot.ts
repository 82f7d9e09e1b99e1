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
import { JumpScan } from './jump-scan.ts'
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

interface Scans {
  readonly all: readonly TextScan[]
  /** Those whose every literal has a unit beyond ASCII, which most texts have not. */
  readonly beyondAscii: readonly TextScan[]
}

const NO_SCANS: Scans = { all: [], beyondAscii: [] }
// No folding makes a unit of ASCII one beyond it.
const BEYOND_ASCII = /[^\0-\x7f]/

export class Slot {
  readonly id: number
  readonly names: FieldNames
  /** Undefined for keywords. */
  readonly field: string | undefined
  readonly #literals = new Map<string, PlacedLiteral>()
  readonly #numbers = new Map<string, WantedNumber & { readonly source: string }>()
  /** Ends of the value and, of what may stand anywhere, the literals that bring rules up. */
  #seeking = NO_SCANS
  /** All that may stand anywhere, when seeking does not find it too. */
  #reading = NO_SCANS
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

  /**
   * Builds the automata; nothing can be added afterwards. `isSought` of a literal that brings rules up; returns
   * the literals that only reading finds.
   */
  finish(isSought: (id: number) => boolean): readonly number[] {
    const [anywhere, anchored] = partition([...this.#literals.values()], ({ place }) => place === 'contains')
    const [sought, others] = partition(anywhere, ({ id }) => isSought(id))
    const jumps = scansOf(sought, JumpScan.of)
    if (jumps === undefined) {
      this.#seeking = scansOf([...anchored, ...anywhere], automatonOf)
    } else {
      const ends = scansOf(anchored, automatonOf)
      this.#seeking = {
        all: [...ends.all, ...jumps.all],
        beyondAscii: [...ends.beyondAscii, ...jumps.beyondAscii],
      }
      this.#reading = scansOf(others, automatonOf)
    }
    this.#literals.clear()
    this.#finishNumbers()
    return jumps === undefined ? [] : others.map(({ id }) => id)
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
    const scans = [this.#seeking, this.#reading].flatMap(({ all, beyondAscii }) => [...all, ...beyondAscii])
    return scans.reduce((sum, scan) => sum + scan.bytes, 0)
  }

  /** Tells of what brings rules up, of the value's ends and of numbers; null is nothing. */
  seek(raw: unknown, hits: LiteralHits): void {
    if (raw === null) return
    const text = typeof raw === 'string' ? raw : String(raw)
    scanText(this.#seeking, text, hits)
    if (this.#numberTable.size > 0) this.#scanNumber(raw, text, hits)
  }

  /** Tells of everything else. */
  read(raw: unknown, hits: LiteralHits): void {
    if (raw !== null) scanText(this.#reading, typeof raw === 'string' ? raw : String(raw), hits)
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

function scanText({ all, beyondAscii }: Scans, text: string, hits: LiteralHits): void {
  for (const scan of all) scan.scan(text, hits)
  if (beyondAscii.length === 0 || !BEYOND_ASCII.test(text)) return
  for (const scan of beyondAscii) scan.scan(text, hits)
}

type MakeScan<Made> = (literals: readonly PlacedLiteral[], view: TextView) => Made

/** One scan for each place and view; undefined when one of them cannot be made. */
function scansOf(literals: readonly PlacedLiteral[], make: MakeScan<TextScan>): Scans
function scansOf(literals: readonly PlacedLiteral[], make: MakeScan<TextScan | undefined>): Scans | undefined
function scansOf(
  literals: readonly PlacedLiteral[],
  make: MakeScan<TextScan | undefined>,
): Scans | undefined {
  const [beyond, ascii] = partition(literals, ({ text }) => BEYOND_ASCII.test(text))
  const made = (some: readonly PlacedLiteral[]): (TextScan | undefined)[] =>
    [...Map.groupBy(some, ({ place, view }) => `${place} ${view}`).values()].map(group =>
      make(group, group[0]!.view),
    )
  const all = made(ascii)
  const beyondAscii = made(beyond)
  const whole = (scans: readonly (TextScan | undefined)[]): scans is readonly TextScan[] =>
    !scans.includes(undefined)
  return whole(all) && whole(beyondAscii) ? { all, beyondAscii } : undefined
}

function automatonOf(literals: readonly PlacedLiteral[], view: TextView): TextScan {
  const { place } = literals[0]!
  return place === 'contains'
    ? new ContainsAutomaton(literals, view)
    : new AnchoredTrie(literals, view, place)
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  const yes: T[] = []
  const no: T[] = []
  for (const item of items) (test(item) ? yes : no).push(item)
  return [yes, no]
}
