// The nearest legal limit of each incident, for the queue. Rows of a page are computed when they are asked for;
// the list of all that are due soon is computed over every open incident and kept for some seconds, because the
// queue of every person asks for its number.

import { incidentPages } from '#/store/incident-pages.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { Law, NearestDeadline } from '#/regulation/law.ts'
import type { StateStore } from '#/store/state-store.ts'

/** What the queue calls soon: overdue, or within so long. */
export const SOON_MS = 30 * 60_000
const FRESH_MS = 10_000

export interface DueIncident {
  readonly id: string
  readonly unitId: string | null
  readonly deadline: NearestDeadline
}

export interface Deadlines {
  of(incidents: readonly Incident[]): Promise<ReadonlyMap<string, NearestDeadline>>
  /** Open incidents with a limit that runs or is overdue, nearest first; at most FRESH_MS old. */
  board(): Promise<readonly DueIncident[]>
}

export function createDeadlines(
  state: Pick<StateStore, 'incidents'>,
  law: Pick<Law, 'nearest'>,
  clock: Clock,
): Deadlines {
  let kept: { readonly at: number; readonly board: Promise<readonly DueIncident[]> } | undefined

  async function compute(): Promise<readonly DueIncident[]> {
    const due: DueIncident[] = []
    for (const incidents of incidentPages(state, { status: ['new', 'open'] })) {
      const nearest = await law.nearest(incidents)
      for (const { id, unitId } of incidents) {
        const deadline = nearest.get(id)
        if (deadline !== undefined && deadline.state !== 'paused') due.push({ id, unitId, deadline })
      }
      // Other requests come between two pages.
      await new Promise(resolve => setImmediate(resolve))
    }
    return due.sort((a, b) => a.deadline.dueAt - b.deadline.dueAt || (a.id < b.id ? -1 : 1))
  }

  return {
    of: incidents => law.nearest(incidents),
    board() {
      const now = clock.now()
      if (kept === undefined || now - kept.at >= FRESH_MS || now < kept.at)
        kept = { at: now, board: compute() }
      return kept.board
    },
  }
}
