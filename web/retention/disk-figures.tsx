// The disk: how much is free and kept, what a day adds, how long it lasts; and the clock, when it is doubted.

import { useState } from 'preact/hooks'
import type { EventDaysView, RetentionTimeView } from '#/api/contract/retention.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Figure } from '../parts/figure.tsx'
import { Icon } from '../parts/icon.tsx'
import { momentText, numberText, sizeText } from '../parts/time-text.ts'
import { may } from '../state/session.ts'
import { retentionApi } from './retention-api.ts'
import { w } from './retention-words.ts'
import { ReasonField, reasonOf, told } from './told.tsx'

function leftText({ bytesPerDay, daysLeft }: EventDaysView['forecast']): string {
  if (daysLeft !== null) return w('leftDays', { n: numberText(daysLeft) })
  return bytesPerDay === null ? w('leftUnknown') : w('leftLong')
}

/** Four figures, and what to do when space is short. */
export function DiskFigures({ kept: { days, indices, forecast } }: { readonly kept: EventDaysView }) {
  const tone = forecast.low ? 'warn' : 'calm'
  const bytes = [...days, ...(indices ?? [])].reduce((sum, one) => sum + one.bytes, 0)
  const dayCount = new Set(days.map(({ dayMs }) => dayMs)).size
  return (
    <>
      {forecast.low && (
        <p class="warning-line" role="alert">
          <Icon name="warning" />
          <span>{w(indices === undefined ? 'low' : 'lowElastic')}</span>
        </p>
      )}
      <dl class="figures">
        <Figure name={w('left')} value={leftText(forecast)} tone={tone}>
          {w('leftHint')}
        </Figure>
        <Figure
          name={w(indices === undefined ? 'free' : 'freeElastic')}
          value={sizeText(forecast.freeBytes)}
          tone={tone}
        >
          {w('ofTotal', { size: sizeText(forecast.totalBytes) })}
        </Figure>
        <Figure name={w('events')} value={sizeText(bytes)}>
          {indices === undefined
            ? w('files', { n: numberText(days.length), days: numberText(dayCount) })
            : w('indices', { n: numberText(indices.length) })}
        </Figure>
        <Figure name={w('pace')} value={forecast.bytesPerDay === null ? '–' : sizeText(forecast.bytesPerDay)}>
          {forecast.bytesPerDay === null ? w('paceUnknown') : w('paceHint')}
        </Figure>
      </dl>
    </>
  )
}

interface DoubtedClockProps {
  readonly time: RetentionTimeView
  readonly again: () => void
}

/** Says that the clock is not believed; whoever may lay holds may confirm it. */
export function DoubtedClock({ time, again }: DoubtedClockProps) {
  const [confirming, setConfirming] = useState(false)
  if (!time.doubted) return null
  const confirm = async (fields: FormData): Promise<boolean> =>
    told(await retentionApi.confirmTime(reasonOf(fields)), w('confirmed'), again)
  return (
    <div class="warning-line" role="alert">
      <Icon name="warning" />
      <span>{w('doubted', { clock: momentText(time.clockMs), passed: momentText(time.passedMs) })}</span>
      {may('retention.hold') && (
        <button type="button" class="small" onClick={() => setConfirming(true)}>
          {w('confirm')}
        </button>
      )}
      {confirming && (
        <DialogForm
          title={w('confirmTitle')}
          submit={w('confirmDo')}
          send={confirm}
          onClose={() => setConfirming(false)}
        >
          <p class="hint">{w('confirmHint')}</p>
          <ReasonField />
        </DialogForm>
      )}
    </div>
  )
}
