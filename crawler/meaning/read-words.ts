// A text as words, read once for all that meaning/ looks for: each as written, lower case, and without accents, with
// what stands between it and the word before.

import { normaliseText } from '#/crawler/text/normalise-text.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { tokensOf } from '#/crawler/text/words.ts'

export interface Word {
  readonly written: string
  /** Lower case, accents kept. */
  readonly lower: string
  /** Lower case without accents. */
  readonly bare: string
  /** In `ReadWords.text`, in UTF-16 units. */
  readonly at: number
  readonly end: number
  readonly capital: boolean
  /** What stands before it: `''` nothing, `' '`, `','` (also brackets, dashes, slashes), `'.'` a point between two words, `'|'` the end of a sentence, a line or a quotation. */
  readonly gap: '' | ' ' | ',' | '.' | '|'
}

export interface ReadWords {
  /** Normalised. */
  readonly text: string
  readonly words: readonly Word[]
  /** Words before this one are of the title. */
  readonly titleWords: number
  /** Written without accents: then, and only then, terms are looked for without theirs. */
  readonly unaccented: boolean
  /** Nothing in it has a capital letter: names are then looked for in lower case. */
  readonly uncapitalised: boolean
}

/** Share of words with accents below which a text counts as written without; Vietnamese has about 0.7. */
const UNACCENTED_SHARE = 0.1
const NOT_ASCII = /[^\p{ASCII}]/u
const CAPITAL = /^\p{Lu}/u
const NAME_LIKE = /^[\p{L}\p{N}]/u

export function readWords(title: string, text: string): ReadWords {
  return readNormalWords(normaliseText(title), normaliseText(text))
}

/** The same for what is normalised already. */
export function readNormalWords(head: string, body: string): ReadWords {
  const whole = head === '' ? body : `${head}\n\n${body}`
  const words: Word[] = []
  let end = 0
  let titleWords = 0
  let accented = 0
  let capitals = 0
  for (const token of tokensOf(whole)) {
    if (token.kind === 'emoji' || token.kind === 'emoticon' || token.kind === 'link') continue
    const written = token.text
    if (!NAME_LIKE.test(written)) continue
    const lower = written.toLowerCase()
    const bare = stripAccents(lower)
    const capital = CAPITAL.test(written)
    words.push({
      written,
      lower,
      bare,
      at: token.at,
      end: token.at + written.length,
      capital,
      gap: gapOf(whole, end, token.at, words.length === 0),
    })
    end = token.at + written.length
    if (token.at < head.length) titleWords = words.length
    if (NOT_ASCII.test(lower)) accented++
    if (capital) capitals++
  }
  return {
    text: whole,
    words,
    titleWords,
    unaccented: accented < words.length * UNACCENTED_SHARE,
    uncapitalised: capitals === 0,
  }
}

function gapOf(text: string, from: number, to: number, first: boolean): Word['gap'] {
  if (first) return '|'
  if (from === to) return ''
  const between = text.slice(from, to)
  if (between === ' ') return ' '
  if (/[!?…;:"“”\n]/.test(between) || /\.\s/.test(between)) {
    // `P. Bến Thành`, `TP. Thủ Đức`: the point of an abbreviation ends no sentence.
    return between === '. ' || between === '.' ? abbreviationGap(text, from) : '|'
  }
  if (between === '.') return '.'
  return /^\s*$/.test(between) ? ' ' : ','
}

const ABBREVIATION = /(?:^|[^\p{L}\p{N}])(?:p|q|h|x|f|tx|tt|tp|đ|st|ths|ts|pgs|gs|bs|cty|ubnd)$/iu

function abbreviationGap(text: string, end: number): '.' | '|' {
  return ABBREVIATION.test(text.slice(Math.max(0, end - 6), end)) ? '.' : '|'
}
