// The units of the city, for their names and for choosing one: asked for by each page that shows them.

import { signal } from '@preact/signals'
import type { UnitView } from '#/api/contract/register.ts'
import { may } from '../state/session.ts'
import { registerApi } from './register-api.ts'

/** Empty until fetched; ids stand in the place of names then. */
export const units = signal<readonly UnitView[]>([])

/** Fetches them; a failure leaves what was known. */
export async function loadUnits(): Promise<void> {
  if (!may('register.read')) return
  const answer = await registerApi.units()
  if (answer.ok) units.value = answer.value
}

/** Name of a unit, or its id when it is not known. */
export function unitName(id: string): string {
  return units.value.find(unit => unit.id === id)?.name ?? id
}
