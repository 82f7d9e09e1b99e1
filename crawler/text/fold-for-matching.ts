// A text made ready to be searched for terms: one spelling, lower case, once with accents and once without.

import { normaliseText } from './normalise-text.ts'
import { stripAccents } from './strip-accents.ts'

export interface FoldedText {
  /** Normalised, lower case. */
  readonly accented: string
  /** The same without accents; a place in one is the same place in the other. */
  readonly bare: string
}

/** Letters that no single code point holds lose their loose marks in both. */
export function foldForMatching(text: string): FoldedText {
  const accented = normaliseText(text)
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
  return { accented, bare: stripAccents(accented) }
}
