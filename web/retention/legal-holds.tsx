// Legal holds: laid with a stretch of time and a reason, released with one; released ones stay in the list.

import { useState } from 'preact/hooks'
import type { EventDaysView, LegalHoldView } from '#/api/contract/retention.ts'
import { dayOf, dayText, hourText, momentInput, momentOfInput } from '../law/vietnam-time.ts'
import { DataTable } from '../parts/data-table.tsx'
import { DialogForm } from '../parts/dialog-form.tsx'
import { now, numberText } from '../parts/time-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { retentionApi } from './retention-api.ts'
import { w } from './retention-words.ts'
import { ReasonField, reasonOf, told } from './told.tsx'

const DAY_MS = 86_400_000

/** `07:00 22/11/2026`, in Vietnam's time. */
function vietnamText(ms: number): string {
  return `${hourText(ms)} ${dayText(dayOf(ms))}`
}

const spanOf = ({ fromMs, toMs }: LegalHoldView): string =>
  w('span', { from: vietnamText(fromMs), to: vietnamText(toMs) })

interface DialogProps {
  readonly again: () => void
  readonly onClose: () => void
}

function HoldDialog({ again, onClose }: DialogProps) {
  const [begin] = useState(() => now.value)
  const lay = async (fields: FormData): Promise<boolean> => {
    const [fromMs, toMs] = ['from', 'to'].map(name => {
      const typed = fields.get(name)
      return typeof typed === 'string' ? momentOfInput(typed, begin) : null
    })
    if (typeof fromMs !== 'number' || typeof toMs !== 'number' || fromMs >= toMs) {
      announce({ text: w('badTimes'), tone: 'wrong' })
      return false
    }
    return told(await retentionApi.hold({ reason: reasonOf(fields), fromMs, toMs }), w('held'), again)
  }
  return (
    <DialogForm title={w('holdTitle')} submit={w('holdDo')} send={lay} onClose={onClose}>
      <p class="hint">{w('holdsHint')}</p>
      <label>
        {w('holdFrom')}
        <input type="datetime-local" name="from" required defaultValue={momentInput(begin - DAY_MS)} />
      </label>
      <label>
        {w('holdTo')}
        <input type="datetime-local" name="to" required defaultValue={momentInput(begin)} />
      </label>
      <ReasonField />
    </DialogForm>
  )
}

function ReleaseDialog({ hold, again, onClose }: DialogProps & { readonly hold: LegalHoldView }) {
  const release = async (fields: FormData): Promise<boolean> =>
    told(await retentionApi.release(hold.id, reasonOf(fields)), w('releaseDone'), again)
  return (
    <DialogForm title={w('releaseTitle')} submit={w('releaseDo')} send={release} onClose={onClose}>
      <p>
        {spanOf(hold)}
        <br />
        <q>{hold.reason}</q>
      </p>
      <p class="hint">{w('releaseHint')}</p>
      <ReasonField />
    </DialogForm>
  )
}

function HoldState({ hold, kept }: { readonly hold: LegalHoldView; readonly kept: EventDaysView }) {
  const { id, releasedAt, releasedBy, releaseReason } = hold
  if (releasedAt === null) {
    const n = numberText((kept.indices ?? kept.days).filter(({ heldBy }) => heldBy.includes(id)).length)
    return <strong>{kept.indices === undefined ? w('inForce', { n }) : w('inForceIndices', { n })}</strong>
  }
  const name = personName(releasedBy ?? '')
  return (
    <span class="hint">
      {w('released', { name, at: vietnamText(releasedAt), reason: releaseReason ?? '' })}
    </span>
  )
}

interface HoldsProps {
  readonly holds: readonly LegalHoldView[]
  readonly kept: EventDaysView
  readonly again: () => void
}

/** All holds, newest first; who may lays and releases them here. */
export function LegalHolds({ holds, kept, again }: HoldsProps) {
  const [laying, setLaying] = useState(false)
  const [releasing, setReleasing] = useState<LegalHoldView | null>(null)
  return (
    <section class="legal-holds">
      <div class="page-head">
        <h2>{w('holds')}</h2>
        {may('retention.hold') && (
          <button type="button" class="primary" onClick={() => setLaying(true)}>
            {w('hold')}
          </button>
        )}
      </div>
      <DataTable
        rows={holds}
        keyOf={({ id }) => id}
        empty={w('holdsNone')}
        columns={[
          { name: w('col.span'), cell: spanOf },
          { name: w('col.reason'), cell: ({ reason }) => reason, wide: true },
          {
            name: w('col.by'),
            cell: ({ by, createdAt }) => w('byAt', { name: personName(by), at: vietnamText(createdAt) }),
          },
          { name: w('col.state'), cell: hold => <HoldState hold={hold} kept={kept} /> },
          ...(may('retention.hold')
            ? [
                {
                  name: w('col.action'),
                  cell: (hold: LegalHoldView) =>
                    hold.releasedAt === null && (
                      <button
                        type="button"
                        class="small"
                        aria-label={w('releaseOf', { reason: hold.reason })}
                        onClick={() => setReleasing(hold)}
                      >
                        {w('release')}
                      </button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {laying && <HoldDialog again={again} onClose={() => setLaying(false)} />}
      {releasing !== null && (
        <ReleaseDialog hold={releasing} again={again} onClose={() => setReleasing(null)} />
      )}
    </section>
  )
}
