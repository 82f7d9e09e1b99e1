// Switching one rule on or off, with a reason: of an imported set there, of the platform's own folders by itself.

import { useState } from 'preact/hooks'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { useActing } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { may } from '../state/session.ts'
import { OwnSwitch, type OwnSwitchProps } from './own-switch.tsx'
import { w } from './rules-words.ts'
import { rulesApi, type RuleDecision, type RuleSet, type RuleSetRule } from './rules-api.ts'
import { whyText } from './set-text.ts'

const LOOKED_AT = 50

interface SwitchProps {
  readonly set: RuleSet
  readonly rule: RuleSetRule
  readonly after: () => void
  /** Shown in a row of many, so its buttons say of which rule they are. */
  readonly small?: true
}

/** The buttons that fit how the rule stands, and their dialog. */
export function RuleSwitch({ set, rule, after, small }: SwitchProps) {
  const [asked, setAsked] = useState<RuleDecision | null>(null)
  const { wrong, act } = useActing(after)
  if (set.atWork === null || !may('rules.manage')) return null
  const seen = set.atWork.recordVersion
  const isDecided = set.atWork.decisions.some(({ ruleId }) => ruleId === rule.id)
  const { title } = rule
  const choices: readonly RuleDecision[] = [
    rule.on ? 'off' : 'on',
    ...(isDecided ? (['policy'] as const) : []),
  ]
  return (
    <span class="rule-row">
      {choices.map(decision => (
        <button
          key={decision}
          type="button"
          class={small === true ? 'small' : undefined}
          onClick={() => setAsked(decision)}
        >
          {w(`switch.${decision}`)}
          {small === true && <span class="off-screen"> {title}</span>}
        </button>
      ))}
      {asked !== null && (
        <DialogForm
          title={w(`switch.title.${asked}`, { title })}
          submit={w(`switch.${asked}`).replace('…', '')}
          onClose={() => setAsked(null)}
          send={fields =>
            act(
              () =>
                rulesApi.decide(set.name, rule.id, asked, { seen, reason: trimmedText(fields, 'reason') }),
              w(`switch.done.${asked}`, { title }),
            )
          }
        >
          <p class="hint">{w('switch.keeps')}</p>
          <label for="switch-reason">{w('switch.reason')}</label>
          <textarea id="switch-reason" name="reason" rows={2} maxLength={2000} required data-focus />
          <Refused why={wrong} />
        </DialogForm>
      )}
    </span>
  )
}

/** The imported set that a rule is of, with the rule as it stands there; null: it is of none. */
async function findInSets(id: string) {
  const sets = await rulesApi.sets()
  if (!sets.ok) return sets
  for (const set of sets.value.filter(({ atWork }) => atWork !== null)) {
    const answer = await rulesApi.setRules(set.name, { text: id, limit: LOOKED_AT })
    if (!answer.ok) return answer
    const rule = answer.value.rules.find(own => own.id === id)
    if (rule !== undefined) return { ok: true as const, value: { set, rule } }
  }
  return { ok: true as const, value: null }
}

/** The part of the rule's page. */
export function RuleSwitchPart(rule: OwnSwitchProps) {
  const [answer, again] = useAnswer(() => findInSets(rule.detail.id))
  if (answer?.ok !== true) return null
  const found = answer.value
  return (
    <section class="rule-part">
      <h2>{w('switch')}</h2>
      {found === null ? (
        <OwnSwitch {...rule} />
      ) : (
        <>
          <p>
            <a href={`/rules/sets?set=${encodeURIComponent(found.set.name)}`}>
              {w('switch.set', { name: found.set.name, why: whyText(found.rule) })}
            </a>
          </p>
          <RuleSwitch set={found.set} rule={found.rule} after={again} />
        </>
      )}
    </section>
  )
}
