// Who changes an incident tells it here, and everyone who watches hears of it.

import type { Incident } from '#/kernel/incident.ts'
import type { Platform } from '../platform.ts'

export interface IncidentBus {
  readonly publish: (incident: Incident) => void
  readonly subscribe: Platform['onIncident']
}

export function createIncidentBus(): IncidentBus {
  const listeners = new Set<(incident: Incident) => void>()
  return {
    publish: incident => {
      for (const listener of listeners) listener(incident)
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
