// Text of a STIX pattern → tokens. Each step takes at least one character, so it ends after at most as many steps
// as the text has characters.

import type { Literal } from './stix-pattern.ts'

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly literal: Literal; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }

/** Something a pattern must not hold; `position` counts characters from 0. */
export interface PatternProblem {
  readonly position: number
  readonly reason: string
}

const SPACE = /(?:[\s\u00a0]|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/y
const WORD = /[a-zA-Z_][a-zA-Z0-9_-]*/y
const FLOAT = /[+-]?\d*\.\d+/y
const INTEGER = /[+-]?\d+/y
const QUOTED = /'((?:[^'\\]|\\.)*)'/sy
const SIGN = /==|!=|<>|<=|>=|[=<>:.,()[\]*]/y

export function tokenize(text: string): readonly Token[] | PatternProblem {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  while (at < text.length) {
    if (take(SPACE) !== undefined) continue
    const from = at
    const prefix = /[bht]/.test(text.charAt(at)) && text.charAt(at + 1) === "'" ? text.charAt(at) : ''
    at += prefix.length
    const quoted = take(QUOTED)
    if (quoted !== undefined) {
      const literal = quotedLiteral(prefix, quoted.slice(1, -1))
      if (typeof literal === 'string') return { position: from, reason: literal }
      tokens.push({ kind: 'literal', literal, at: from })
      continue
    }
    if (text.charAt(at) === "'") return { position: from, reason: 'this quotation is not closed' }
    const word = take(WORD)
    if (word === 'true' || word === 'false') {
      tokens.push({ kind: 'literal', literal: { kind: 'boolean', value: word === 'true' }, at: from })
      continue
    }
    if (word !== undefined) {
      tokens.push({ kind: 'word', text: word, at: from })
      continue
    }
    const float = take(FLOAT)
    if (float !== undefined) {
      tokens.push({ kind: 'literal', literal: { kind: 'float', text: float }, at: from })
      continue
    }
    const integer = take(INTEGER)
    if (integer !== undefined) {
      tokens.push({ kind: 'literal', literal: { kind: 'integer', text: integer }, at: from })
      continue
    }
    const sign = take(SIGN)
    if (sign === undefined) {
      return {
        position: from,
        reason: `"${String.fromCodePoint(text.codePointAt(from)!)}" has no place here`,
      }
    }
    tokens.push({ kind: 'sign', text: SAME_SIGN[sign] ?? sign, at: from })
  }
  tokens.push({ kind: 'end', at: text.length })
  return tokens
}

/** Other spellings that the OASIS grammar knows. */
const SAME_SIGN: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' }

function quotedLiteral(prefix: string, inner: string): Literal | string {
  const text = inner.replace(/\\(.)/gs, '$1')
  if (prefix === '') return { kind: 'string', text }
  if (prefix === 'b') {
    const whole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    return whole ? { kind: 'binary', text } : "b'…' takes base64"
  }
  if (prefix === 'h') {
    return /^(?:[0-9a-fA-F]{2})*$/.test(text)
      ? { kind: 'hex', text }
      : "h'…' takes an even number of hexadecimal digits"
  }
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text))
  return time ? { kind: 'timestamp', text } : "t'…' takes a time such as 2026-11-22T07:30:00Z"
}
