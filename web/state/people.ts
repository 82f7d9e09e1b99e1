// The people who may be given incidents, for their names. Only a lead may ask for the list; everybody else
// knows themselves, and sees the account names of the others.

import { signal } from '@preact/signals'
import type { AssigneeView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { may, me } from './session.ts'

/** Empty until fetched, and for those who may not fetch it. */
export const people = signal<readonly AssigneeView[]>([])

/** Fetches the list when the person may; a failure leaves account names in the place of names. */
export async function loadPeople(): Promise<void> {
  if (!may('incidents.lead')) return
  const answer = await api.listAssignees()
  if (answer.ok) people.value = answer.value
}

/** The full name of an account, or the account's name when that is all we know. */
export function personName(name: string): string {
  if (me.value?.name === name) return me.value.displayName
  return people.value.find(person => person.name === name)?.displayName ?? name
}

/** Forgets the names, when another person signs in. */
export function forgetPeople(): void {
  people.value = []
}
