// A Sigma string made ready to be compared: the common shapes (equals, starts, ends, contains) are one string
// operation, everything else is matched piece by piece between the `*`s, left to right, without backtracking,
// so a hostile value costs at most its length times the pattern's.
//
// `?` is one character (a surrogate pair counts as one); wildcards cross newlines.

import { foldCase, foldDashes } from './case-fold.ts'
import { pairsOf } from './character-pairs.ts'
import type { SigmaString } from './sigma-string.ts'
import { unreachable } from './unreachable.ts'

/** The views of one value that patterns compare with; each is made once and only when asked for. */
export interface ComparableText {
  readonly text: string
  /** foldCase(text) */
  readonly folded: string
  /** foldDashes(folded) */
  readonly dashFolded: string
}

type View = 'text' | 'folded' | 'dashFolded'

export type TextPattern =
  | {
      readonly kind: 'equals' | 'starts' | 'ends' | 'contains'
      readonly text: string
      readonly view: View
      /** Of `text`, to turn away long texts quickly (keywords). */
      readonly pairs: Uint16Array
    }
  /** Only `*`: anything that is there. */
  | { readonly kind: 'anything' }
  | {
      readonly kind: 'pieces'
      /** What stands between the `*`s; never empty. */
      readonly pieces: readonly Piece[]
      readonly anchoredStart: boolean
      readonly anchoredEnd: boolean
      readonly view: 'text' | 'folded'
      /** The longest text that every match contains; a value without it needs no closer look. */
      readonly needle: string
    }

interface Piece {
  /** UTF-16 units; ONE is any character, DASH any option sign. */
  readonly units: readonly number[]
  /** The text that the piece begins with: only where it stands can the piece stand. */
  readonly head: string
}
const ONE = -1
const DASH = -2
const DASH_UNITS: ReadonlySet<number> = new Set(['-', '/', '–', '—', '―'].map(sign => sign.charCodeAt(0)))

/** Prepares a string without placeholders. Cased strings compare exactly, all others ignoring case. */
export function compilePattern(string: SigmaString, cased: boolean): TextPattern {
  const anchoredStart = string[0]?.kind !== 'any'
  const anchoredEnd = string.at(-1)?.kind !== 'any'
  const inner = string.filter(
    (part, index) => part.kind !== 'any' || (index > 0 && index < string.length - 1),
  )
  if (inner.length === 0 && string.length > 0) return { kind: 'anything' }
  const literal = simpleLiteral(inner)
  if (literal !== undefined && !(cased && literal.dashes)) {
    const kind = anchoredStart ? (anchoredEnd ? 'equals' : 'starts') : anchoredEnd ? 'ends' : 'contains'
    if (cased) return wholeText(kind, literal.text, 'text')
    const folded = foldCase(literal.text)
    return literal.dashes
      ? wholeText(kind, foldDashes(folded), 'dashFolded')
      : wholeText(kind, folded, 'folded')
  }
  const pieces = splitPieces(string, cased)
  const needle = longestText(pieces)
  return { kind: 'pieces', pieces, anchoredStart, anchoredEnd, view: cased ? 'text' : 'folded', needle }
}

function wholeText(kind: 'equals' | 'starts' | 'ends' | 'contains', text: string, view: View): TextPattern {
  return { kind, text, view, pairs: pairsOf(text) }
}

/** True when the value matches. */
export function matchPattern(pattern: TextPattern, value: ComparableText): boolean {
  switch (pattern.kind) {
    case 'anything':
      return true
    case 'equals':
      return value[pattern.view] === pattern.text
    case 'starts':
      return value[pattern.view].startsWith(pattern.text)
    case 'ends':
      return value[pattern.view].endsWith(pattern.text)
    case 'contains':
      return value[pattern.view].includes(pattern.text)
    case 'pieces':
      return value[pattern.view].includes(pattern.needle) && matchPieces(pattern, value[pattern.view])
    default:
      return unreachable(pattern)
  }
}

/** Characters of a text: UTF-16 units, `to` exclusive. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The characters that the pattern asks for, where they are first found; undefined when it does not match. */
export function locatePattern(pattern: TextPattern, value: ComparableText): readonly Span[] | undefined {
  if (!matchPattern(pattern, value)) return undefined
  if (pattern.kind === 'anything') return value.text === '' ? [] : [{ from: 0, to: value.text.length }]
  const text = value[pattern.view]
  if (pattern.kind === 'pieces') return locatePieces(pattern, text)
  const from =
    pattern.kind === 'ends'
      ? text.length - pattern.text.length
      : pattern.kind === 'contains'
        ? text.indexOf(pattern.text)
        : 0
  return pattern.text === '' ? [] : [{ from, to: from + pattern.text.length }]
}

/** As `matchPieces` finds them, in a text that matches. */
function locatePieces({ pieces, anchoredStart, anchoredEnd }: PiecesPattern, text: string): readonly Span[] {
  const spans: Span[] = []
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1
    let from = at
    if (isLast && anchoredEnd && !(anchoredStart && index === 0)) {
      for (from = text.length; from > at && pieceEnd(piece, text, from) !== text.length;) from -= 1
    } else if (!(anchoredStart && index === 0)) {
      while (insidePair(text, from) || pieceEnd(piece, text, from) === -1) from += 1
    }
    at = pieceEnd(piece, text, from)
    spans.push({ from, to: at })
  }
  return spans
}

/** The text of a string that is one literal; `dashes` when all its option signs stand for all five. */
function simpleLiteral(parts: SigmaString): { text: string; dashes: boolean } | undefined {
  let text = ''
  let written = ''
  let dashes = false
  for (const part of parts) {
    if (part.kind === 'text') written += part.text
    else if (part.kind === 'dash') dashes = true
    else return undefined
    text += part.kind === 'text' ? part.text : part.written
  }
  return dashes && /[-/–—―]/.test(written) ? undefined : { text, dashes }
}

function splitPieces(string: SigmaString, cased: boolean): Piece[] {
  const pieces: number[][] = [[]]
  for (const part of string) {
    const piece = pieces.at(-1)!
    if (part.kind === 'any') pieces.push([])
    else if (part.kind === 'one') piece.push(ONE)
    else if (part.kind === 'dash') piece.push(DASH)
    else if (part.kind === 'text') piece.push(...units(cased ? part.text : foldCase(part.text)))
  }
  return pieces.filter(piece => piece.length > 0).map(piece => ({ units: piece, head: headOf(piece) }))
}

function headOf(piece: readonly number[]): string {
  const end = piece.findIndex(unit => unit < 0)
  const literal = end === -1 ? piece : piece.slice(0, end)
  return literal.map(unit => String.fromCharCode(unit)).join('')
}

function longestText(pieces: readonly Piece[]): string {
  let longest = ''
  for (const piece of pieces) {
    let text = ''
    for (const unit of piece.units) {
      text = unit < 0 ? '' : text + String.fromCharCode(unit)
      if (text.length > longest.length) longest = text
    }
  }
  return longest
}

function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

type PiecesPattern = TextPattern & { kind: 'pieces' }

function matchPieces(pattern: PiecesPattern, text: string): boolean {
  const { pieces, anchoredStart, anchoredEnd } = pattern
  let at = 0
  let next = 0
  let last = pieces.length
  if (anchoredStart) {
    const end = pieceEnd(pieces[0]!, text, 0)
    if (end < 0) return false
    if (pieces.length === 1 && anchoredEnd) return end === text.length
    at = end
    next = 1
  }
  if (anchoredEnd) last -= 1
  for (; next < last; next += 1) {
    const end = findPiece(pieces[next]!, text, at)
    if (end < 0) return false
    at = end
  }
  return !anchoredEnd || endsWithPiece(pieces.at(-1)!, text, at)
}

/** Where the piece ends when it stands at `from`, else -1. */
function pieceEnd(piece: Piece, text: string, from: number): number {
  let at = from
  for (const unit of piece.units) {
    if (at >= text.length) return -1
    const actual = text.charCodeAt(at)
    if (unit === ONE) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    else if (unit === actual || (unit === DASH && DASH_UNITS.has(actual))) at += 1
    else return -1
  }
  return at
}

/** Where the first one at or after `from` ends, else -1. */
function findPiece(piece: Piece, text: string, from: number): number {
  let start = text.indexOf(piece.head, from)
  while (start >= 0 && start < text.length) {
    const end = insidePair(text, start) ? -1 : pieceEnd(piece, text, start)
    if (end >= 0) return end
    start = text.indexOf(piece.head, start + 1)
  }
  return -1
}

/** The piece at the very end, not before `from`: read backwards, since `?` may be two units long. */
function endsWithPiece(piece: Piece, text: string, from: number): boolean {
  let at = text.length
  for (let index = piece.units.length - 1; index >= 0; index -= 1) {
    const unit = piece.units[index]!
    if (at <= from) return false
    const actual = text.charCodeAt(at - 1)
    if (unit === ONE) at -= insidePair(text, at - 1) ? 2 : 1
    else if (unit === actual || (unit === DASH && DASH_UNITS.has(actual))) at -= 1
    else return false
  }
  return at >= from
}

/** True when `at` is the second unit of a surrogate pair. */
function insidePair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 0xdc00 || unit > 0xdfff || at === 0) return false
  const before = text.charCodeAt(at - 1)
  return before >= 0xd800 && before <= 0xdbff
}
