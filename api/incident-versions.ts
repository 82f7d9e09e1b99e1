// Under attack an incident gets new alerts every second, and each makes a new version. Someone who takes it
// or writes a note has not been overtaken by anybody then; only the work of people is a conflict.
// Rests on each version after the first having one line in the history (see store/state-store.ts).

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'

/** True when nothing but alerts came to the incident after the version that the caller saw. */
export function changedByAlertsOnly(
  current: Incident,
  seenVersion: number,
  timeline: readonly TimelineEntry[],
): boolean {
  const changes = current.version - seenVersion
  // More lines than versions: they cannot be told apart, so the safe answer is that people were at work.
  if (changes <= 0 || changes > timeline.length || timeline.length > current.version + 1) return false
  return timeline.slice(-changes).every(entry => entry.kind === 'alert')
}
