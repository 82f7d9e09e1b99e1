// A text that a regular expression finds: enough of the syntax for what rules are written with (literals, classes,
// groups, alternatives, repetitions, anchors). It only proposes; whoever asks checks the proposal with the engine
// itself, so what is not understood here makes no false claim.

/** Texts to try, the simplest first; empty when the pattern is beyond this. */
export function sampleRegex(source: string): readonly string[] {
  const texts: string[] = []
  for (let variant = 0; variant < VARIANTS; variant += 1) {
    try {
      const text = new Sampler(source, variant).all()
      if (!texts.includes(text)) texts.push(text)
    } catch (error) {
      if (!(error instanceof Beyond)) throw error
    }
  }
  return texts
}

/** Each takes other members of classes, and other alternatives; the last parts words where they end. */
const VARIANTS = 5

/** The pattern has something that is not understood; never leaves this file. */
class Beyond extends Error {}

const CLASSES: Readonly<Record<string, string>> = {
  d: '17',
  w: 'a7',
  s: ' ',
  D: 'a-',
  W: ' -',
  S: 'a7',
}
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07' }
/** A class that is turned around takes the first of these that it does not name. */
const OTHERS = Array.from('a7Z -_./:@éđ~')
const MAX_REPEATS = 2000

class Sampler {
  readonly #source: string
  readonly #variant: number
  #at = 0

  constructor(source: string, variant: number) {
    this.#source = source
    this.#variant = variant
  }

  all(): string {
    const text = this.#alternatives()
    if (this.#at < this.#source.length) throw new Beyond()
    return text
  }

  #alternatives(): string {
    const texts = [this.#sequence()]
    while (this.#source[this.#at] === '|') {
      this.#at += 1
      texts.push(this.#sequence())
    }
    return texts[this.#variant % texts.length]!
  }

  #sequence(): string {
    let text = ''
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) {
      const piece = this.#piece()
      text += piece.repeat(this.#repeats(piece))
    }
    return text
  }

  /** How often the piece before is to stand there. */
  #repeats(piece: string): number {
    let times = 1
    const rest = this.#source.slice(this.#at)
    const counted = /^\{(\d+)(?:,(\d*))?\}/.exec(rest)
    if (counted !== null) {
      this.#at += counted[0].length
      times = Number(counted[1])
    } else if (/^[*?]/.test(rest)) {
      this.#at += 1
      times = this.#variant === 1 ? 1 : 0
    } else if (rest.startsWith('+')) this.#at += 1
    else return 1
    if (this.#source[this.#at] === '?') this.#at += 1
    if (times * piece.length > MAX_REPEATS) throw new Beyond()
    return times
  }

  #piece(): string {
    const sign = this.#source[this.#at]!
    this.#at += 1
    switch (sign) {
      case '^':
      case '$':
        return ''
      case '.':
        return this.#variant === 0 ? 'a' : 'x'
      case '(':
        return this.#group()
      case '[':
        return this.#class()
      case '\\':
        return this.#escape()
      default:
        return sign
    }
  }

  #group(): string {
    const flags = /^\?(?:P?<[^>=!]+>|[imsU]*:)/.exec(this.#source.slice(this.#at))
    if (flags !== null) this.#at += flags[0].length
    else {
      const inline = /^\?[imsU]+\)/.exec(this.#source.slice(this.#at))
      if (inline !== null) {
        this.#at += inline[0].length
        return ''
      }
      if (this.#source[this.#at] === '?') throw new Beyond()
    }
    const text = this.#alternatives()
    if (this.#source[this.#at] !== ')') throw new Beyond()
    this.#at += 1
    return text
  }

  #escape(): string {
    const sign = this.#source[this.#at]
    if (sign === undefined) throw new Beyond()
    this.#at += 1
    if (sign === 'b' && this.#variant === VARIANTS - 1) return ' '
    if ('bBAzZ'.includes(sign)) return ''
    const members = CLASSES[sign]
    if (members !== undefined) return members[this.#variant % members.length]!
    const hex = /^(?:x([\da-f]{2})|x\{([\da-f]{1,6})\}|u([\da-f]{4}))/i.exec(
      sign + this.#source.slice(this.#at),
    )
    if (hex !== null) {
      this.#at += hex[0].length - 1
      return String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16))
    }
    const escaped = ESCAPES[sign]
    if (escaped !== undefined) return escaped
    if (/[\p{L}\p{N}]/u.test(sign)) throw new Beyond()
    return sign
  }

  /** A member of a class in brackets. */
  #class(): string {
    const isNot = this.#source[this.#at] === '^'
    if (isNot) this.#at += 1
    let members = ''
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      const sign = this.#source[this.#at]
      if (sign === undefined || this.#source.startsWith('[:', this.#at)) throw new Beyond()
      this.#at += 1
      const member = sign === '\\' ? this.#escape() : sign
      const end = /^-([^\]\\])/.exec(this.#source.slice(this.#at))?.[1]
      if (end !== undefined) {
        this.#at += 2
        members += rangeOf(member, end)
      } else members += member
    }
    this.#at += 1
    if (!isNot) {
      if (members === '') throw new Beyond()
      return members[(this.#variant * 7) % members.length]!
    }
    const other = OTHERS.find(candidate => !members.includes(candidate))
    if (other === undefined) throw new Beyond()
    return other
  }
}

/** The members of a range, as many as are of use. */
function rangeOf(first: string, last: string): string {
  const from = first.charCodeAt(0)
  const to = Math.min(last.charCodeAt(0), from + 100)
  let members = ''
  for (let unit = from; unit <= to; unit += 1) members += String.fromCharCode(unit)
  return members
}
