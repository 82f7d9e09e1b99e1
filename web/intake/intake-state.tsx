// How far a notice is, by word and colour.

import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import { w } from './intake-words.ts'

const TONES = {
  received: 'status status-new',
  verifying: 'status',
  accepted: 'status tone-fine',
  rejected: 'status',
} satisfies Record<IntakeNoticeView['state'], string>

/** The state as a small mark. */
export function IntakeState({ state }: { readonly state: IntakeNoticeView['state'] }) {
  return <span class={TONES[state]}>{w(`state.${state}`)}</span>
}
