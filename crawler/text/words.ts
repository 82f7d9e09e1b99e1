// A text as tokens: words and numbers as written, links, emoji and emoticons; punctuation and spaces fall out.
// For matching and for the features of models. Vietnamese writes a space between syllables, so a "word" here is a
// syllable; what belongs together (cán bộ, ùn tắc) is found by looking at neighbours.

export const TOKEN_KINDS = ['word', 'number', 'emoji', 'emoticon', 'link'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

export interface Token {
  readonly text: string
  readonly kind: TokenKind
  /** Where it begins in the text, in UTF-16 units. */
  readonly at: number
}

const EMOJI =
  '(?:\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})*(?:\\u200d\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})*)*)'
/** Sideways faces, also right after a word (`đẹp:))`), kaomoji, the Vietnamese `:v`; never a part of `10:30` or `8)`. */
const EMOTICON =
  "(?<!\\p{N})[:;=][-'^o]?(?:[)(\\]\\[}{><|]|[/\\\\](?![/\\\\]))+|(?<![\\p{L}\\p{N}])(?:[:;=][-'^]?[DdPpVvOo3](?![\\p{L}\\p{N}])|[xX]D+(?![\\p{L}\\p{N}])|<\\/?3(?!\\p{N})|\\^[_.]?\\^|[Tt][_.][Tt](?![\\p{L}\\p{N}])|-[_.]+-|>[_.]<|[oO][_.][oO](?![\\p{L}\\p{N}]))"
const LINK = '(?:https?:\\/\\/|www\\.)[^\\s<>"“”]+'
const NUMBER = '\\p{N}+(?:[.,:/]\\p{N}+)+|\\p{N}+(?![\\p{L}\\p{N}\\p{M}])'
const WORD = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*'

const TOKEN = new RegExp(
  `(?<link>${LINK})|(?<emoticon>${EMOTICON})|(?<number>${NUMBER})|(?<word>${WORD})|(?<emoji>${EMOJI})`,
  'gu',
)
/** Stands after links in running text and belongs to the sentence. */
const AFTER_LINK = /[.,;:!?)\]}'…]+$/u

/** Tokens in order; `text` should be normalised. Selectors and skin tones of emoji are left out of their text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const found of text.matchAll(TOKEN)) {
    const groups = found.groups!
    const whole = found[0]
    const at = found.index
    if (groups['word'] !== undefined) tokens.push({ text: whole, kind: 'word', at })
    else if (groups['number'] !== undefined) tokens.push({ text: whole, kind: 'number', at })
    else if (groups['link'] !== undefined)
      tokens.push({ text: whole.replace(AFTER_LINK, ''), kind: 'link', at })
    else if (groups['emoticon'] !== undefined) tokens.push({ text: whole, kind: 'emoticon', at })
    else tokens.push({ text: whole.replace(/[\ufe0f\p{Emoji_Modifier}]/gu, ''), kind: 'emoji', at })
  }
  return tokens
}

/** The texts of `tokensOf`, as written. */
export function wordsOf(text: string): string[] {
  return tokensOf(text).map(token => token.text)
}
