// How many labels were given today in this browser, for the pleasure of seeing it grow. Kept as `day count`.

import { dayOf } from '../law/vietnam-time.ts'
import { rememberedText } from '../state/remembered.ts'

const kept = rememberedText('labelled', '')

/** The count of a day; zero when the one kept is of another. */
export function labelledOn(nowMs: number): number {
  const [day, count] = kept.value.split(' ').map(Number)
  return day === dayOf(nowMs) && count !== undefined && count > 0 ? count : 0
}

/** Counts one more, or one less when a label was taken back. */
export function countLabel(nowMs: number, by: 1 | -1): void {
  kept.value = `${dayOf(nowMs)} ${Math.max(0, labelledOn(nowMs) + by)}`
}
