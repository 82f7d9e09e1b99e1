// The regular expressions of a search: what RE2, Lucene and JavaScript read alike, and nothing more. So a search
// takes linear time on every store, and finds the same.
//
//   a b \.        characters; a backslash before punctuation makes it ordinary, `\/` is a slash
//   .             any character, line ends too
//   [a-z] [^0-9]  one of these, none of these
//   \d \w \s      a digit, a letter of ASCII or digit or _, white space; \D \W \S the others
//   x* x+ x? x{2} x{2,} x{2,5}   repeated, at most LIMITS.maxSearchRepeat times where it is counted
//   x|y (x)       one or the other, a group
//   ^ $           at the very begin and end only
//
// Case is ignored. The canonical spelling escapes what must be and writes classes out.

import { LIMITS } from '#/kernel/limits.ts'
import type { QueryRegex } from './query-tree.ts'
import { UnreadableQuery } from './query-problem.ts'

const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  w: '[0-9A-Z_a-z]',
  s: '[\t\n\f\r ]',
  D: '[^0-9]',
  W: '[^0-9A-Z_a-z]',
  S: '[^\t\n\f\r ]',
}
/** What means something to one of the engines; JavaScript (flag `u`) refuses a backslash before anything else. */
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/

/** Reads the text between the slashes, which stands at `offset` of the query; throws UnreadableQuery. */
export function readSearchRegex(
  text: string,
  offset: number,
): Pick<QueryRegex, 'source' | 'fromStart' | 'toEnd'> {
  return new RegexReader(text, offset).readAll()
}

class RegexReader {
  private readonly text: string
  private readonly offset: number
  private at = 0
  private depth = 0

  constructor(text: string, offset: number) {
    this.text = text
    this.offset = offset
  }

  readAll(): Pick<QueryRegex, 'source' | 'fromStart' | 'toEnd'> {
    if (this.text.length > LIMITS.maxSearchRegexLength)
      throw this.wrong('regex-too-long', 0, String(LIMITS.maxSearchRegexLength))
    const fromStart = this.take('^')
    const { source } = this.alternatives()
    const toEnd = this.take('$')
    if (this.at < this.text.length) throw this.wrong('regex-unexpected', this.at, this.text[this.at])
    return { source: source.normalize('NFC'), fromStart, toEnd }
  }

  /** `repeats`: how often the most repeated piece inside may occur; what is counted inside counted multiplies. */
  private alternatives(): { source: string; repeats: number } {
    const all = [this.sequence()]
    while (this.take('|')) all.push(this.sequence())
    return {
      source: all.map(({ source }) => source).join('|'),
      repeats: Math.max(...all.map(({ repeats }) => repeats)),
    }
  }

  private sequence(): { source: string; repeats: number } {
    let source = ''
    let repeats = 1
    for (;;) {
      const start = this.at
      const atom = this.atom()
      if (atom === undefined) return { source, repeats }
      const times = this.repetition()
      const total = atom.repeats * times.count
      if (total > LIMITS.maxSearchRepeat)
        throw this.wrong('regex-repeats', start, String(LIMITS.maxSearchRepeat))
      source += atom.source + times.source
      repeats = Math.max(repeats, total)
    }
  }

  private atom(): { source: string; repeats: number } | undefined {
    const start = this.at
    const char = this.next()
    if (
      char === undefined ||
      char === '|' ||
      char === ')' ||
      (char === '$' && start === this.text.length - 1)
    ) {
      this.at = start
      if (char === ')' && this.depth === 0) throw this.wrong('regex-unexpected', start, ')')
      return undefined
    }
    if (char === '(') return this.group(start)
    if (char === '[') return { source: this.charClass(start), repeats: 1 }
    if (char === '.') return { source: '.', repeats: 1 }
    if (char === '\\') return { source: this.escape(start), repeats: 1 }
    if ('*+?{}]^$'.includes(char)) throw this.wrong('regex-unexpected', start, char)
    return { source: literal(char), repeats: 1 }
  }

  private group(start: number): { source: string; repeats: number } {
    if (this.text[this.at] === '?') throw this.wrong('regex-unexpected', this.at, '(?')
    if (++this.depth > LIMITS.maxSearchDepth)
      throw this.wrong('too-deep', start, String(LIMITS.maxSearchDepth))
    const { source, repeats } = this.alternatives()
    if (!this.take(')')) throw this.wrong('regex-never-closed', start, '(')
    this.depth--
    return { source: `(${source})`, repeats }
  }

  private repetition(): { source: string; count: number } {
    const start = this.at
    const char = this.text[start]
    if (char === undefined || !'*+?{'.includes(char)) return { source: '', count: 1 }
    this.at++
    if (char !== '{') return this.onlyOnce({ source: char, count: 1 })
    const [found, least, comma, most] = /^(\d{1,4})(,?)(\d{1,4})?\}/.exec(this.text.slice(this.at)) ?? []
    if (found === undefined || least === undefined) throw this.wrong('regex-count', start)
    if (comma === '' && most !== undefined) throw this.wrong('regex-count', start)
    if (most !== undefined && Number(most) < Number(least)) throw this.wrong('regex-count', start)
    this.at += found.length
    const count = Math.max(1, Number(least), Number(most ?? 0))
    if (count > LIMITS.maxSearchRepeat)
      throw this.wrong('regex-repeats', start, String(LIMITS.maxSearchRepeat))
    return this.onlyOnce({ source: `{${found}`, count })
  }

  /** `a**` and the like mean something else to each engine. */
  private onlyOnce(times: { source: string; count: number }): { source: string; count: number } {
    const char = this.text[this.at]
    if (char !== undefined && '*+?{'.includes(char)) throw this.wrong('regex-unexpected', this.at, char)
    return times
  }

  private escape(start: number): string {
    const char = this.next()
    if (char === undefined) throw this.wrong('regex-unexpected', start, '\\')
    const named = CLASSES[char]
    if (named !== undefined) return named
    if (/[\p{L}\p{N}]/u.test(char)) throw this.wrong('regex-unexpected', start, `\\${char}`)
    return literal(char)
  }

  private charClass(start: number): string {
    const negated = this.take('^')
    let members = ''
    while (!this.take(']')) {
      const from = this.member(start)
      if (from.length > 1 && from.startsWith('[')) {
        members += from.slice(1, -1)
        continue
      }
      if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']') {
        members += member(from)
        continue
      }
      const dash = this.at++
      const to = this.member(start)
      if (to.length > 2 || from.codePointAt(0)! > to.codePointAt(0)!)
        throw this.wrong('regex-class-range', dash)
      members += `${member(from)}-${member(to)}`
    }
    if (members === '') throw this.wrong('regex-unexpected', start, '[]')
    return `[${negated ? '^' : ''}${members}]`
  }

  /** One character, or the class that an escape names. */
  private member(start: number): string {
    const at = this.at
    const char = this.next()
    if (char === undefined) throw this.wrong('regex-never-closed', start, '[')
    if (char === '[') throw this.wrong('regex-unexpected', at, '[')
    if (char !== '\\') return char
    const escaped = this.next()
    if (escaped === undefined) throw this.wrong('regex-never-closed', start, '[')
    if ('dws'.includes(escaped)) return CLASSES[escaped]!
    if (/[\p{L}\p{N}]/u.test(escaped)) throw this.wrong('regex-unexpected', at, `\\${escaped}`)
    return escaped
  }

  private take(char: string): boolean {
    const found = this.text[this.at] === char
    if (found) this.at++
    return found
  }

  /** The next character, as a code point. */
  private next(): string | undefined {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return undefined
    const char = String.fromCodePoint(code)
    this.at += char.length
    return char
  }

  private wrong(
    code: ConstructorParameters<typeof UnreadableQuery>[0],
    at: number,
    detail?: string,
  ): UnreadableQuery {
    return new UnreadableQuery(code, this.offset + at, detail)
  }
}

function literal(char: string): string {
  return SYNTAX.test(char) ? `\\${char}` : char
}

function member(char: string): string {
  return char === '-' ? '\\-' : literal(char)
}
