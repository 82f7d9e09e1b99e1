// Which playbooks fit an incident: those of its kind (stated, or proposed by its rules) and of its gravity first,
// then those that only a person starts, then the rest.

import type { PlaybookView } from '#/api/contract/playbook-views.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { readTags } from '../incident/tags.ts'

export interface SortedPlaybooks {
  readonly fitting: readonly PlaybookView[]
  readonly others: readonly PlaybookView[]
}

/** Pure. A revoked playbook is in neither. */
export function sortBySuitability(
  all: readonly PlaybookView[],
  incident: IncidentView | null,
): SortedPlaybooks {
  const usable = all.filter(({ revoked }) => !revoked)
  if (incident === null) return { fitting: [], others: usable }
  const kinds = incident.mau05 === null ? readTags(incident.tags).mau05 : [incident.mau05]
  const gravity = incident.gravity?.value ?? null
  const fits = ({ trigger }: PlaybookView): boolean =>
    trigger !== null &&
    (trigger.mau05.some(kind => kinds.includes(kind)) ||
      (trigger.gravity !== null && trigger.gravity === gravity))
  return { fitting: usable.filter(fits), others: usable.filter(each => !fits(each)) }
}
