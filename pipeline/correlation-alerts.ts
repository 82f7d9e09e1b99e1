// Firings become alerts, with the event that decided: from the batch at hand, or from the store. Exceptions that
// reach a correlation hide its alerts as they hide those of rules.

import { asRule } from '#/correlation/exceptions/filter-reach.ts'
import { decidingEventId, makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { EventStore, StoredEvent } from '#/store/event-store.ts'
import type { Hidden, RaisingStages } from './raise-alerts.ts'

interface AlertContext {
  readonly store: Pick<EventStore, 'get'>
  readonly clock: Clock
  readonly stages: Pick<RaisingStages, 'exceptions'>
}

/** Batches before this one must be stored; `batch` need not be. */
export async function alertsOfFirings(
  { store, clock, stages }: AlertContext,
  firings: readonly Firing[],
  batch: readonly StoredEvent[],
): Promise<{ readonly alerts: readonly Alert[]; readonly hidden: readonly Hidden[] }> {
  const alerts: Alert[] = []
  const hidden: Hidden[] = []
  for (const firing of firings) {
    const id = decidingEventId(firing)
    const deciding =
      batch.find(stored => stored.id === id) ?? (id === undefined ? undefined : await store.get(id))
    const now = clock.now()
    const alert = makeCorrelationAlert(firing, deciding?.event, now)
    const hiding = stages.exceptions().hiding(asRule(firing.correlation), alert.event, alert, now)
    for (const exception of hiding)
      hidden.push({ exceptionId: exception.id, lastAt: now, lastRule: alert.rule.id, lastEvent: id ?? '' })
    if (hiding.length === 0) alerts.push(alert)
  }
  return { alerts, hidden }
}
