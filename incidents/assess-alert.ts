// Completes the grouping of alerts (correlation/group-alert.ts) with what it does not know: whose unit a new
// incident is, what the alert adds to the risk, and by which entities the incident can be found again.

import type { Clock } from '#/kernel/clock.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { addRisk } from '#/kernel/risk.ts'
import type { FoldAlert } from '#/store/state-store.ts'
import { entitiesOfAlert } from './entities.ts'
import { riskOfAlert } from './risk.ts'

export interface Assessment {
  readonly clock: Clock
  /** The system of that id as the register has it now. */
  readonly systemOf: (id: string) => Pick<MonitoredSystem, 'level' | 'unitId'> | undefined
}

/** The fold with unit, risk and entities; to be given to `StateStore.recordAlerts`. */
export function assessAlerts(fold: FoldAlert, { clock, systemOf }: Assessment): FoldAlert {
  return (alert, open, nextCode, known) => {
    const folded = fold(alert, open, nextCode, known)
    const isNew = folded.incident.id !== open?.id
    const system = alert.systemId === null ? undefined : systemOf(alert.systemId)
    const entities = entitiesOfAlert(alert)
    const risk = riskOfAlert(alert, {
      before: isNew ? undefined : open,
      repeats: isNew ? 0 : known.repeats,
      systemLevel: system?.level ?? null,
      elsewhere: isNew && entities[0] !== undefined ? known.incidentsWith(entities[0]) : 0,
      now: clock.now(),
    })
    const incident = {
      ...folded.incident,
      ...(isNew ? { unitId: system?.unitId ?? null } : {}),
      risk: addRisk(folded.incident.risk, risk),
    }
    return { ...folded, incident, risk, entities }
  }
}
