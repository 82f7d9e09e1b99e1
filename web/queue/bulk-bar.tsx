// The bar above the list while rows are marked: how many, mark more, decide about all of them.

import { useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { OutcomeFields, readClosing } from '../incident/close-fields.tsx'
import { OwnerField, readOwner } from '../incident/owner-field.tsx'
import { useKeys } from '../keyboard/keys.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { numberText } from '../parts/time-text.ts'
import type { Disposition } from '../state/dialog.ts'
import { allMatching, clearMarks, markAllLoaded, marked } from '../state/marks.ts'
import { rows, total } from '../state/queue.ts'
import { may } from '../state/session.ts'
import { assignMarked, chosenCount, closeMarked, takeMarked } from './bulk-decisions.ts'
import { w } from './bulk-words.ts'
import './bulk.css'

type Asking = { readonly kind: 'close'; readonly outcome: Disposition | null } | { readonly kind: 'assign' }

function Reach() {
  const loaded = rows.value.length
  const all = total.value
  return (
    <>
      <strong role="status">
        {allMatching.value
          ? w('allMatching', { n: numberText(all) })
          : w('marked', { n: numberText(marked.value.size) })}
      </strong>
      {!allMatching.value && marked.value.size < loaded && (
        <button type="button" class="small quiet" onClick={markAllLoaded}>
          {w('markLoaded', { n: numberText(loaded) })}
        </button>
      )}
      {!allMatching.value && marked.value.size >= loaded && all > loaded && (
        <button
          type="button"
          class="small quiet"
          onClick={() => {
            allMatching.value = true
          }}
        >
          {w('markAll', { n: numberText(all) })}
        </button>
      )}
    </>
  )
}

/** The bar with its dialogs; takes the keys a, c, f and Esc while it is there. */
export function BulkBar() {
  const [asking, setAsking] = useState<Asking | null>(null)
  const stop = (): void => setAsking(null)
  const count = numberText(chosenCount())
  useKeys({
    take: () => void takeMarked(),
    close: () => setAsking({ kind: 'close', outcome: null }),
    'false-positive': () => setAsking({ kind: 'close', outcome: 'false-positive' }),
    escape: clearMarks,
  })
  return (
    <div class="bulk" role="region" aria-label={w('label')}>
      <Reach />
      <span class="bulk-acts">
        <button type="button" class="small" onClick={() => void takeMarked()}>
          {w('take')} <kbd>a</kbd>
        </button>
        {may('incidents.lead') && (
          <button type="button" class="small" onClick={() => setAsking({ kind: 'assign' })}>
            {w('assign')}
          </button>
        )}
        <button type="button" class="small" onClick={() => setAsking({ kind: 'close', outcome: null })}>
          {w('close')} <kbd>c</kbd>
        </button>
        <button
          type="button"
          class="small"
          onClick={() => setAsking({ kind: 'close', outcome: 'false-positive' })}
        >
          {w('falsePositive')} <kbd>f</kbd>
        </button>
        <button type="button" class="small quiet" onClick={clearMarks}>
          {w('clear')} <kbd>Esc</kbd>
        </button>
      </span>
      {asking?.kind === 'close' && (
        <DialogForm
          title={w('closeTitle', { n: count })}
          submit={w('closeSubmit')}
          send={fields => closeMarked(readClosing(fields))}
          onClose={stop}
        >
          <OutcomeFields outcome={asking.outcome} proposed={null} />
        </DialogForm>
      )}
      {asking?.kind === 'assign' && (
        <DialogForm
          title={w('assignTitle', { n: count })}
          submit={t('dialog.assignSubmit')}
          send={fields => assignMarked(readOwner(fields))}
          onClose={stop}
        >
          <OwnerField owner={null} allowNobody />
        </DialogForm>
      )}
    </div>
  )
}
