// A text as a model of tone reads it: lower-case words with short forms of chats written out (ko → không) and drawn
// out letters drawn in (đẹpppp → đẹp), emoji, emoticons and signs as they are, links and long numbers without their
// value. Beside the words it counts what they do not tell: exclamation, dots, capitals, drawn-out words.

import { normaliseText } from '../text/normalise-text.ts'
import { stripAccents } from '../text/strip-accents.ts'
import { tokensOf } from '../text/words.ts'
import { CHAT_WORDS } from './chat-words.ts'

export interface ToneTokens {
  readonly words: readonly string[]
  /** No letter of the text bears a mark: it was typed without accents. */
  readonly bare: boolean
  readonly exclamations: number
  readonly questions: number
  readonly ellipses: number
  readonly quotes: number
  readonly drawnOut: number
  /** Words in capitals only, of three letters or more: shouting, or a name. */
  readonly shouted: number
}

/** Stand for any link and any number; no word looks like them. */
export const LINK = '⟨link⟩'
export const NUMBER = '⟨số⟩'

const DOUBLED = /(\p{L})\1/u
const DRAWN_OUT = /(\p{L})\1{2,}/gu
const SIGNS = /[.!?…]+|[^\s.!?…]/gu
const REPEATED = /(.)\1{2,}/gu
/** What is left of an emoji when its picture was taken: selectors, tones of skin. */
const EMOJI_REST = /^[\ufe0f\u200d\p{Emoji_Modifier}\p{M}]+$/u
const LONGEST_READ_NUMBER = 2
const CAPITALS = /^\p{Lu}{3,}$/u

export function toneTokens(text: string): ToneTokens {
  const normal = normaliseText(text)
  const bare = stripAccents(normal) === normal
  let drawnOut = 0
  let shouted = 0
  const words: string[] = []
  let end = 0
  for (const { text: token, kind, at } of tokensOf(normal)) {
    addSigns(normal.slice(end, at), words)
    end = at + token.length
    if (kind === 'link') words.push(LINK)
    else if (kind === 'number') words.push(token.length <= LONGEST_READ_NUMBER ? token : NUMBER)
    else if (kind === 'word') {
      if (CAPITALS.test(token)) shouted++
      const word = token.toLowerCase()
      const drawnIn = drawIn(word)
      if (drawnIn !== word) drawnOut++
      const written = CHAT_WORDS.get(drawnIn)
      if (written === undefined) words.push(drawnIn)
      else words.push(...(bare ? stripAccents(written) : written).split(' '))
    } else words.push(kind === 'emoticon' ? shortFace(token) : token)
  }
  addSigns(normal.slice(end), words)
  return {
    words,
    bare,
    exclamations: count(normal, '!'),
    questions: count(normal, '?'),
    ellipses: count(normal, '…') + count(normal, '...'),
    quotes: count(normal, '"') + count(normal, '“'),
    drawnOut,
    shouted,
  }
}

/** Two texts read one after the other. */
export function joinTokens(first: ToneTokens, second: ToneTokens): ToneTokens {
  return {
    words: [...first.words, '.', ...second.words],
    bare: first.bare && second.bare,
    exclamations: first.exclamations + second.exclamations,
    questions: first.questions + second.questions,
    ellipses: first.ellipses + second.ellipses,
    quotes: first.quotes + second.quotes,
    drawnOut: first.drawnOut + second.drawnOut,
    shouted: first.shouted + second.shouted,
  }
}

/** Signs in a row are one: `!!!!` is `!!`, three dots are `…`. */
function addSigns(between: string, words: string[]): void {
  if (between === ' ' || between === '') return
  for (const [signs] of between.matchAll(SIGNS)) {
    if (EMOJI_REST.test(signs)) continue
    words.push(signs.startsWith('..') ? '…' : signs.replace(REPEATED, '$1$1'))
  }
}

/** A letter three times and more is one, with its mark wherever that stood: quáaa, quaáá → quá. */
function drawIn(word: string): string {
  if (!DOUBLED.test(word)) return word
  const bare = stripAccents(word)
  if (bare.length !== word.length) return word
  let drawnIn = ''
  let end = 0
  for (const { 0: run, index } of bare.matchAll(DRAWN_OUT)) {
    const letters = Array.from(word.slice(index, index + run.length))
    drawnIn += word.slice(end, index) + (letters.find(letter => letter !== run[0]) ?? run[0]!)
    end = index + run.length
  }
  return drawnIn + word.slice(end)
}

/** `:))))` is `:))`. */
function shortFace(face: string): string {
  return face.replace(/(.)\1{2,}/g, '$1$1')
}

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++
  return found
}
