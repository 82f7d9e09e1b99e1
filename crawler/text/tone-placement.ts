// Puts every tone mark where `toneBearer` wants it, so that hoà and hòa, thuỷ and thủy, ngừơi and người are one
// word. Letters, their case and everything that is not spelt as one Vietnamese syllable stay as they are.

import { parseSyllable, TONE_MARKS, toneBearer } from './vietnamese-syllable.ts'

const VOWELS = 'aăâeêioôơuưy'
const TONED = Array.from(VOWELS, vowel =>
  Array.from(TONE_MARKS, tone => (vowel + tone).normalize('NFC')).join(''),
).join('')
/** Words in which a vowel with a tone stands beside another vowel: only there can it stand wrong. */
const CANDIDATES = new RegExp(
  `(?<![\\p{L}\\p{M}])\\p{L}*(?:[${TONED}][${VOWELS}]|[${VOWELS}][${TONED}])\\p{L}*(?![\\p{L}\\p{M}])`,
  'giu',
)
const TONE = new RegExp(`[${TONE_MARKS}]`)

/** Vietnamese has some seven thousand syllables: those met are remembered, the rest is computed anew. */
const MAX_REMEMBERED = 16_384
const remembered = new Map<string, string>()

/** `text` must be NFC; so is the result, of the same length. */
export function placeTones(text: string): string {
  return text.replace(CANDIDATES, word => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const placed = placeTone(word)
    if (remembered.size < MAX_REMEMBERED && word.length <= 14) remembered.set(word, placed)
    return placed
  })
}

function placeTone(word: string): string {
  const syllable = parseSyllable(word)
  if (syllable === undefined || syllable.tone === '') return word
  const bearer = syllable.onset.length + toneBearer(syllable)
  return Array.from(word, (letter, at) => {
    const bare = letter.normalize('NFD').replace(TONE, '')
    return (at === bearer ? bare + syllable.tone : bare).normalize('NFC')
  }).join('')
}
