// Switching a rule of the platform's own folders off or on, with a reason; who did last and why; what goes off with it.

import type { RuleDetailView } from '#/api/contract/detection.ts'
import { useState } from 'preact/hooks'
import { titleText } from '../i18n/own-words.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { useActing } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { may } from '../state/session.ts'
import { OffNote } from './rule-marks.tsx'
import { ruleHref, rulesApi } from './rules-api.ts'
import { w } from './rules-words.ts'

export interface OwnSwitchProps {
  readonly detail: RuleDetailView
  /** Of the rule, in the language shown. */
  readonly title: string
  readonly after: () => void
}

/** Correlations that build on the rule. */
function BuiltOnIt({ detail }: Pick<OwnSwitchProps, 'detail'>) {
  if (detail.builtOnIt.length === 0) return null
  return (
    <>
      <p class="hint">{w('switch.along')}</p>
      <ul class="rule-links">
        {detail.builtOnIt.map(rule => (
          <li key={rule.id}>
            <a href={ruleHref(rule.id)}>{titleText(rule)}</a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** How the rule stands, and the button that turns it. */
export function OwnSwitch({ detail, title, after }: OwnSwitchProps) {
  const [isAsked, setAsked] = useState(false)
  const { wrong, act } = useActing(after)
  const { off } = detail
  const decision = off === null ? 'off' : 'on'
  const send = (fields: FormData): Promise<boolean> => {
    const given = { seen: detail.switchVersion, reason: trimmedText(fields, 'reason') }
    return act(
      () => rulesApi.switchRule(detail.id, decision === 'on', given),
      w(`switch.done.${decision}`, { title }),
    )
  }
  return (
    <>
      <p>{off === null ? w('switch.isOn') : <OffNote off={off} />}</p>
      {off === null && <BuiltOnIt detail={detail} />}
      {off !== null && off.because !== null && <p class="hint">{w('switch.throughBase')}</p>}
      {may('rules.manage') && (off === null || off.because === null) && (
        <button type="button" onClick={() => setAsked(true)}>
          {w(`switch.${decision}`)}
        </button>
      )}
      {isAsked && (
        <DialogForm
          title={w(`switch.title.${decision}`, { title })}
          submit={w(`switch.${decision}`).replace('…', '')}
          onClose={() => setAsked(false)}
          send={send}
        >
          <p class="hint">{w(`switch.keepsOwn.${decision}`)}</p>
          {decision === 'off' && <BuiltOnIt detail={detail} />}
          <label for="switch-reason">{w('switch.reason')}</label>
          <textarea id="switch-reason" name="reason" rows={2} maxLength={2000} required data-focus />
          <Refused why={wrong} />
        </DialogForm>
      )}
    </>
  )
}
