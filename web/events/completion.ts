// What can be completed where the cursor stands in a query: the name of a field, or a value of one. Pure; reads only as
// much of the syntax as that takes, since what is being typed is rarely a whole query.

import { quoted } from './query-text.ts'

/** The part of the text from `from` to `to` is what was typed so far and what a choice replaces. */
export interface Completion {
  readonly kind: 'field' | 'value'
  /** Of a value; empty for a field. */
  readonly field: string
  readonly prefix: string
  readonly from: number
  readonly to: number
  /** `_exists_:` wants a name without its colon. */
  readonly bare: boolean
}

const WORD_BEGINS = /[\s(]/
const WORD_ENDS = /[\s()]/
const OPERATOR = /^(?:AND|OR|NOT|TO)$/
/** A value in which nothing is completed: ranges, comparisons, regular expressions, wildcards, escapes. */
const NO_VALUE = /^[[{<>=/]|[*?\\]/
const NAME = /^[\p{L}\p{N}_.@-]*$/u

/** Undefined where nothing can be completed. */
export function completionAt(text: string, cursor: number): Completion | undefined {
  const { word, open, groups } = wordBefore(text.slice(0, cursor))
  const end = open ? cursor : cursor + restOfWord(text.slice(cursor))
  const sign = /^[-!+]/.test(word.text) ? 1 : 0
  const typed = word.text.slice(sign)
  const begin = word.at + sign
  const colon = colonIn(typed)
  const groupField = groups.findLast(field => field !== null) ?? null
  if (colon === -1 && groupField === null) {
    if (OPERATOR.test(typed) || open || !NAME.test(typed)) return undefined
    return { kind: 'field', field: '', prefix: typed, from: begin, to: end, bare: false }
  }
  const [field, value, at] =
    colon === -1
      ? [groupField!, typed, begin]
      : [typed.slice(0, colon), typed.slice(colon + 1), begin + colon + 1]
  if (field === '_exists_')
    return NAME.test(value)
      ? { kind: 'field', field: '', prefix: value, from: at, to: end, bare: true }
      : undefined
  if (field === '' || !NAME.test(field) || OPERATOR.test(value)) return undefined
  if (value.startsWith('"')) {
    const inner = value.slice(1)
    // A closed quotation is done; an escape in it is left alone.
    if (!open || inner.includes('\\')) return undefined
    return { kind: 'value', field, prefix: inner, from: at, to: end, bare: false }
  }
  if (NO_VALUE.test(value)) return undefined
  return { kind: 'value', field, prefix: value, from: at, to: end, bare: false }
}

/** The word that ends where the text ends; `groups`: of each open parenthesis the field before it, or null. */
function wordBefore(text: string): {
  readonly word: { readonly at: number; readonly text: string }
  /** It ends within quotation marks. */
  readonly open: boolean
  readonly groups: readonly (string | null)[]
} {
  const groups: (string | null)[] = []
  let at = 0
  let open = false
  let ranged = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\') {
      i++
      continue
    }
    if (char === '"') open = !open
    if (open) continue
    // A range is one word, blanks and all.
    if (/[[{]/.test(char) && text[i - 1] === ':') ranged = true
    if (/[\]}]/.test(char)) ranged = false
    if (ranged) continue
    if (char === '(') {
      const before = /^[-!+]?([^"\s]*):$/.exec(text.slice(at, i))
      groups.push(before?.[1] ?? null)
    } else if (char === ')') groups.pop()
    if (WORD_BEGINS.test(char) || char === ')') at = i + 1
  }
  return { word: { at, text: text.slice(at) }, open, groups }
}

function restOfWord(text: string): number {
  const end = text.search(WORD_ENDS)
  return end === -1 ? text.length : end
}

/** Of the first colon that separates a field from its value; -1 when there is none. */
function colonIn(word: string): number {
  return word.startsWith('"') ? -1 : word.search(/(?<!\\):/)
}

/** The text with the choice in the place of what was typed, and where the cursor stands then. */
export function completed(
  text: string,
  { kind, from, to, bare }: Completion,
  chosen: string,
): { readonly text: string; readonly cursor: number } {
  const rest = text.slice(to)
  const written = kind === 'value' ? quoted(chosen) : bare ? chosen : `${chosen}:`
  const blank = (kind === 'value' || bare) && !/^[\s)]/.test(rest) ? ' ' : ''
  return {
    text: `${text.slice(0, from)}${written}${blank}${rest}`,
    cursor: from + written.length + blank.length,
  }
}

/** The query without what is being typed: what the suggestions are counted in. */
export function withoutTyped(text: string, { from, to, field, kind }: Completion): string {
  const begin = text.slice(0, from)
  const before = kind === 'value' && begin.endsWith(`${field}:`) ? begin.slice(0, -field.length - 1) : begin
  return `${before.replace(/[-!+]$/, '').replace(/_exists_:$/, '')}${text.slice(to)}`
    .replace(/(?:^|\s)(?:AND|OR|NOT)\s*$/, '')
    .trim()
}
