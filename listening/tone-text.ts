// What a model of tone is given of a text: the same when it is read, when it is scored again and when it is learnt from.

import type { Voice } from '#/kernel/mention.ts'

/** Characters of a news text by which its tone is judged: headline and lead, as the model learnt. */
const LEAD_LENGTH = 320

/** What the model of a voice is given of a text. */
export function toneText(voice: Voice, title: string, text: string): string {
  if (voice === 'comment') return title === '' ? text : `${title}. ${text}`
  const lead = text.slice(0, LEAD_LENGTH)
  return title === '' ? lead : `${title}. ${lead}`
}
