// The latest state of an incident that this browser knows. A note or a closing is decided about the
// incident, not about one version of it: alerts that arrive while someone types must not make it fail; the
// dialog of closing says how many did. What nobody could have seen, a change of status or owner by someone
// else, still does: then the version from when the dialog opened is kept, and the server says "conflict".

import type { IncidentView } from '#/api/contract/schemas.ts'
import { shown } from '../state/incident.ts'
import { rows } from '../state/queue.ts'

/** The newest known version when only alerts were added since; otherwise the one given. */
export function latest(seen: IncidentView): IncidentView {
  const known = [shown.value?.detail?.incident, rows.value.find(row => row.id === seen.id)]
  const newest = known.reduce<IncidentView>(
    (best, other) => (other?.id === seen.id && other.version > best.version ? other : best),
    seen,
  )
  const sameHands = newest.status === seen.status && newest.owner === seen.owner
  return sameHands ? newest : seen
}
