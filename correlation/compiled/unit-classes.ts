// Alphabets of automata: every UTF-16 unit of a text belongs to a class, and units that compare as equal (in
// another case, or as another option sign) belong to the same one. So a text is walked as it stands: nobody
// needs a copy of it in lower case.
//
// Folding is that of `case-fold.ts`, unit by unit. It is no question of units only for letters beyond 16 bits
// (surrogate pairs); whoever walks a text restarts on `foldPairs(text)` when it meets one.

import { foldCase } from '../case-fold.ts'

/** The views of a text that literals compare with, as in `text-pattern.ts`. */
export type TextView = 'text' | 'folded' | 'dashFolded'

const UNITS = 0x1_0000
const PAGE = 256
const ASCII = 128
const DASH = '-'.charCodeAt(0)
const DASHES = Array.from('/–—―', sign => sign.charCodeAt(0))

/** Unit → its folded unit; surrogates stay as they are. */
const FOLDED: Uint16Array = foldedUnits()
/** Folded unit → the units that fold to it, where that is more than itself. */
const UNFOLDED: ReadonlyMap<number, readonly number[]> = unfoldedUnits()

/** Whole pages without any case are recognised at once: most of Unicode has none. */
function foldedUnits(): Uint16Array {
  const folded = new Uint16Array(UNITS)
  for (let from = 0; from < UNITS; from += PAGE) {
    const units = Array.from({ length: PAGE }, (_, at) => from + at)
    const page = String.fromCharCode(...units)
    const caseless = isSurrogate(from) || (page.toUpperCase() === page && page.toLowerCase() === page)
    for (const unit of units) {
      folded[unit] = caseless ? unit : foldCase(String.fromCharCode(unit)).charCodeAt(0)
    }
  }
  return folded
}

function unfoldedUnits(): ReadonlyMap<number, readonly number[]> {
  const unfolded = new Map<number, number[]>()
  for (let unit = 0; unit < UNITS; unit++) {
    const target = FOLDED[unit]!
    if (target === unit) continue
    const known = unfolded.get(target)
    if (known === undefined) unfolded.set(target, [unit])
    else known.push(unit)
  }
  return unfolded
}

/** True for either half of a surrogate pair. */
export function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800
}

/** Unit → the unit as a view has it. */
export const UNITS_IN: Readonly<Record<TextView, Uint16Array>> = {
  text: Uint16Array.from({ length: UNITS }, (_, unit) => unit),
  folded: FOLDED,
  dashFolded: FOLDED.map(unit => (DASHES.includes(unit) ? DASH : unit)),
}

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g
let lastText = ''
let lastFolded = ''

/**
 * The text with its letters beyond 16 bits folded, for walks that met one. The last answer is kept: the automata
 * of a field ask one after the other.
 */
export function foldPairs(text: string): string {
  if (text === lastText) return lastFolded
  lastFolded = text.replace(PAIR, foldedPair)
  lastText = text
  return lastFolded
}

const foldedPairs = new Map<string, string>()

function foldedPair(pair: string): string {
  const known = foldedPairs.get(pair)
  if (known !== undefined) return known
  const folded = foldCase(pair)
  if (foldedPairs.size >= MAX_PAIRS) foldedPairs.clear()
  foldedPairs.set(pair, folded)
  return folded
}

const MAX_PAIRS = 4096

/** Which class a unit belongs to; 0 is the class of all units that no literal has. */
export class UnitClasses {
  readonly view: TextView
  /** How many classes there are, class 0 among them. */
  readonly count: number
  /** Class by unit, for units below 128. */
  readonly ascii = new Uint16Array(ASCII)
  readonly #pages: (Uint16Array | undefined)[] = Array.from({ length: UNITS / PAGE })

  /** The literals are written as the view has them. */
  constructor(literals: readonly string[], view: TextView) {
    this.view = view
    let count = 1
    const known = new Set<number>()
    for (const literal of literals) {
      for (let at = 0; at < literal.length; at++) {
        const unit = literal.charCodeAt(at)
        if (known.has(unit)) continue
        known.add(unit)
        for (const alike of unitsAlike(view, unit)) this.#set(alike, count)
        count += 1
      }
    }
    this.count = count
  }

  of(unit: number): number {
    return unit < ASCII ? this.ascii[unit]! : this.beyondAscii(unit)
  }

  beyondAscii(unit: number): number {
    const page = this.#pages[unit >>> 8]
    return page === undefined ? 0 : page[unit & 0xff]!
  }

  #set(unit: number, value: number): void {
    if (unit < ASCII) this.ascii[unit] = value
    const page = (this.#pages[unit >>> 8] ??= new Uint16Array(PAGE))
    page[unit & 0xff] = value
  }
}

function unitsAlike(view: TextView, unit: number): readonly number[] {
  if (view === 'text') return [unit]
  const alike = [unit, ...(UNFOLDED.get(unit) ?? [])]
  return view === 'dashFolded' && unit === DASH ? [...alike, ...DASHES] : alike
}
