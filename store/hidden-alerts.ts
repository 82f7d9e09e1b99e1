// How many alerts each exception has hidden, and when and whose the last was. Counted in memory and written now and
// then: after a crash the last seconds may be missing, an alert is never.

import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import { readAll } from './all-records.ts'
import { put, type Collection, type Records } from './records.ts'

const HIDDEN: Collection<HiddenAlerts> = { name: 'hidden-alerts', keys: () => ({}) }

export interface HiddenCounts {
  readonly add: (hidden: readonly HiddenAlerts[]) => void
  /** Undefined: it has hidden nothing so far. */
  readonly of: (exceptionId: string) => HiddenAlerts | undefined
  total(): number
  /** Writes what has changed since. */
  flush(): Promise<void>
}

export async function createHiddenCounts(records: Records): Promise<HiddenCounts> {
  const known = await readAll(records, HIDDEN)
  const counts = new Map(known.map(({ record }) => [record.exceptionId, record]))
  const versions = new Map(known.map(({ record, version }) => [record.exceptionId, version]))
  const changed = new Set<string>()
  return {
    add(hidden) {
      for (const one of hidden) {
        const before = counts.get(one.exceptionId)?.alerts ?? 0
        counts.set(one.exceptionId, { ...one, alerts: before + one.alerts })
        changed.add(one.exceptionId)
      }
    },
    of: exceptionId => counts.get(exceptionId),
    total: () => [...counts.values()].reduce((sum, { alerts }) => sum + alerts, 0),
    async flush() {
      const ids = [...changed]
      changed.clear()
      const changes = ids.map(id => put(HIDDEN, idOf(id), counts.get(id)!, versions.get(id) ?? 0))
      if (changes.length === 0) return
      if ((await records.commit(changes)) === 'conflict')
        throw new Error('another process counts hidden alerts')
      for (const id of ids) versions.set(id, (versions.get(id) ?? 0) + 1)
    },
  }
}

/** Filters of rule folders without an id are named by path and line. */
function idOf(exceptionId: string): string {
  return exceptionId.slice(-200)
}
