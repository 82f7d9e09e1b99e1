// Breaks the runs of a paragraph into lines of a given width. Words break at blanks; a word longer than the line
// breaks where it must. Pure but for the measuring it is given.

import type { Run } from '../layout/pieces.ts'
import { faceOf, type Face } from './pdf-fonts.ts'

/** Words of one face that stand together, with single blanks between them. */
export interface Stretch {
  readonly text: string
  readonly face: Face
}

export interface Line {
  readonly stretches: readonly Stretch[]
  readonly width: number
  /** Ends the paragraph, or before a line break that was written: not justified. */
  readonly last: boolean
}

export type Measure = (text: string, face: Face) => number

interface Word {
  readonly parts: readonly Stretch[]
  readonly width: number
}

/** `firstIndent` shortens the first line. There is always at least one line. */
export function breakLines(
  runs: readonly Run[],
  width: number,
  firstIndent: number,
  measure: Measure,
): readonly Line[] {
  const lines: Line[] = []
  let words: Word[] = []
  let used = 0
  const room = (): number => width - (lines.length === 0 ? firstIndent : 0)
  const end = (last: boolean): void => {
    lines.push({ stretches: joinWords(words), width: used, last })
    words = []
    used = 0
  }
  for (const item of wordsOf(runs, measure)) {
    if (item === 'newline') {
      end(true)
      continue
    }
    for (let word: Word | undefined = item; word !== undefined;) {
      const blank = words.length === 0 ? 0 : measure(' ', words.at(-1)!.parts.at(-1)!.face)
      if (used + blank + word.width <= room()) {
        words.push(word)
        used += blank + word.width
        word = undefined
      } else if (words.length > 0) end(false)
      else {
        const [fits, rest] = splitWord(word, room(), measure)
        words.push(fits)
        used = fits.width
        word = rest
        if (rest !== undefined) end(false)
      }
    }
  }
  end(true)
  return lines
}

function* wordsOf(runs: readonly Run[], measure: Measure): Generator<Word | 'newline'> {
  let parts: Stretch[] = []
  const word = (): Word => {
    const made = { parts, width: parts.reduce((sum, { text, face }) => sum + measure(text, face), 0) }
    parts = []
    return made
  }
  for (const { text, bold = false, italic = false } of runs) {
    const face = faceOf({ bold, italic })
    for (const piece of text.split(/([ \u00A0]+|\n)/)) {
      if (piece === '') continue
      if (piece !== '\n' && piece.trim() !== '') {
        parts.push({ text: piece, face })
        continue
      }
      if (parts.length > 0) yield word()
      if (piece === '\n') yield 'newline'
    }
  }
  if (parts.length > 0) yield word()
}

/** As much of the word as fits, at least one character, and what is left of it. */
function splitWord(word: Word, room: number, measure: Measure): [Word, Word | undefined] {
  const taken: Stretch[] = []
  let width = 0
  for (const [at, { text, face }] of word.parts.entries()) {
    const characters = Array.from(text)
    let low = 0
    let high = characters.length
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (width + measure(characters.slice(0, middle).join(''), face) <= room) low = middle
      else high = middle - 1
    }
    if (low === characters.length) {
      taken.push({ text, face })
      width += measure(text, face)
      continue
    }
    const count = taken.length === 0 ? Math.max(1, low) : low
    const fits = characters.slice(0, count).join('')
    if (fits !== '') {
      taken.push({ text: fits, face })
      width += measure(fits, face)
    }
    const left = characters.slice(count).join('')
    const rest = [...(left === '' ? [] : [{ text: left, face }]), ...word.parts.slice(at + 1)]
    if (rest.length === 0) break
    return [
      { parts: taken, width },
      { parts: rest, width: rest.reduce((sum, part) => sum + measure(part.text, part.face), 0) },
    ]
  }
  return [{ parts: taken, width }, undefined]
}

function joinWords(words: readonly Word[]): Stretch[] {
  const stretches: { text: string; face: Face }[] = []
  for (const [at, { parts }] of words.entries())
    for (const [index, { text, face }] of parts.entries()) {
      const last = stretches.at(-1)
      if (at > 0 && index === 0 && last !== undefined) last.text += ' '
      if (last?.face === face) last.text += text
      else stretches.push({ text, face })
    }
  return stretches
}
