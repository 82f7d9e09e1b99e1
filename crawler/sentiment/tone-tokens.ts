// A text as a model of tone reads it: lower-case words with short forms of chats written out (ko → không) and drawn
// out letters drawn in (đẹpppp → đẹp), emoji and emoticons as they are, links and numbers without their value.
// Beside the words it counts what letters do not tell: exclamation, questions, dots, capitals, drawn-out words.

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

const DRAWN_OUT = /(\p{L})\1{2,}/gu
const CAPITALS = /^\p{Lu}{3,}$/u

export function toneTokens(text: string): ToneTokens {
  const normal = normaliseText(text)
  const bare = stripAccents(normal) === normal
  let drawnOut = 0
  let shouted = 0
  const words: string[] = []
  for (const { text: token, kind } of tokensOf(normal)) {
    if (kind === 'link') words.push(LINK)
    else if (kind === 'number') words.push(NUMBER)
    else if (kind === 'word') {
      if (CAPITALS.test(token)) shouted++
      let word = token.toLowerCase()
      const drawnIn = word.replace(DRAWN_OUT, '$1')
      if (drawnIn !== word) {
        drawnOut++
        word = drawnIn
      }
      const written = CHAT_WORDS.get(word)
      if (written === undefined) words.push(word)
      else words.push(...(bare ? stripAccents(written) : written).split(' '))
    } else words.push(kind === 'emoticon' ? shortFace(token) : token)
  }
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

/** `:))))` is `:))`. */
function shortFace(face: string): string {
  return face.replace(/(.)\1{2,}/g, '$1$1')
}

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++
  return found
}
