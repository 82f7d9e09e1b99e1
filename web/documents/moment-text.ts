// Moments of a document's life as people write them down: the day always, in Vietnam's time.

import { dayOf, dayText, hourText } from '../law/vietnam-time.ts'

/** `15:04 22/11/2026`. */
export function dayTimeText(ms: number): string {
  return `${hourText(ms)} ${dayText(dayOf(ms))}`
}
