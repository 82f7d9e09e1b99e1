// Which literals a regular expression cannot do without: at least one of them, folded, is inside every text
// that it finds. An expression is only run where one of them was seen. What this reader does not know for
// certain it takes for "anything"; then there may be no literal, and the expression is always run.
//
// Only ASCII counts, whose case folding RE2 and we agree on.

import { foldCase } from '../case-fold.ts'

/** Shorter ones are in nearly every text. */
const MIN_LENGTH = 2
const MAX_LITERALS = 32

/** The literals, folded, or undefined when none can be named. */
export function literalsOfRegex(source: string): readonly string[] | undefined {
  const reader = new RegexReader(source)
  const found = reader.alternatives()
  return reader.failed || !reader.atEnd ? undefined : found
}

class RegexReader {
  failed = false
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length
  }

  /** `a|b|c`: one of the literals of each; none when one alternative has none. */
  alternatives(): readonly string[] | undefined {
    const branches = [this.#sequence()]
    while (this.#take('|')) branches.push(this.#sequence())
    const all = branches.flatMap(branch => branch ?? [])
    return branches.includes(undefined) || all.length > MAX_LITERALS ? undefined : [...new Set(all)]
  }

  /** Everything in a sequence is needed, so its best part speaks for it. */
  #sequence(): readonly string[] | undefined {
    let best: readonly string[] | undefined
    let run = ''
    const consider = (literals: readonly string[] | undefined): void => {
      if (literals !== undefined && shortest(literals) > shortest(best)) best = literals
    }
    const endRun = (): void => {
      if (run.length >= MIN_LENGTH) consider([run])
      run = ''
    }
    while (!this.atEnd && !this.failed && !this.#sees('|') && !this.#sees(')')) {
      if (this.#take('(')) {
        const group = this.#group()
        const times = this.#quantifier()
        endRun()
        if (times !== 'any') consider(group)
        continue
      }
      const unit = this.#unit()
      const times = this.#quantifier()
      if (unit === undefined || times === 'any') {
        endRun()
      } else {
        run += unit
        // Repeated: the last of them is where the run goes on.
        if (times === 'some') {
          endRun()
          run = unit
        }
      }
    }
    endRun()
    return best
  }

  #group(): readonly string[] | undefined {
    let counts = true
    if (this.#take('?')) {
      const flags = /^(?:P?<[A-Za-z_]\w*>|[ims]*(?:-[ims]+)?:|[ims]+\))/.exec(
        this.#source.slice(this.#at),
      )?.[0]
      if (flags !== undefined) {
        this.#at += flags.length
        if (flags.endsWith(')')) return undefined
      } else if (/^<?[=!]/.test(this.#source.slice(this.#at))) {
        counts = false
      } else this.failed = true
    }
    const inside = this.alternatives()
    if (!this.#take(')')) this.failed = true
    return counts ? inside : undefined
  }

  /** The next unit, folded, when it can be only one; undefined for anything else. */
  #unit(): string | undefined {
    const unit = this.#source[this.#at++]!
    if (unit === '[') return this.#set()
    if (unit === '.' || unit === '^' || unit === '$') return undefined
    if (unit === '\\') return this.#escape()
    if ('*+?{'.includes(unit) && unit !== '{') this.failed = true
    return literalUnit(unit)
  }

  #escape(): string | undefined {
    const unit = this.#source[this.#at++]
    if (unit === undefined) {
      this.failed = true
      return undefined
    }
    if (!/[A-Za-z0-9]/.test(unit)) return literalUnit(unit)
    // Classes and edges; everything else that is named by a letter or number is rare enough to give up.
    if (!'sSdDwWbBAz'.includes(unit) && !'nrtfv'.includes(unit)) this.failed = true
    return undefined
  }

  /** `[Rr]` is one unit; every other set is anything. */
  #set(): string | undefined {
    const start = this.#at
    if (this.#source[this.#at] === '^') this.#at += 1
    if (this.#source[this.#at] === ']') this.#at += 1
    while (!this.atEnd && this.#source[this.#at] !== ']') {
      if (this.#source.startsWith('[:', this.#at)) {
        const end = this.#source.indexOf(':]', this.#at)
        if (end > 0) this.#at = end + 1
      } else if (this.#source[this.#at] === '\\') this.#at += 1
      this.#at += 1
    }
    if (!this.#take(']')) this.failed = true
    const members = this.#source.slice(start, this.#at - 1)
    const isLetter = /^[A-Za-z]{2}$/.test(members) && foldCase(members[0]!) === foldCase(members[1]!)
    return isLetter ? foldCase(members[0]!) : undefined
  }

  /** How often what stands before it must be there: `some` is once or more. */
  #quantifier(): 'once' | 'some' | 'any' {
    const written = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at))?.[0]
    if (written === undefined) return 'once'
    this.#at += written.length
    if (/^[*?]/.test(written) || /^\{0+[,}]/.test(written)) return 'any'
    return 'some'
  }

  #sees(unit: string): boolean {
    return this.#source[this.#at] === unit
  }

  #take(unit: string): boolean {
    if (!this.#sees(unit)) return false
    this.#at += 1
    return true
  }
}

function literalUnit(unit: string): string | undefined {
  return unit.charCodeAt(0) < 128 ? foldCase(unit) : undefined
}

function shortest(literals: readonly string[] | undefined): number {
  return literals === undefined || literals.length === 0
    ? 0
    : Math.min(...literals.map(({ length }) => length))
}
