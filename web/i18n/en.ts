// The console's words in English. The types demand every key of Vietnamese; a test compares the {holes}.

import { enPages } from './en-pages.ts'
import { enWords } from './en-words.ts'
import type { TextKey } from './vocabulary.ts'

export const en: Readonly<Record<TextKey, string>> = { ...enWords, ...enPages }
