// The language of a text. Detection by `eld` on the words; what the page claims counts when the text is too short
// or the detector is not sure.

import { eld } from 'eld/small'

/** Characters that are looked at; more make no difference. */
const LOOKED_AT = 2000
const ENOUGH = 40

/** ISO 639-1, `und` when neither text nor claim tells. `claimed`: `<html lang>` or JSON-LD's, as written. */
export function languageOf(text: string, claimed: string | null): string {
  const words = text.slice(0, LOOKED_AT)
  const claim = /^[a-z]{2}(?=$|[-_])/iu.exec(claimed?.trim() ?? '')?.[0].toLowerCase() ?? null
  const found = words.trim() === '' ? null : eld.detect(words)
  if (found === null || found.language === '') return claim ?? 'und'
  const sure = words.length >= ENOUGH && found.isReliable()
  return sure || claim === null ? found.language : claim
}
