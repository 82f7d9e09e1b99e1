// Which incidents are alike: those that share addresses, users, hosts, names or hashes. A value counts more the
// more it tells (a hash more than a host) and the fewer incidents have it.

import type { EntityKind, Incident, IncidentEntity } from '#/kernel/incident.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface SimilarIncident {
  readonly incident: Incident
  readonly score: number
  readonly shared: readonly IncidentEntity[]
}

const WEIGHTS = {
  hash: 8,
  email: 5,
  url: 5,
  domain: 4,
  ip: 4,
  user: 3,
  host: 2,
} as const satisfies Record<EntityKind, number>

/** Rules of one family on both. */
const SAME_FAMILY = 1.5
/** Newest incidents looked at for each value; what more have in common says little. */
const MOST_PER_ENTITY = 200
/** Rows looked at in all, over all values. */
const MOST_ROWS = 8000
/** Incidents read whole, of which the caller may not see some. */
const MOST_READ = 100

/** At most `limit`, most alike first, of those that `sees` allows. */
export function similarTo(
  state: Pick<StateStore, 'entitiesOf' | 'incidentsWith' | 'incident'>,
  incident: Incident,
  limit: number,
  sees: (other: Incident) => boolean,
): readonly SimilarIncident[] {
  const entities = [...state.entitiesOf(incident.id)].sort((a, b) => WEIGHTS[b.kind] - WEIGHTS[a.kind])
  const perEntity = Math.max(
    10,
    Math.min(MOST_PER_ENTITY, Math.floor(MOST_ROWS / Math.max(1, entities.length))),
  )
  const found = new Map<string, { score: number; shared: IncidentEntity[] }>()
  for (const entity of entities) {
    const ids = state.incidentsWith(entity, perEntity)
    const worth = WEIGHTS[entity.kind] / Math.log2(1 + ids.length)
    for (const id of ids) {
      const known = found.get(id) ?? { score: 0, shared: [] }
      known.score += worth
      known.shared.push(entity)
      found.set(id, known)
    }
  }
  found.delete(incident.id)
  return [...found]
    .sort(([, a], [, b]) => b.score - a.score)
    .slice(0, MOST_READ)
    .flatMap(([id, { score, shared }]) => {
      const other = state.incident(id)
      if (other === undefined || other.mergedInto !== null || !sees(other)) return []
      const bonus = other.family === incident.family ? SAME_FAMILY : 1
      return [{ incident: other, score: score * bonus, shared }]
    })
    .sort((a, b) => b.score - a.score || b.incident.lastSeen - a.incident.lastSeen)
    .slice(0, limit)
}
