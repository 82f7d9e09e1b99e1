// How the changes of an incident answer: changed, unchanged, or refused and why.

import type { Incident, RiskLine, TimelineEntry } from '#/kernel/incident.ts'

/** Why a change is refused. `invalid`: what was asked for makes no sense; the message says why. */
export type Refusal = 'closed' | 'not-closed' | 'merged' | 'invalid'

export type ChangeOutcome =
  | {
      readonly kind: 'changed'
      readonly incident: Incident
      readonly entry: TimelineEntry
      readonly risk?: readonly RiskLine[]
    }
  /** Already as asked: nothing to write. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: Refusal; readonly message: string }

/** What a line says apart from its words, for other languages. */
export type EntryParts = Pick<TimelineEntry, 'owner' | 'outcome' | 'reason' | 'parts'>

/** Makes the outcome of a change that is allowed. */
export type Changed = (
  kind: TimelineEntry['kind'],
  text: string,
  fields: Partial<Incident>,
  parts?: EntryParts,
) => ChangeOutcome
