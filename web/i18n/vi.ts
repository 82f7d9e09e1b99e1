// The console's words in Vietnamese, the first language; en.ts must have the same keys and the same {holes}.
// The words are those of a Vietnamese security operations centre and of Circular 20/2017.

import { viPages } from './vi-pages.ts'
import { viWords } from './vi-words.ts'

export const vi = { ...viWords, ...viPages } as const
