// A Sigma string: text with the wildcards `*` (any run) and `?` (one character), and backslash as escape.
//
// Escapes as the specification has them: `\*` and `\?` are the characters, `\\` is one backslash, a backslash
// before anything else or at the end is itself. Text is brought to NFC, as events are.
// What a string *means* when compared stands in `text-pattern.ts`.

export type StringPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `*` */
  | { readonly kind: 'any' }
  /** `?` */
  | { readonly kind: 'one' }
  /** One of the five option signs of `windash`; `written` is what the rule has. */
  | { readonly kind: 'dash'; readonly written: string }
  /** `%name%` under `expand`. */
  | { readonly kind: 'placeholder'; readonly name: string }

export type SigmaString = readonly StringPart[]

/** Reads the escapes and wildcards of a rule's string. */
export function parseSigmaString(source: string): SigmaString {
  const parts: StringPart[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text: text.normalize('NFC') })
    text = ''
  }
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]!
    const next = source[at + 1]
    if (character === '\\' && (next === '\\' || next === '*' || next === '?')) {
      text += next
      at += 1
    } else if (character === '*' || character === '?') {
      flush()
      parts.push({ kind: character === '*' ? 'any' : 'one' })
    } else {
      text += character
    }
  }
  flush()
  return parts
}

/** A string without wildcards, taken as it stands. */
export function literalString(text: string): SigmaString {
  return text === '' ? [] : [{ kind: 'text', text }]
}

/** The characters of a string that has no wildcard or placeholder, else undefined. */
export function plainText(string: SigmaString): string | undefined {
  let text = ''
  for (const part of string) {
    if (part.kind === 'text') text += part.text
    else if (part.kind === 'dash') text += part.written
    else return undefined
  }
  return text
}

/** `contains`, `startswith`, `endswith`: the string with `*` at the ends that are open. */
export function openEnds(string: SigmaString, open: { start: boolean; end: boolean }): SigmaString {
  const parts = [...string]
  if (open.start && parts[0]?.kind !== 'any') parts.unshift({ kind: 'any' })
  if (open.end && parts.at(-1)?.kind !== 'any') parts.push({ kind: 'any' })
  return parts
}

const OPTION_SIGN = /(?<![\p{L}\p{N}_])[-/–—―]/gu

/** `windash`: every option sign that does not follow a letter, digit or `_` stands for all five of them. */
export function foldOptionSigns(string: SigmaString): SigmaString {
  return string.flatMap((part, index) => {
    if (part.kind !== 'text') return [part]
    const parts: StringPart[] = []
    let from = 0
    for (const match of part.text.matchAll(OPTION_SIGN)) {
      if (match.index === 0 && index > 0 && string[index - 1]!.kind === 'text') continue
      if (match.index > from) parts.push({ kind: 'text', text: part.text.slice(from, match.index) })
      parts.push({ kind: 'dash', written: match[0] })
      from = match.index + match[0].length
    }
    if (from < part.text.length) parts.push({ kind: 'text', text: part.text.slice(from) })
    return parts
  })
}

/** `expand`: `%name%` becomes a placeholder, `\%` a percent sign. */
export function markPlaceholders(string: SigmaString): SigmaString {
  return string.flatMap(part => {
    if (part.kind !== 'text') return [part]
    const parts: StringPart[] = []
    let text = ''
    for (const piece of part.text.split(/((?<!\\)%\w+%)/)) {
      const name = /^%(\w+)%$/.exec(piece)?.[1]
      if (name === undefined) {
        text += piece.replaceAll('\\%', '%')
        continue
      }
      if (text !== '') parts.push({ kind: 'text', text })
      text = ''
      parts.push({ kind: 'placeholder', name })
    }
    if (text !== '') parts.push({ kind: 'text', text })
    return parts
  })
}
