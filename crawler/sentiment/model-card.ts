// What a model says of itself: what it learnt from and how well it does on texts held back from it. Shown in the
// console and printed in reports; every figure is measured at training, none is entered by hand.

import type { LabelQuality } from './evaluation.ts'

export interface ModelCard {
  readonly name: string
  /** 12 hex digits of what it was trained from: texts, lexicons, options. The same input gives the same version. */
  readonly version: string
  /** YYYY-MM-DD, as the caller of the training gave it. */
  readonly trainedOn: string
  readonly texts: number
  readonly textsByLabel: Readonly<Record<string, number>>
  /** Parts of the cross-validation on its own training texts; copies of a text are in one part. */
  readonly folds: number
  readonly seed: number
  /** All 0 … 1, of texts held back. */
  readonly accuracy: number
  readonly macroF1: number
  readonly labels: Readonly<Record<string, LabelQuality>>
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Of the same texts with their accents taken off. */
  readonly bareAccuracy: number
  /** Of the 60 % it is most confident of. */
  readonly surestAccuracy: number
  /** Share that it calls sure, and the accuracy of these. */
  readonly sureShare: number
  readonly sureAccuracy: number
}

/** Part of the texts whose accuracy stands on the card as `surestAccuracy`. */
export const SUREST_PART = 0.6
