// The monitored systems, for their names: fetched once per sign-in, they change with the configuration.

import { signal } from '@preact/signals'
import type { SystemView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'

export const systems = signal<readonly SystemView[]>([])

/** Fetches the list; a failure leaves ids in the place of names. */
export async function loadSystems(): Promise<void> {
  const answer = await api.listSystems()
  if (answer.ok) systems.value = answer.value
}

/** Name of a system, or its id when it is not known. */
export function systemName(id: string): string {
  return systems.value.find(system => system.id === id)?.name ?? id
}
