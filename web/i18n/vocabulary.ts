// The types of the vocabulary: which keys exist and which {holes} a text has. Vietnamese decides.

import type { vi } from './vi.ts'

/** A key that every language must have. */
export type TextKey = keyof typeof vi

type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never

/** Arguments that `t` wants for a key: none, or one value for each {hole}. */
export type TextArguments<K extends TextKey> = [Holes<(typeof vi)[K]>] extends [never]
  ? []
  : [Readonly<Record<Holes<(typeof vi)[K]>, string | number>>]

/** Keys of texts without {holes}. */
export type PlainKey = { [K in TextKey]: TextArguments<K> extends [] ? K : never }[TextKey]
