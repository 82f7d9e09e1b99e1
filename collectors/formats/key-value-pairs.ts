// `key=value` pairs as devices and programs write them: values bare or in quotes, `\"` inside quotes,
// pairs apart by spaces, tabs, commas or semicolons. One pass, no regular expressions: a hostile line of
// 128 KiB costs as much as any other.

export interface KeyValuePairs {
  /** In the order written; of a repeated key the values are joined into one list. */
  readonly values: ReadonlyMap<string, string | readonly string[]>
  /** Characters that belonged to no pair: a measure of how far the text is key=value at all. */
  readonly strayLength: number
}

const SPACE = 32, TAB = 9, QUOTE = 34, APOSTROPHE = 39, COMMA = 44, SEMICOLON = 59, EQUALS = 61, BACKSLASH = 92 // prettier-ignore

/** Reads all pairs of a text; what is not a pair is passed over and counted. */
export function readKeyValues(text: string): KeyValuePairs {
  const values = new Map<string, string | readonly string[]>()
  const end = text.length
  let strayLength = 0
  let at = 0
  while (at < end) {
    while (at < end && isBetween(text.charCodeAt(at))) at++
    const keyAt = at
    while (at < end && isKey(text.charCodeAt(at))) at++
    if (at === keyAt || text.charCodeAt(at) !== EQUALS) {
      while (at < end && !isBetween(text.charCodeAt(at))) at++
      strayLength += at - keyAt
      continue
    }
    const key = text.slice(keyAt, at)
    at++
    const first = text.charCodeAt(at)
    if (first === QUOTE || first === APOSTROPHE) {
      const closing = closingQuote(text, at + 1, first)
      add(values, key, unquote(text.slice(at + 1, closing)))
      at = closing + 1
      continue
    }
    const valueAt = at
    while (at < end && !isSpace(text.charCodeAt(at)) && !endsBareValue(text, at)) at++
    add(values, key, text.slice(valueAt, at))
  }
  return { values, strayLength }
}

/** The value of a key, the first one of a repeated key; undefined when it is absent. */
export function valueOf(pairs: KeyValuePairs, key: string): string | undefined {
  const value = pairs.values.get(key)
  return typeof value === 'string' || value === undefined ? value : value[0]
}

function add(values: Map<string, string | readonly string[]>, key: string, value: string): void {
  const before = values.get(key)
  if (before === undefined) values.set(key, value)
  else if (typeof before === 'string') values.set(key, [before, value])
  else if (before.length < MAX_REPEATS) values.set(key, [...before, value])
}

/** A key repeated more often is an attack on our memory, not a log; event.original has them all. */
const MAX_REPEATS = 32

function unquote(value: string): string {
  return value.includes('\\') ? value.replace(/\\(["'\\])/g, '$1') : value
}

function closingQuote(text: string, start: number, quote: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === quote) return at
  }
  return text.length
}

/** A comma or semicolon ends a bare value only when another pair or a space follows: `a=1,2` is one value. */
function endsBareValue(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code !== COMMA && code !== SEMICOLON) return false
  let next = at + 1
  if (next >= text.length || isSpace(text.charCodeAt(next))) return true
  const limit = Math.min(text.length, next + 64)
  while (next < limit && isKey(text.charCodeAt(next))) next++
  return next > at + 1 && text.charCodeAt(next) === EQUALS
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === 10 || code === 13
}

function isBetween(code: number): boolean {
  return isSpace(code) || code === COMMA || code === SEMICOLON
}

/** Letters, digits, `_`, `-`, `.`, `@`, `/`, `#`, `:`, and everything beyond ASCII. */
function isKey(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 45 && code <= 58) ||
    code === 35 ||
    code === 95 ||
    code === 64 ||
    code > 127
  )
}
