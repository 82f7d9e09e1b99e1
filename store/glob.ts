// The value of a search term as text or pattern: `*` stands for any run of characters, `?` for one.
// A backslash before `*`, `?` or a backslash makes it an ordinary character; any other backslash is one
// itself, so that `C:\Windows` can be written as it is.

/** What a term's value asks for. `regex` is a regular expression that RE2 and JavaScript (flag `u`) read alike. */
export type Glob =
  | { readonly kind: 'anything' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly regex: string }

/** Reads a value; it is normalised to NFC like all text of events. */
export function parseGlob(value: string): Glob {
  const parts = splitGlob(value.normalize('NFC'))
  if (parts.length === 1 && parts[0] === ANY) return { kind: 'anything' }
  if (parts.every(part => typeof part === 'string')) return { kind: 'text', text: parts.join('') }
  return {
    kind: 'pattern',
    regex: parts.map(part => (typeof part === 'string' ? escapeRegex(part) : part.regex)).join(''),
  }
}

/** The texts of a value that stand between its wildcards; every text that it matches has them all. */
export function parseGlobParts(value: string): readonly string[] {
  return splitGlob(value.normalize('NFC')).filter(part => typeof part === 'string')
}

/** A text as a value that stands for exactly that text. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&')
}

/** A text as a regular expression that matches it; only what JavaScript (flag `u`) lets be escaped is. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')
}

interface Wildcard {
  readonly regex: string
}

const ANY: Wildcard = { regex: '.*' }
const ONE: Wildcard = { regex: '.' }

function splitGlob(value: string): (string | Wildcard)[] {
  const parts: (string | Wildcard)[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push(text)
    text = ''
  }
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!
    if (char === '\\' && /[\\*?]/.test(value[i + 1] ?? '')) text += value[++i]!
    else if (char === '*' || char === '?') {
      flush()
      const wildcard = char === '*' ? ANY : ONE
      // `**` is `*`: a run of them would only make the pattern slow.
      if (!(wildcard === ANY && parts.at(-1) === ANY)) parts.push(wildcard)
    } else text += char
  }
  flush()
  return parts
}
