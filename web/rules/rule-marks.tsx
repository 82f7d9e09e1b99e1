// The marks of a rule: whether it can fire and why not, how noisy it is, where it looks.

import { Fragment } from 'preact'
import type { RuleLivenessView } from '#/api/contract/detection.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { Icon } from '../parts/icon.tsx'
import { Ago } from '../parts/when.tsx'
import { lifeOf, type RuleRow } from './rule-rows.ts'
import { ruleHref } from './rules-api.ts'
import { w } from './rules-words.ts'

const TONES = { alive: 'fine', cannot: 'warn', off: 'off', broken: 'bad', unchecked: 'off' } as const

/** Whether it can fire, by sign and word. */
export function LifeMark({ row }: { readonly row: RuleRow }) {
  const life = lifeOf(row)
  const tone = TONES[life]
  return (
    <span class={tone === 'off' ? 'rule-life hint' : `rule-life tone-${tone}`}>
      {tone !== 'off' && <Icon name={life === 'alive' ? 'fine' : 'warning'} />}
      {w(`live.${life}`)}
    </span>
  )
}

/** Of a rule that raises no alert by itself. */
export function BuildingBlock() {
  return (
    <span class="tag" title={w('stateHint.building-block')}>
      {w('buildingBlock')}
    </span>
  )
}

/** Why it cannot fire, a line each. */
export function Reasons({ live }: { readonly live: RuleLivenessView | null }) {
  const reasons = (live?.reasons ?? []).filter(({ reason }) => reason !== 'disabled')
  if (reasons.length === 0) return null
  return (
    <ul class="rule-reasons">
      {reasons.map(({ reason, detail }, at) => (
        <li key={at}>
          {w(`reason.${reason}`)}
          {detail !== '' && <span class="hint">: {detail}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Who switched it off and why, and through which rule. */
export function OffNote({ off }: { readonly off: NonNullable<RuleView['off']> }) {
  const { by, at, reason, because } = off
  return (
    <span class="rule-off">
      {because !== null && (
        <span class="rule-because">
          {w('off.because')} <a href={ruleHref(because.id)}>{titleText(because)}</a>
        </span>
      )}
      <span class="hint">
        {w('off.by', { by })} <Ago at={at} />:
      </span>{' '}
      {reason}
    </span>
  )
}

/** In the list: why it is off, or why it cannot fire. */
export function Why({ row: { view, live } }: { readonly row: RuleRow }) {
  if (view === null || view.off === null) return <Reasons live={live} />
  return (
    <p class="rule-reasons">
      <OffNote off={view.off} />
    </p>
  )
}

/** `*\/linux/sshd`; may be broken before a part that says something, and nowhere else. */
export function LogSource({ path }: { readonly path: string }) {
  return (
    <code>
      {path.split('/').map((part, at) => (
        <Fragment key={at}>
          {at > 0 && '/'}
          {at > 0 && part !== '*' && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  )
}
