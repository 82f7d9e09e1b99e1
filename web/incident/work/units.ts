// The units of the city, for their names: fetched once, when an incident's page first needs them.

import { signal } from '@preact/signals'
import type { UnitView } from '#/api/contract/register.ts'
import { may } from '../../state/session.ts'
import { workApi } from './work-api.ts'

/** Empty until fetched; ids stand in the place of names then. */
export const units = signal<readonly UnitView[]>([])

let asked = false

/** Fetches them when that was not done yet; a failure is tried again by the next page. */
export async function loadUnits(): Promise<void> {
  if (asked || !may('register.read')) return
  asked = true
  const answer = await workApi.units()
  if (answer.ok) units.value = answer.value
  else asked = false
}

/** Name of a unit, or its id when it is not known. */
export function unitName(id: string): string {
  return units.value.find(unit => unit.id === id)?.name ?? id
}
