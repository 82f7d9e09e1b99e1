// Many incidents changed at once, and that undone for half a minute. What is remembered is small: the few fields
// that a bulk change touches, as they were. It is kept in memory: after a restart there is nothing to undo.

import { LIMITS } from '#/kernel/limits.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { IncidentWrite, StateStore } from '#/store/state-store.ts'
import { changeIncident, type IncidentChange } from './change.ts'

export const UNDO_MS = 30_000

const FIELDS = [
  'status',
  'owner',
  'acknowledgedAt',
  'triagedAt',
  'closedAt',
  'disposition',
  'mau05',
] as const satisfies readonly (keyof Incident)[]

interface Changed {
  readonly id: string
  /** As the bulk change left it. */
  readonly version: number
  readonly before: Pick<Incident, (typeof FIELDS)[number]>
}

interface Undo {
  readonly by: string
  readonly until: number
  readonly kind: IncidentChange['kind']
  readonly changed: readonly Changed[]
}

export interface BulkOutcome {
  readonly changed: readonly Incident[]
  readonly unchanged: number
  readonly undo: { readonly token: string; readonly until: number } | null
}

export interface BulkWork {
  /** Applies the change to each, all in one transaction; those that are so already or refuse stay as they are. */
  apply(incidents: readonly Incident[], change: IncidentChange, by: string): BulkOutcome
  /** Undefined: no such token of that person, or too late. */
  undo(
    token: string,
    by: string,
  ): { readonly restored: readonly Incident[]; readonly left: number } | undefined
}

/** `newToken` makes a text that cannot be guessed. */
export function createBulkWork(
  state: Pick<StateStore, 'changeIncidents' | 'incident' | 'workVersion'>,
  clock: Clock,
  newToken: () => string,
): BulkWork {
  const undos = new Map<string, Undo>()

  function forget(now: number): void {
    for (const [token, { until }] of undos)
      if (until <= now || undos.size >= LIMITS.maxBulkUndos) undos.delete(token)
  }

  function write(writes: readonly IncidentWrite[]): readonly Incident[] {
    const answers = state.changeIncidents(writes)
    return writes.flatMap(({ incident }, at) => (answers[at] === 'done' ? [incident] : []))
  }

  return {
    apply(incidents, change, by) {
      const now = clock.now()
      const writes: IncidentWrite[] = []
      for (const incident of incidents) {
        const outcome = changeIncident(incident, change, by, now)
        if (outcome.kind !== 'changed') continue
        writes.push({ incident: outcome.incident, seen: incident.version, entry: outcome.entry })
      }
      const changed = write(writes)
      if (changed.length === 0) return { changed, unchanged: incidents.length, undo: null }
      const before = new Map(incidents.map(incident => [incident.id, incident]))
      forget(now)
      const token = newToken()
      const until = now + UNDO_MS
      undos.set(token, {
        by,
        until,
        kind: change.kind,
        changed: changed.map(({ id, version }) => ({ id, version, before: fieldsOf(before.get(id)!) })),
      })
      return { changed, unchanged: incidents.length - changed.length, undo: { token, until } }
    },

    undo(token, by) {
      const now = clock.now()
      const known = undos.get(token)
      if (known === undefined || known.by !== by || known.until <= now) return undefined
      undos.delete(token)
      const writes = known.changed.flatMap(({ id, version, before }): IncidentWrite[] => {
        const incident = state.incident(id)
        // Alerts that came since do not matter; what people did since does.
        if (incident === undefined || state.workVersion(id) > version) return []
        return [undone(incident, before, known.kind, by, now)]
      })
      const restored = write(writes)
      return { restored, left: known.changed.length - restored.length }
    },
  }
}

function fieldsOf(incident: Incident): Changed['before'] {
  return Object.fromEntries(FIELDS.map(name => [name, incident[name]])) as unknown as Changed['before']
}

function undone(
  incident: Incident,
  before: Changed['before'],
  kind: IncidentChange['kind'],
  by: string,
  now: number,
): IncidentWrite {
  const next = { ...incident, ...before, updatedAt: now, version: incident.version + 1 }
  const parts = { undone: kind }
  const entry =
    kind === 'close'
      ? ({ at: now, by, kind: 'reopened', text: 'Hoàn tác việc đóng hàng loạt', parts } as const)
      : ({
          at: now,
          by,
          kind: 'assigned',
          text: 'Hoàn tác việc phân công hàng loạt',
          owner: { before: incident.owner, after: before.owner },
          parts,
        } as const)
  return { incident: next, seen: incident.version, entry }
}
