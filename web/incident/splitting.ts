// Which alerts of an incident are being chosen to be split off it.

import { signal } from '@preact/signals'

export interface Splitting {
  readonly incidentId: string
  readonly chosen: ReadonlySet<string>
}

/** Null while nobody chooses. */
export const splitting = signal<Splitting | null>(null)

/** Begins to choose among the alerts of an incident. */
export function startSplitting(incidentId: string): void {
  splitting.value = { incidentId, chosen: new Set() }
}

/** Ends the choice. */
export function stopSplitting(): void {
  splitting.value = null
}

/** Puts an alert into the choice, or takes it out. */
export function toggleChosen(alertId: string): void {
  const current = splitting.value
  if (current === null) return
  const chosen = new Set(current.chosen)
  if (!chosen.delete(alertId)) chosen.add(alertId)
  splitting.value = { ...current, chosen }
}
