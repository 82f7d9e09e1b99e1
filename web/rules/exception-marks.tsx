// How an exception stands, by sign and word: its state, whether it is applied, what it is about.

import type { AppliedView, ExceptionShown, ExceptionView } from '#/api/contract/exceptions.ts'
import { Icon } from '../parts/icon.tsx'
import { numberText } from '../parts/time-text.ts'
import { systemName } from '../state/systems.ts'
import { w } from './exception-words.ts'

const TONES = {
  proposed: 'warn',
  active: 'fine',
  expired: 'off',
  withdrawn: 'off',
  rejected: 'off',
} satisfies Record<ExceptionView['state'], string>

/** The state, and that a change waits beside what is in force. */
export function ExceptionState({ view }: { readonly view: ExceptionView }) {
  const tone = TONES[view.state]
  const waits = view.proposal !== null && view.state !== 'proposed'
  return (
    <span class="exception-state">
      <span class={tone === 'off' ? 'hint' : `tone-${tone}`}>{w(`state.${view.state}`)}</span>
      {waits && <span class="badge">{w('changeWaits')}</span>}
    </span>
  )
}

/** True when it should hide alerts and does not, or only in part. */
export function isNotApplied({ state, applied }: ExceptionView): boolean {
  return state === 'active' && (!applied.applied || applied.detail !== '')
}

/** Why it hides nothing; what is said by the state alone is left out. */
export function AppliedNote({ applied }: { readonly applied: AppliedView }) {
  const { reason, detail } = applied
  if (applied.applied && detail === '') return null
  const words = reason === null ? '' : w(`why.${reason}`)
  return (
    <span class="applied-note">
      {!applied.applied && (
        <span class="tone-warn">
          <Icon name="warning" /> {w('notApplied')}
          {words !== '' && `: ${words}`}
        </span>
      )}
      {detail !== '' && <span class="hint">{detail}</span>}
    </span>
  )
}

/** What it is narrowed to beside its filter, in one line; empty when to nothing. */
export function scopeText({ systems, tags, entity }: ExceptionShown): string {
  return [
    ...systems.map(systemName),
    ...tags,
    ...(entity === null ? [] : [`${entity.field} = ${entity.value}`]),
  ].join(' · ')
}

/** How many alerts it has hidden. */
export function hiddenText({ hidden }: ExceptionView): string {
  return hidden.alerts === 0 ? w('never') : w('hiddenOf', { n: numberText(hidden.alerts) })
}
