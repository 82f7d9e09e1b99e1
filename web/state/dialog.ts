// Which dialog is open. There is at most one; views open it by setting the signal.

import { signal } from '@preact/signals'
import type { IncidentView } from '#/api/contract/schemas.ts'

export type Disposition = NonNullable<IncidentView['disposition']>
export type IncidentFact = keyof IncidentView['facts']
export type Milestone = 'triaged' | 'contained' | 'resolved'

/** What a dialog of the incident page asks for. */
export type Work =
  | { readonly kind: 'classify' | 'gravity' | 'handling' | 'merge' | 'unit' | 'risk' | 'unmerge' | 'unsplit' }
  | { readonly kind: 'fact'; readonly fact: IncidentFact | null }
  | { readonly kind: 'withdraw'; readonly fact: IncidentFact }
  | { readonly kind: 'milestone' | 'milestone-back'; readonly milestone: Milestone }
  | { readonly kind: 'split'; readonly alertIds: readonly string[] }

export type OpenDialog =
  | { readonly kind: 'note'; readonly incident: IncidentView }
  | { readonly kind: 'close'; readonly incident: IncidentView; readonly outcome: Disposition | null }
  | { readonly kind: 'assign'; readonly incident: IncidentView }
  | { readonly kind: 'reopen'; readonly incident: IncidentView }
  | { readonly kind: 'work'; readonly incident: IncidentView; readonly work: Work }
  | { readonly kind: 'keys' }

/** The dialog shown, or null. */
export const dialog = signal<OpenDialog | null>(null)

/** Closes whatever dialog is open. */
export function closeDialog(): void {
  dialog.value = null
}

/** Puts the latest state of the incident under the open dialog; what was typed stays. */
export function renewDialog(incident: IncidentView): void {
  const open = dialog.value
  if (open !== null && open.kind !== 'keys' && open.incident.id === incident.id)
    dialog.value = { ...open, incident }
}
