// The names and numbers of a text, as hashes: what tells two events apart that are told in the same words (two
// power cuts, two fires), and what two reports of one event share.
//
// A name is a run of two and more words with a capital letter; it may be of a place, an office or a person, and only
// its hash is kept. A number is taken with the word after it: `3 người` is not `3 tỷ`.

import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { ascendingSet, hashOf } from './shingles.ts'

export interface KeyFacts {
  /** Ascending; at most `MAX_NAMES`. */
  readonly names: Uint32Array
  /** Ascending; at most `MAX_NUMBERS`. */
  readonly numbers: Uint32Array
}

const MAX_NAMES = 48
const MAX_NUMBERS = 32
const MAX_NAME_WORDS = 6

const WORD = /[\p{L}\p{M}]+|\d+(?:[.,/:]\d+)*|[.!?…:;"“”\n]+/gu
const CAPITAL = /^\p{Lu}/u
const DIGIT = /^\d/

/** Of a normalised text. Beyond the limits those with the smallest hashes are kept: the same ones in every copy of a text. */
export function keyFactsOf(normalText: string): KeyFacts {
  const names: number[] = []
  const numbers: number[] = []
  let run: string[] = []
  let runOpensSentence = false
  let opensSentence = true
  const endRun = (): void => {
    if (run.length >= 2) names.push(nameHash(run))
    // The first word of a sentence has its capital anyway: `Đường Nguyễn Huệ` is also `Nguyễn Huệ`.
    if (runOpensSentence && run.length >= 3) names.push(nameHash(run.slice(1)))
    run = []
  }
  const tokens = normalText.match(WORD) ?? []
  for (const [n, token] of tokens.entries()) {
    if (CAPITAL.test(token)) {
      if (run.length === 0) runOpensSentence = opensSentence
      run.push(token)
      opensSentence = false
      continue
    }
    endRun()
    if (DIGIT.test(token)) numbers.push(hashOf(`${token} ${plain(tokens[n + 1] ?? '')}`))
    opensSentence = !/^[\p{L}\d]/u.test(token)
  }
  endRun()
  return {
    names: ascendingSet(Uint32Array.from(names)).slice(0, MAX_NAMES),
    numbers: ascendingSet(Uint32Array.from(numbers)).slice(0, MAX_NUMBERS),
  }
}

function nameHash(words: readonly string[]): number {
  return hashOf(words.slice(0, MAX_NAME_WORDS).map(plain).join(' '))
}

function plain(word: string): string {
  return /^\p{L}/u.test(word) ? stripAccents(word).toLowerCase() : ''
}
