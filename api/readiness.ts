// Whether the platform does its work: takes lines and stores them. A load balancer or container runtime asks.

import type { Readiness } from './contract/operating.ts'
import type { Health } from './contract/schemas.ts'

/** Says only what kind of thing is wrong: anybody may ask. */
export function readinessOf({ listeners, storeError, disk }: Health): Readiness {
  const waitingFor: Readiness['waitingFor'] = []
  if (listeners.some(({ state }) => state !== 'listening')) waitingFor.push('listeners')
  if (storeError !== null) waitingFor.push('store')
  if (disk.full) waitingFor.push('disk')
  return { ready: waitingFor.length === 0, waitingFor }
}
