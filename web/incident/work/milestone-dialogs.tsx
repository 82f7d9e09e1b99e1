// The moments of the response that people set: contained, resolved, triaged. One that was wrong is taken back.

import { useMemo } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import type { Milestone } from '../../state/dialog.ts'
import { serverNow } from '../../state/health.ts'
import { decide } from './decide.ts'
import { MomentField, readMoment } from './moment-field.tsx'
import { ReasonField } from './text-fields.tsx'
import { w } from './work-words.ts'

interface MilestoneProps {
  readonly incident: IncidentView
  readonly milestone: Milestone
}

/** Sets it; the present is filled in. */
export function MilestoneDialog({ incident, milestone }: MilestoneProps) {
  const initial = useMemo(() => incident[`${milestone}At`] ?? serverNow(), [])
  const { code } = incident
  const name = w(`milestone.${milestone}`)
  return (
    <DialogForm
      title={w('milestone.title', { name, code })}
      submit={w('milestone.submit')}
      send={fields => {
        const reason = trimmedText(fields, 'reason')
        return decide(
          incident,
          `milestones/${milestone}`,
          { at: readMoment(fields, initial), ...(reason === '' ? {} : { reason }) },
          w('done.milestone', { code, name }),
        )
      }}
    >
      <MomentField label={w('milestone.at')} initial={initial} />
      <ReasonField label={w('milestone.note')} required={false} focus />
    </DialogForm>
  )
}

/** Takes it back. */
export function MilestoneBackDialog({ incident, milestone }: MilestoneProps) {
  const { code } = incident
  return (
    <DialogForm
      title={w('back.title', { name: w(`milestone.${milestone}`) })}
      submit={w('back.submit')}
      send={fields =>
        decide(
          incident,
          `milestones/${milestone}`,
          { at: null, reason: trimmedText(fields, 'reason') },
          w('done.back', { code }),
        )
      }
    >
      <ReasonField focus />
    </DialogForm>
  )
}
