// All incidents that match, page by page: for whoever must look at every one of them.

import type { Incident } from '#/kernel/incident.ts'
import type { IncidentFilter, StateStore } from './state-store.ts'

const PAGE = 1000

/** Pages in the order of the filter; the next is read only when it is asked for. */
export function* incidentPages(
  state: Pick<StateStore, 'incidents'>,
  filter: Omit<IncidentFilter, 'limit' | 'after'>,
): Generator<readonly Incident[], void> {
  let after: string | undefined
  do {
    const page = state.incidents({ ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield page.incidents
    after = page.next ?? undefined
  } while (after !== undefined)
}

/** Neither closed nor merged into another. */
export function openIncidents(state: Pick<StateStore, 'incidents'>): readonly Incident[] {
  return [...incidentPages(state, { status: ['new', 'open'] })].flat()
}
