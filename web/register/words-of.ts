// Words that the register brings along in both languages: gaps, warnings, problems, articles.

import { language } from '../i18n/text.ts'

interface Worded {
  readonly text: string
  readonly textEnglish: string
}

/** The text in the language shown. */
export function ownText({ text, textEnglish }: Worded): string {
  return language.value === 'en' ? textEnglish : text
}

const ENGLISH: readonly (readonly [RegExp, string])[] = [
  [/Thông tư/g, 'Circular'],
  [/Nghị định/g, 'Decree'],
  [/Quyết định/g, 'Decision'],
  [/, Điều /g, ' art. '],
]

/** An article as it is cited in the language shown. */
export function citeText(cite: string): string {
  if (language.value !== 'en') return cite
  return ENGLISH.reduce((text, [vietnamese, english]) => text.replaceAll(vietnamese, english), cite)
}
