// The fields of closing: one of five outcomes, the kind of Mẫu 05, and a reason that others will read.

import type { Closing } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { trimmedText } from '../parts/field-text.ts'
import type { Disposition } from '../state/dialog.ts'
import { MAU05_KINDS, mau05Text } from './mau05-text.ts'
import { MAX_TEXT } from './text-dialog.tsx'

const OUTCOMES = [
  'true-positive',
  'benign',
  'false-positive',
  'duplicate',
  'undetermined',
] as const satisfies readonly Disposition[]

function Outcomes({ chosen }: { readonly chosen: Disposition | null }) {
  return (
    <fieldset class="outcomes">
      <legend>{t('disposition.label')}</legend>
      {OUTCOMES.map((outcome, at) => (
        <label key={outcome} class="outcome">
          <input
            type="radio"
            name="disposition"
            value={outcome}
            required
            defaultChecked={outcome === chosen}
            {...(chosen === null && at === 0 ? { 'data-focus': '' } : {})}
          />
          <span>
            <span class="outcome-name">{t(`disposition.${outcome}`)}</span>
            <span class="hint">{t(`disposition.${outcome}.hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Kinds({ proposed }: { readonly proposed: number | null }) {
  return (
    <>
      <label for="mau05">{t('mau05.label')}</label>
      <select id="mau05" name="mau05">
        <option value="">{t('mau05.none')}</option>
        {MAU05_KINDS.map(kind => (
          <option key={kind} value={kind} selected={kind === proposed}>
            {mau05Text(kind)}
          </option>
        ))}
      </select>
    </>
  )
}

interface OutcomeFieldsProps {
  /** Chosen already, by `f`. */
  readonly outcome: Disposition | null
  readonly proposed: number | null
}

/** All of them, for a form whose answer `readClosing` reads. */
export function OutcomeFields({ outcome, proposed }: OutcomeFieldsProps) {
  return (
    <>
      <Outcomes chosen={outcome} />
      <Kinds proposed={proposed} />
      <label for="reason">{t('dialog.closeReason')}</label>
      <textarea
        id="reason"
        name="reason"
        rows={3}
        maxLength={MAX_TEXT}
        required
        aria-describedby="reason-hint"
        {...(outcome === null ? {} : { 'data-focus': '' })}
      />
      <p class="hint" id="reason-hint">
        {t('dialog.closeReasonHint')}
      </p>
    </>
  )
}

/** What was filled in. */
export function readClosing(fields: FormData): Closing {
  const kind = trimmedText(fields, 'mau05')
  return {
    disposition: OUTCOMES.find(known => known === fields.get('disposition')) ?? 'undetermined',
    mau05: kind === '' ? null : Number(kind),
    reason: trimmedText(fields, 'reason'),
  }
}
