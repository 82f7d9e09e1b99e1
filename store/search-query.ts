// The search syntax, Lucene's with a few plain rules (docs/search.md has it for those who search):
//
//   failed            text anywhere in message or event.original      "failed password"   as one text
//   host.name:web-01  a field                                         user.name:"a b"     with blanks
//   url.path:/admin*  `*` and `?` wildcards                           field:* or _exists_:field   it exists
//   source.ip:203.0.113.0/24     a range of addresses                 message:/fail(ed|ure)/   a regular expression
//   source.port:[1 TO 1024]      a range with its ends, {} without    source.port:>=1024       a comparison
//   -user.name:root   !user.name:root   NOT user.name:root            not this
//   a b   a AND b   a && b       both            a OR b   a || b       one of them
//   (a OR b) c        user.name:(root OR "a b")                       grouping, also after a field
//
// NOT binds closest, then AND (written or not), then OR. A word ends at a blank, or at a parenthesis that closes
// one before it; within it a backslash makes the next character ordinary. What a query meant before OR,
// parentheses, ranges and regular expressions were understood it still means.

import { LIMITS } from '#/kernel/limits.ts'
import { escapeGlob, parseGlob } from './glob.ts'
import { type QueryProblem, type QueryProblemCode, UnreadableQuery } from './query-problem.ts'
import { allOf, anyOf, noneOf, type Query, type RangeEnd } from './query-tree.ts'
import { readSearchRegex } from './search-regex.ts'

export type ParsedQuery = { readonly query: Query } | { readonly problem: QueryProblem }

/** Reads a query; an empty text asks for every event. */
export function parseSearchQuery(text: string): ParsedQuery {
  try {
    return { query: new QueryReader(text).readAll() }
  } catch (error) {
    if (error instanceof UnreadableQuery) return { problem: error.problem }
    throw error
  }
}

const BLANK = /\s/
/** What a backslash makes an ordinary character; before anything else it stands for itself (`C:\Windows`). */
const ESCAPABLE = /[-+=&|!(){}[\]^"~*?:\\/<>\s]/
const OPERATOR = /^(?:AND|OR|NOT|&&|\|\|)(?=[\s()]|$)/
const COMPARISON = /^[<>]=?/

class QueryReader {
  private readonly text: string
  private at = 0
  private depth = 0
  private leaves = 0
  /** The field that a group stands behind: `user.name:(root OR lan)`. */
  private groupField: string | null = null

  constructor(text: string) {
    this.text = text
  }

  readAll(): Query {
    this.skipBlanks()
    if (this.at === this.text.length) return allOf([])
    const query = this.either()
    if (this.at < this.text.length) throw this.wrong('paren-close')
    return query
  }

  private either(): Query {
    const parts = [this.all()]
    for (let word = this.takeOperator('OR', '||'); word !== undefined; word = this.takeOperator('OR', '||')) {
      if (this.atEnd()) throw this.wrong('term-after', this.at, word)
      parts.push(this.all())
    }
    return anyOf(parts)
  }

  private all(): Query {
    const parts = [this.negatable()]
    for (;;) {
      const word = this.takeOperator('AND', '&&')
      if (this.atEnd()) {
        if (word !== undefined) throw this.wrong('term-after', this.at, word)
        break
      }
      if (word === undefined && this.isNext('OR', '||')) break
      parts.push(this.negatable())
    }
    return allOf(parts)
  }

  private negatable(): Query {
    this.skipBlanks()
    const word = this.operator()
    if (word !== undefined && word !== 'NOT') throw this.wrong('term-before', this.at, word)
    if (word === 'NOT') {
      this.at += word.length
      if (this.atEnd()) throw this.wrong('term-after', this.at, 'NOT')
      this.deeper(this.at)
      const part = noneOf(this.negatable())
      this.depth--
      return part
    }
    const sign = this.text[this.at]
    if (sign !== '-' && sign !== '!' && sign !== '+') return this.term()
    this.at++
    const next = this.text[this.at]
    if (next === undefined || BLANK.test(next) || this.closesGroup(next))
      throw this.wrong('term-right-after', this.at - 1, sign)
    const part = this.term()
    return sign === '+' ? part : noneOf(part)
  }

  private term(): Query {
    const start = this.at
    const char = this.text[start]
    if (char === '(') return this.group(this.groupField)
    this.count(start)
    if (this.groupField !== null) return this.value(this.groupField)
    if (char === '"') return { kind: 'text', value: this.quoted() }
    if (char !== undefined && '[{<>'.includes(char)) throw this.wrong('range-field', start, char)
    const regex = this.regexText()
    if (regex !== undefined) return { kind: 'regex', field: null, ...readSearchRegex(regex, start + 1) }
    const word = this.word(true)
    if (this.text[this.at] !== ':') return freeText(this.wordValue(word, start))
    const isDrive = /^[a-z]$/i.test(word) && this.text[this.at + 1] === '\\'
    if (isDrive || !/^[\p{L}_@][^*?"]*$/u.test(word)) throw this.wrong('field-expected', start, word)
    this.at++
    if (word === '_exists_') return this.exists()
    if (this.text[this.at] !== '(') return this.value(word)
    this.leaves--
    return this.group(word)
  }

  private group(field: string | null): Query {
    const start = this.at++
    const outer = this.groupField
    this.deeper(start)
    this.groupField = field
    if (this.atEnd()) {
      throw this.at < this.text.length ? this.wrong('paren-empty') : this.wrong('paren-open', start)
    }
    const query = this.either()
    if (this.text[this.at] !== ')') throw this.wrong('paren-open', start)
    this.at++
    this.groupField = outer
    this.depth--
    return query
  }

  private exists(): Query {
    const start = this.at
    const field = this.text[start] === '"' ? unescaped(this.quoted()) : this.word(false)
    if (!/^[\p{L}_@][^*?"]*$/u.test(field)) throw this.wrong('exists-field', start)
    return { kind: 'exists', field }
  }

  /** What stands behind a field and its colon. */
  private value(field: string): Query {
    const start = this.at
    const first = this.text[start]
    if (first === undefined || BLANK.test(first) || this.closesGroup(first))
      throw this.wrong('value-expected', start, field)
    if (first === '"') return { kind: 'term', field, value: this.quoted() }
    if (first === '[' || first === '{') return this.range(field)
    const [sign] = COMPARISON.exec(this.text.slice(start)) ?? []
    if (sign !== undefined) return this.comparison(field, sign)
    const regex = this.regexText()
    if (regex !== undefined) return { kind: 'regex', field, ...readSearchRegex(regex, start + 1) }
    const value = this.wordValue(this.word(false), start)
    return parseGlob(value).kind === 'anything' ? { kind: 'exists', field } : { kind: 'term', field, value }
  }

  private comparison(field: string, sign: string): Query {
    this.at += sign.length
    this.skipBlanks()
    const first = this.text[this.at]
    if (first === undefined || this.closesGroup(first)) throw this.wrong('compare-value', this.at, sign)
    const start = this.at
    const value = first === '"' ? this.quoted() : this.wordValue(this.word(false), start)
    if (parseGlob(value).kind !== 'text') throw this.wrong('range-wildcard', start)
    const end: RangeEnd = { value: unescaped(value), inclusive: sign.endsWith('=') }
    return sign.startsWith('>')
      ? { kind: 'range', field, from: end, to: null }
      : { kind: 'range', field, from: null, to: end }
  }

  private range(field: string): Query {
    const fromInclusive = this.text[this.at++] === '['
    const from = this.rangeEnd()
    this.skipBlanks()
    if (!/^TO(?=[\s\]}]|$)/.test(this.text.slice(this.at))) throw this.wrong('range-to')
    this.at += 2
    const to = this.rangeEnd()
    this.skipBlanks()
    const close = this.text[this.at]
    if (close !== ']' && close !== '}') throw this.wrong('range-close')
    this.at++
    const next = this.text[this.at]
    if (next !== undefined && !BLANK.test(next) && !this.closesGroup(next)) throw this.wrong('range-blank')
    if (from === null && to === null) return { kind: 'exists', field }
    return {
      kind: 'range',
      field,
      from: from === null ? null : { value: from, inclusive: fromInclusive },
      to: to === null ? null : { value: to, inclusive: close === ']' },
    }
  }

  /** One end of a range as text; null when it is open. */
  private rangeEnd(): string | null {
    this.skipBlanks()
    const start = this.at
    const first = this.text[start]
    if (first === undefined || first === ']' || first === '}') throw this.wrong('range-end')
    if (first === '"') return unescaped(this.quoted(']}'))
    const word = this.word(false, ']}')
    if (word === 'TO') throw this.wrong('range-end', start)
    const glob = parseGlob(word)
    if (glob.kind === 'anything') return null
    if (glob.kind !== 'text') throw this.wrong('range-wildcard', start)
    return glob.text
  }

  /**
   * The text of a regular expression that begins here, read over. It ends at the first slash that no backslash or
   * bracket keeps, when a blank, a closing parenthesis or the end comes after; else this is a path.
   */
  private regexText(): string | undefined {
    if (this.text[this.at] !== '/') return undefined
    let inClass = false
    for (let i = this.at + 1; i < this.text.length; i++) {
      const char = this.text[i]!
      if (char === '\\') i++
      else if (char === '[') inClass = true
      else if (char === ']') inClass = false
      else if (char === '/' && !inClass) {
        const after = this.text[i + 1]
        if (i === this.at + 1 || (after !== undefined && !BLANK.test(after) && !this.closesGroup(after)))
          return undefined
        const found = this.text.slice(this.at + 1, i)
        this.at = i + 1
        return found
      }
    }
    return undefined
  }

  /** Refuses what means something else in Lucene's syntax and nothing here. */
  private wordValue(value: string, start: number): string {
    const written = this.text.slice(start, this.at)
    if (/(?<!\\)[~^][\d.]*$/.test(written)) throw this.wrong('not-understood', start)
    return value
  }

  /** A text in quotation marks: no wildcards in it, and a backslash before `"` and itself only. */
  private quoted(endings = ''): string {
    const start = this.at
    let value = ''
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!
      if (char === '"') {
        this.at++
        const next = this.text[this.at]
        if (next !== undefined && !BLANK.test(next) && !endings.includes(next) && !this.closesGroup(next))
          throw this.wrong('quote-blank')
        return escapeGlob(value).normalize('NFC')
      }
      if (char === '\\' && /["\\]/.test(this.text[this.at + 1] ?? '')) this.at++
      value += this.text[this.at]!
    }
    throw this.wrong('quote-open', start)
  }

  /**
   * Up to a blank, one of the endings, or a colon when it may be a field's name. Keeps wildcards, escapes as
   * glob.ts reads them.
   */
  private word(mayBeField: boolean, endings = ''): string {
    const start = this.at
    let value = ''
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!
      if (BLANK.test(char) || (mayBeField && char === ':') || endings.includes(char)) break
      if (this.closesGroup(char)) break
      if (char === ')') throw this.wrong('paren-close')
      if (char === '(') throw this.wrong('paren-inside')
      if (this.at === start && '[{<>'.includes(char)) throw this.wrong('range-field', start, char)
      if (char === '"') throw this.wrong('quote-inside')
      const next = this.text[this.at + 1] ?? ''
      if (char === '\\' && next !== '' && ESCAPABLE.test(next)) {
        value += escapeGlob(next)
        this.at++
      } else if (char === '\\') value += escapeGlob(char)
      else value += char
    }
    return value.normalize('NFC')
  }

  private operator(): string | undefined {
    return OPERATOR.exec(this.text.slice(this.at, this.at + 4))?.[0]
  }

  private isNext(...words: readonly string[]): boolean {
    return words.includes(this.operator() ?? '')
  }

  /** Reads over one of the operators when it comes next. */
  private takeOperator(...words: readonly string[]): string | undefined {
    this.skipBlanks()
    const word = this.operator()
    if (word === undefined || !words.includes(word)) return undefined
    this.at += word.length
    return word
  }

  private closesGroup(char: string): boolean {
    return char === ')' && this.depth > 0
  }

  private atEnd(): boolean {
    this.skipBlanks()
    const char = this.text[this.at]
    return char === undefined || char === ')'
  }

  private count(start: number): void {
    if (++this.leaves > LIMITS.maxSearchTerms)
      throw this.wrong('too-many', start, String(LIMITS.maxSearchTerms))
  }

  private deeper(start: number): void {
    if (++this.depth > LIMITS.maxSearchDepth)
      throw this.wrong('too-deep', start, String(LIMITS.maxSearchDepth))
  }

  private skipBlanks(): void {
    while (this.at < this.text.length && BLANK.test(this.text[this.at]!)) this.at++
  }

  private wrong(code: QueryProblemCode, position = this.at, detail?: string): UnreadableQuery {
    return new UnreadableQuery(code, position, detail)
  }
}

function freeText(value: string): Query {
  return { kind: 'text', value }
}

/** The text that a glob without wildcards stands for. */
function unescaped(value: string): string {
  const glob = parseGlob(value)
  if (glob.kind !== 'text') throw new Error(`“${value}” has wildcards`)
  return glob.text
}
