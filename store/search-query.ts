// The search syntax: terms separated by blanks, all of which must hold.
//
//   failed            text anywhere in message or event.original      "failed password"   as one text
//   host.name:web-01  a field                                         user.name:"a b"     with blanks
//   source.ip:203.0.113.0/24   a range of addresses                   url.path:/admin*    `*` and `?` wildcards
//   -user.name:root   NOT user.name:root                              not this            field:*   it exists
//
// A subset of Lucene's syntax: what it has beyond this (OR, parentheses, ranges, regular expressions) is
// refused with its place in the text, so that no query changes its meaning when that is added.

import { LIMITS } from '#/kernel/limits.ts'
import type { SearchTerm } from './event-store.ts'
import { escapeGlob } from './glob.ts'

/** Why a query cannot be read, and where: an index into its text. */
export interface QueryProblem {
  readonly message: string
  readonly position: number
}

export type ParsedQuery = { readonly terms: readonly SearchTerm[] } | { readonly problem: QueryProblem }

/** An empty text has no terms, which every event satisfies. */
export function parseSearchQuery(text: string): ParsedQuery {
  try {
    return { terms: new QueryReader(text).read() }
  } catch (error) {
    if (error instanceof Unreadable) return { problem: { message: error.message, position: error.position } }
    throw error
  }
}

/** Carries a problem out of the reader; never leaves this file. */
class Unreadable extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

const BLANK = /\s/
/** What a backslash makes an ordinary character; before anything else it stands for itself (`C:\Windows`). */
const ESCAPABLE = /[-+=&|!(){}[\]^"~*?:\\/<>\s]/
const RESERVED: Readonly<Record<string, string>> = {
  '(': 'parentheses are not understood yet',
  ')': 'parentheses are not understood yet',
  '[': 'ranges are not understood yet',
  '{': 'ranges are not understood yet',
  '>': 'ranges are not understood yet',
  '<': 'ranges are not understood yet',
}

class QueryReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  read(): SearchTerm[] {
    const terms: SearchTerm[] = []
    let expects: string | undefined
    for (this.skipBlanks(); this.at < this.text.length; this.skipBlanks()) {
      const start = this.at
      const operator = this.operator()
      if (operator === 'OR' || operator === '||')
        throw new Unreadable(`${operator} is not understood yet`, start)
      if (operator === 'AND' || operator === '&&') {
        if (terms.length === 0 || expects !== undefined)
          throw new Unreadable(`${operator} needs a term before it`, start)
        expects = operator
        continue
      }
      if (terms.length === LIMITS.maxSearchTerms)
        throw new Unreadable(`more than ${LIMITS.maxSearchTerms} terms`, start)
      terms.push(operator === 'NOT' ? this.negated() : this.term())
      expects = undefined
    }
    if (expects !== undefined) throw new Unreadable(`${expects} needs a term after it`, this.text.length)
    return terms
  }

  private negated(): SearchTerm {
    this.skipBlanks()
    if (this.at >= this.text.length) throw new Unreadable('NOT needs a term after it', this.text.length)
    const term = this.term()
    return { ...term, negated: !term.negated }
  }

  /** An operator word that stands alone, read over; undefined when a term begins here. */
  private operator(): string | undefined {
    const [word] = /^(?:AND|OR|NOT|&&|\|\|)(?=\s|$)/.exec(this.text.slice(this.at)) ?? []
    if (word !== undefined) this.at += word.length
    return word
  }

  private term(): SearchTerm {
    let negated = false
    const sign = this.text[this.at]
    if (sign === '-' || sign === '!' || sign === '+') {
      this.at++
      negated = sign !== '+'
      if (this.at >= this.text.length || BLANK.test(this.text[this.at]!)) {
        throw new Unreadable(`“${sign}” needs a term right after it`, this.at - 1)
      }
    }
    const start = this.at
    if (this.text[start] === '"') return { field: null, value: this.quoted(), negated }
    const word = this.word(true)
    if (this.text[this.at] !== ':') return { field: null, value: this.wordValue(word, start), negated }
    const isDrive = /^[a-z]$/i.test(word) && this.text[this.at + 1] === '\\'
    if (isDrive || !/^[\p{L}_@][^*?"]*$/u.test(word)) {
      throw new Unreadable(
        `“${word}” is not the name of a field; put quotation marks around text with a colon`,
        start,
      )
    }
    this.at++
    return { field: word, value: this.value(word), negated }
  }

  private value(field: string): string {
    const start = this.at
    const first = this.text[start]
    if (first === undefined || BLANK.test(first))
      throw new Unreadable(`${field}: needs a value; * stands for any`, start)
    return first === '"' ? this.quoted() : this.wordValue(this.word(false), start)
  }

  /** Refuses what means something else in the whole of Lucene's syntax. */
  private wordValue(value: string, start: number): string {
    const written = this.text.slice(start, this.at)
    const other = /^\/.+\/$/.test(written)
      ? 'regular expressions are'
      : /(?<!\\)[~^][\d.]*$/.test(written)
        ? '“~” and “^” at the end of a word are'
        : undefined
    if (other === undefined) return value
    throw new Unreadable(`${other} not understood yet; quotation marks make it a text`, start)
  }

  /** A text in quotation marks: no wildcards in it, and a backslash before `"` and itself only. */
  private quoted(): string {
    const start = this.at
    let value = ''
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!
      if (char === '"') {
        this.at++
        if (this.at < this.text.length && !BLANK.test(this.text[this.at]!)) {
          throw new Unreadable('a blank is missing after the quotation mark', this.at)
        }
        return escapeGlob(value).normalize('NFC')
      }
      if (char === '\\' && /["\\]/.test(this.text[this.at + 1] ?? '')) this.at++
      value += this.text[this.at]!
    }
    throw new Unreadable('the quotation mark is never closed', start)
  }

  /** Up to a blank, or up to a colon when it may be a field's name. Keeps wildcards, escapes as glob.ts reads them. */
  private word(mayBeField: boolean): string {
    const start = this.at
    let value = ''
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at]!
      if (BLANK.test(char) || (mayBeField && char === ':')) break
      const reason = RESERVED[char]
      if (reason !== undefined && (this.at === start || char === '(' || char === ')')) {
        throw new Unreadable(
          `${reason}; a backslash before “${char}” makes it an ordinary character`,
          this.at,
        )
      }
      if (char === '"') throw new Unreadable('a quotation mark in the middle of a word', this.at)
      const next = this.text[this.at + 1] ?? ''
      if (char === '\\' && next !== '' && ESCAPABLE.test(next)) {
        value += escapeGlob(next)
        this.at++
      } else if (char === '\\') value += escapeGlob(char)
      else value += char
    }
    return value.normalize('NFC')
  }

  private skipBlanks(): void {
    while (this.at < this.text.length && BLANK.test(this.text[this.at]!)) this.at++
  }
}
