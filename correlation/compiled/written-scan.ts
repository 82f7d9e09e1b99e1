// Keywords are looked for in every value of an event. Where the event was read from a JSON text, one walk over that text
// tells that none of them is in any value: JSON writes letters, digits and most signs of a value as they are, so of each
// keyword the longest piece of such signs (its core) is in the text when the keyword is in a value. The other way
// round it may stand in a name, or without the rest of the keyword; then the values are walked one by one.

import type { LiteralHits } from './contains-automaton.ts'
import type { GramCounts } from './gram-counts.ts'
import { TextScans } from './text-scans.ts'
import type { PlacedLiteral } from './text-scans.ts'
import { UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

export class WrittenScan {
  readonly #scans: TextScans
  readonly #found = new Found()

  private constructor(scans: TextScans) {
    this.#scans = scans
  }

  /** Undefined when the literals have no cores that are found faster than by walking the values. */
  static of(literals: readonly PlacedLiteral[], counts?: GramCounts): WrittenScan | undefined {
    if (literals.length === 0) return undefined
    const cores = new Map<string, PlacedLiteral>()
    for (const { text, view } of literals) {
      const core = coreOf(text, view)
      cores.set(`${view} ${core}`, { id: 0, text: core, view, place: 'contains' })
    }
    const scans = TextScans.sampling([...cores.values()], [], counts)
    return scans === undefined ? undefined : new WrittenScan(scans)
  }

  get bytes(): number {
    return this.#scans.bytes
  }

  /** False when no value that the JSON text writes holds any of the literals. */
  mayHold(json: string): boolean {
    if (hasNumberedSign(json)) return true
    const found = this.#found
    found.isSome = false
    this.#scans.scan(json, found)
    return found.isSome
  }
}

class Found implements LiteralHits {
  isSome = false

  isKnown(): boolean {
    return this.isSome
  }

  hit(): void {
    this.isSome = true
  }
}

const BACKSLASH = '\\'.charCodeAt(0)

/** True when a sign is written by its number (`\u0041`), as any may be; a backslash before a u is `\\u`. */
function hasNumberedSign(json: string): boolean {
  for (let at = json.indexOf('\\u'); at >= 0; at = json.indexOf('\\u', at + 2)) {
    let from = at
    while (json.charCodeAt(from - 1) === BACKSLASH) from -= 1
    if ((at - from) % 2 === 0) return true
  }
  return false
}

const SPACE = 0x20
const ASCII = 128
const ESCAPED = [...Array.from('"\\/', sign => sign.charCodeAt(0)), ...Array(SPACE).keys()]

/** By view: what a unit that JSON may write otherwise is compared as. */
const UNSURE: Readonly<Record<TextView, ReadonlySet<number>>> = {
  text: unsureIn('text'),
  folded: unsureIn('folded'),
  dashFolded: unsureIn('dashFolded'),
}

function unsureIn(view: TextView): ReadonlySet<number> {
  return new Set(ESCAPED.map(unit => UNITS_IN[view][unit]!))
}

/** The longest piece that JSON writes as it is; may be empty. */
function coreOf(text: string, view: TextView): string {
  let core = ''
  let from = 0
  for (let at = 0; at <= text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < ASCII && !UNSURE[view].has(unit)) continue
    if (at - from > core.length) core = text.slice(from, at)
    from = at + 1
  }
  return core
}
