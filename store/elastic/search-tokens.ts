// What an event is found by in Elasticsearch, made here and not by its analysis, so that it finds what the embedded
// store finds, on any server and without plug-ins.
//
// A field's value becomes a token: name, a character that tells the kind, the value without case. Running texts
// become grams: every three characters in a row, without case and without Vietnamese marks. Neither tells all: what
// is too long, or has letters whose case is not one to one, makes its field `unclear`, and a search looks at such
// events themselves.

import { type Event, type FieldValue, type Scalar, valuesOf } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { foldText } from '../embedded/fold-text.ts'
import { readTime } from '../embedded/event-time.ts'
import { fitsDouble, fitsLong } from '../embedded/value-fit.ts'
import { TEXT_FIELDS } from '../query-tree.ts'
import { lowerText, readAddress } from '../value-reading.ts'
import { ANY_FIELD } from './event-fields.ts'

/** What stands between name and value of a token. */
export const TOKEN_KIND = { text: '\u0001', number: '\u0002', boolean: '\u0003', folded: '\u0004' } as const

export interface SearchTokens {
  readonly fields: readonly string[]
  readonly values: readonly string[]
  readonly grams: string
  readonly unclear: readonly string[]
}

/** Everything an event is found by. */
export function tokensOf(event: Event): SearchTokens {
  const fields: string[] = []
  const values: string[] = []
  const unclear = new Set<string>()
  const texts: string[] = []
  for (const name of Object.keys(event)) {
    const found = valuesOf(event, name)
    if (found.length === 0) continue
    if (!isPlainName(name)) {
      unclear.add(ANY_FIELD)
      continue
    }
    fields.push(name)
    if (TEXT_FIELDS.has(name)) {
      for (const value of found) texts.push(String(value))
      if (found.some(value => typeof value !== 'string' || hasOddCase(value))) unclear.add(name)
    } else if (COLUMNS.get(name) !== 'date') {
      for (const value of found) {
        const tokens = valueTokens(name, value)
        if (tokens.length === 0) unclear.add(name)
        values.push(...tokens)
      }
    }
    if (!isPlainColumn(name, event[name]!)) unclear.add(name)
  }
  const { grams, whole } = gramsOf(texts)
  if (!whole) for (const name of TEXT_FIELDS) if (event[name] !== undefined) unclear.add(name)
  return { fields, values, grams, unclear: [...unclear] }
}

/** True when tokens can carry the name. */
export function isPlainName(name: string): boolean {
  return (
    name.length <= LIMITS.maxTokenChars &&
    name.isWellFormed() &&
    !Object.values(TOKEN_KIND).some(kind => name.includes(kind))
  )
}

function valueTokens(name: string, value: Scalar): readonly string[] {
  if (typeof value === 'number') return [`${name}${TOKEN_KIND.number}${String(value)}`]
  if (typeof value === 'boolean') return [`${name}${TOKEN_KIND.boolean}${String(value)}`]
  if (value.length > LIMITS.maxTokenChars || !value.isWellFormed() || hasOddCase(value)) return []
  const lower = lowerText(value)
  const folded = lowerText(foldText(value))
  const token = `${name}${TOKEN_KIND.text}${lower}`
  return folded === lower ? [token] : [token, `${name}${TOKEN_KIND.folded}${folded}`]
}

/** True when Elasticsearch's own column of the field holds just what the event has. */
function isPlainColumn(name: string, value: FieldValue): boolean {
  const type = COLUMNS.get(name)
  const all = (test: (each: Scalar) => boolean): boolean =>
    Array.isArray(value) ? (value as readonly Scalar[]).every(test) : test(value as Scalar)
  if (type === 'long') return all(fitsLong)
  if (type === 'double') return all(fitsDouble)
  if (type === 'date') return all(each => typeof each === 'string' && readTime(each)?.exact === true)
  return type !== 'ip' && type !== 'ip[]' ? true : all(isPlainAddress)
}

/** IPv6 that stands for IPv4 is IPv4 to Elasticsearch; what is no address is none to anybody. */
function isPlainAddress(value: Scalar): boolean {
  if (typeof value !== 'string') return true
  const address = readAddress(value)
  if (address === undefined) return !value.includes(':')
  return address.version === 4 || address.value >> 32n !== MAPPED_IPV4
}

/** The first 96 bits of `::ffff:0:0/96`. */
export const MAPPED_IPV4 = 0xffffn

/**
 * True when a letter of the text has another case that `lowerText` does not make the same (`ſ` is `s`, `ς` is `σ` to
 * a regular expression that ignores case).
 */
export function hasOddCase(text: string): boolean {
  if (/^[\0-\x7f]*$/.test(text)) return false
  return Array.from(text).some(char => {
    const lower = lowerText(char)
    return lowerText(lower.toUpperCase()) !== lower
  })
}

const GRAM = 3
/** Stands for white space and whatever else a tokenizer could stumble over. */
const BLANK = '_'

/** Text as grams are made of: without case, without marks. */
export function gramText(text: string): string {
  return foldText(lowerText(text)).replaceAll(/[\s\p{C}\p{Z}]/gu, BLANK)
}

/** The different grams of the texts, with blanks between; every character begins one. Not `whole`: texts were cut. */
function gramsOf(texts: readonly string[]): { readonly grams: string; readonly whole: boolean } {
  const grams = new Set<string>()
  let room = LIMITS.maxGramChars
  for (const text of new Set(texts)) {
    const folded = gramText(text.length > room ? text.slice(0, room) : text)
    const padded = folded + BLANK.repeat(GRAM - 1)
    for (let i = 0; i < folded.length; i++) grams.add(padded.slice(i, i + GRAM))
    if (text.length > room) return { grams: [...grams].join(' '), whole: false }
    room -= text.length
  }
  return { grams: [...grams].join(' '), whole: true }
}

/** Pieces of which all grams must be there when a text holds the literal; a piece shorter than a gram begins one. */
export function piecesOf(literal: string): readonly string[] {
  const text = gramText(literal)
  if (text.length <= GRAM) return text === '' ? [] : [text]
  const pieces = new Set<string>()
  for (let i = 0; i < text.length - GRAM; i += GRAM) pieces.add(text.slice(i, i + GRAM))
  return [...pieces.add(text.slice(-GRAM))]
}

export const isWholeGram = (piece: string): boolean => piece.length === GRAM
