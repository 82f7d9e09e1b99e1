// The words of one page, kept in the page's own files so that they are loaded with it and not before. Both
// languages stand side by side; the compiler asks for the same keys and the same {holes}.

import { language } from './text.ts'

type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never
type Arguments<S extends string> = [Holes<S>] extends [never]
  ? []
  : [Readonly<Record<Holes<S>, string | number>>]

/** A text with the same holes as another. */
type SameHoles<S extends string, T extends string> = [Holes<S>] extends [Holes<T>]
  ? [Holes<T>] extends [Holes<S>]
    ? T
    : never
  : never

/** All word lists made so far: a test holds them tidy. */
export const PAGE_WORDS: {
  readonly vi: Readonly<Record<string, string>>
  readonly en: Readonly<Record<string, string>>
}[] = []

/** The lookup of a page: `w('due', {n: 3})` in the language of the person. Vietnamese decides the keys. */
export function pageWords<
  const V extends Readonly<Record<string, string>>,
  const E extends { readonly [K in keyof V]: string },
>(vi: V, en: E & { readonly [K in keyof V]: SameHoles<V[K], E[K]> }) {
  PAGE_WORDS.push({ vi, en })
  return <K extends keyof V>(key: K, ...values: Arguments<V[K]>): string => {
    const text = (language.value === 'en' ? en[key] : vi[key]) as string
    const holes = values[0] as Readonly<Record<string, string | number>> | undefined
    if (holes === undefined) return text
    return text.replace(/\{(\w+)\}/g, (whole, hole: string) => String(holes[hole] ?? whole))
  }
}
