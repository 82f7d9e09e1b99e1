// Establishing something on which duties of law depend, and taking it back. Both name a reason.

import { useMemo, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import type { IncidentFact } from '../../state/dialog.ts'
import { serverNow } from '../../state/health.ts'
import { ClocksThatFollow } from './clocks-that-follow.tsx'
import { decide } from './decide.ts'
import { MomentField, readMoment } from './moment-field.tsx'
import { ReasonField } from './text-fields.tsx'
import { w } from './work-words.ts'

export const FACTS = [
  'national-security',
  'interrupted',
  'beyond-capacity',
  'personal-data',
  'complex',
  'cooperation-requested',
  'notice-received',
] as const satisfies readonly IncidentFact[]

interface FactDialogProps {
  readonly incident: IncidentView
  /** Chosen already; null: the person chooses. */
  readonly fact: IncidentFact | null
}

/** Establishes one; those that are established already can be stated anew. */
export function FactDialog({ incident, fact: given }: FactDialogProps) {
  const [fact, setFact] = useState<IncidentFact>(
    given ?? FACTS.find(each => incident.facts[each] === undefined) ?? FACTS[0],
  )
  const now = useMemo(serverNow, [])
  const { code } = incident
  return (
    <DialogForm
      title={w('fact.title', { code })}
      submit={w('fact.submit')}
      send={fields =>
        decide(
          incident,
          `facts/${fact}`,
          { at: readMoment(fields, now), reason: trimmedText(fields, 'reason') },
          w('done.fact', { code }),
        )
      }
    >
      <label for="fact">{w('fact.which')}</label>
      <select
        id="fact"
        name="fact"
        value={fact}
        data-focus
        onChange={event => setFact(event.currentTarget.value as IncidentFact)}
      >
        {FACTS.map(each => (
          <option key={each} value={each}>
            {w(`fact.${each}`)}
          </option>
        ))}
      </select>
      <ClocksThatFollow condition={`fact:${fact}`} />
      <MomentField label={w('fact.since')} initial={now} />
      <ReasonField hint={w('fact.reasonHint')} />
    </DialogForm>
  )
}

interface WithdrawDialogProps {
  readonly incident: IncidentView
  readonly fact: IncidentFact
}

/** Takes one back. */
export function WithdrawDialog({ incident, fact }: WithdrawDialogProps) {
  const { code } = incident
  return (
    <DialogForm
      title={w('withdraw.title')}
      submit={w('withdraw.submit')}
      send={fields =>
        decide(
          incident,
          `facts/${fact}/withdraw`,
          { reason: trimmedText(fields, 'reason') },
          w('done.withdrawn', { code }),
        )
      }
    >
      <p>{w(`fact.${fact}`)}</p>
      <ReasonField focus />
    </DialogForm>
  )
}
