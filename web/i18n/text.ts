// Looks words up in the language of the person. Components that call `t` while rendering are rendered
// again when the language changes, because the lookup reads the `language` signal.

import { effect } from '@preact/signals'
import { remembered } from '../state/remembered.ts'
import { en } from './en.ts'
import { vi } from './vi.ts'
import type { PlainKey, TextArguments, TextKey } from './vocabulary.ts'

export const LANGUAGES = ['vi', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const VOCABULARIES = { vi, en } satisfies Record<Language, Readonly<Record<TextKey, string>>>

/** Names of the languages in themselves. */
export const LANGUAGE_NAMES = { vi: 'Tiếng Việt', en: 'English' } satisfies Record<Language, string>

/** The language shown; kept in this browser, Vietnamese until someone chooses otherwise. */
export const language = remembered<Language>('language', LANGUAGES, 'vi')

/** The text of a key, its {holes} filled. */
export function t<K extends TextKey>(key: K, ...values: TextArguments<K>): string {
  const text: string = VOCABULARIES[language.value][key]
  const holes = values[0] as Readonly<Record<string, string | number>> | undefined
  if (holes === undefined) return text
  return text.replace(/\{(\w+)\}/g, (whole, hole: string) => String(holes[hole] ?? whole))
}

/** The key when it is one of the vocabulary and has no {holes}: for words that come from data. */
export function plainKey(text: string): PlainKey | null {
  return Object.hasOwn(vi, text) && !vi[text as TextKey].includes('{') ? (text as PlainKey) : null
}

/** Keeps the page's `lang` in step, so that screen readers and hyphenation use the right language. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value
  })
}
