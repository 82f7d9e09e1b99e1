// Signing off, and recording that a signed document was sent. Both say what they do before they do it.

import { useState } from 'preact/hooks'
import { platformNow } from '../law/remaining.tsx'
import { momentInput, momentOfInput } from '../law/vietnam-time.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { documents } from './documents-api.ts'
import type { Desk } from './document-desk.ts'
import { w } from './editor-words.ts'
import { headText, namedFields } from './field-values.ts'

interface DialogProps {
  readonly desk: Desk
  readonly onClose: () => void
}

const CHANNELS = ['channel.1', 'channel.2', 'channel.3', 'channel.4'] as const
const WHAT = ['sign.1', 'sign.2', 'sign.3', 'sign.4'] as const

function Wrong({ text }: { readonly text: string | null }) {
  return text === null ? null : (
    <p class="form-error" role="alert">
      {text}
    </p>
  )
}

/** The fields that keep a document from being signed: required, without data and without a reason. */
export function missingOf({ detail }: Desk): readonly { readonly key: string; readonly label: string }[] {
  // A table that is filled but for some cells may be signed; the server counts the same.
  const partly = new Set(
    namedFields(detail)
      .filter(({ field }) => field.answer.value?.kind === 'rows' && field.answer.value.rows.length > 0)
      .map(({ field }) => field.key),
  )
  return detail.openFields.filter(
    ({ key, required, leftOpen }) => required && leftOpen === null && !partly.has(key),
  )
}

/** Asks before the document is frozen. */
export function SignDialog({ desk, onClose }: DialogProps) {
  const [wrong, setWrong] = useState<string | null>(null)
  const { document: summary, openFields } = desk.detail
  const missing = missingOf(desk)
  async function send(): Promise<boolean> {
    const error = await desk.act(version => documents.sign(summary.id, version))
    setWrong(error === null ? null : error.code === 'conflict' ? w('changedMeanwhile') : errorText(error))
    if (error === null) announce({ text: w('sign.done'), tone: 'done' })
    return error === null
  }
  return (
    <DialogForm title={w('sign.title')} submit={w('sign.submit')} send={send} onClose={onClose}>
      <p>
        <strong>{summary.name}</strong>
      </p>
      {missing.length > 0 ? (
        <div class="form-error">
          <p>{w('sign.missing')}</p>
          <ul class="plain-list">
            {missing.map(({ key, label }) => (
              <li key={key}>{label}</li>
            ))}
          </ul>
        </div>
      ) : (
        <>
          <p>{w('sign.what')}</p>
          <ul class="plain-list">
            {WHAT.map(key => (
              <li key={key}>{w(key)}</li>
            ))}
          </ul>
          <p class="form-note">{w('sign.not')}</p>
          {openFields.length > 0 && <p>{w('sign.openAnyway', { n: openFields.length })}</p>}
        </>
      )}
      <Wrong text={wrong} />
    </DialogForm>
  )
}

/** Asks to whom, how, under which number and when it was sent. */
export function SentDialog({ desk, onClose }: DialogProps) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [now] = useState(() => momentInput(platformNow()))
  const { detail } = desk
  const sign = headText(detail, 'van-ban.ky-hieu')
  const number = headText(detail, 'van-ban.so')
  async function send(fields: FormData): Promise<boolean> {
    const present = platformNow()
    const at = momentOfInput(fieldText(fields, 'at'), present) ?? present
    const error = await desk.act(version =>
      documents.sent(detail.document.id, {
        version,
        to: trimmedText(fields, 'to'),
        channel: trimmedText(fields, 'channel'),
        number: trimmedText(fields, 'number'),
        at,
      }),
    )
    setWrong(error === null ? null : error.code === 'conflict' ? w('changedMeanwhile') : errorText(error))
    if (error === null) announce({ text: w('send.done'), tone: 'done' })
    return error === null
  }
  return (
    <DialogForm title={w('send.title')} submit={w('send')} send={send} onClose={onClose}>
      <p class="hint">{w('send.hint')}</p>
      <label for="to">{w('send.to')}</label>
      <textarea
        id="to"
        name="to"
        rows={2}
        required
        maxLength={300}
        data-focus
        defaultValue={headText(detail, 'van-ban.kinh-gui').slice(0, 300)}
      />
      <label for="channel">{w('send.channel')}</label>
      <input id="channel" name="channel" required maxLength={100} list="channels" />
      <datalist id="channels">
        {CHANNELS.map(key => (
          <option key={key} value={w(key)} />
        ))}
      </datalist>
      <label for="number">{w('send.number')}</label>
      <input
        id="number"
        name="number"
        maxLength={100}
        defaultValue={number === '' || sign === '' ? number : `${number}/${sign}`}
      />
      <label for="at">{w('send.at')}</label>
      <input id="at" name="at" type="datetime-local" required max={now} defaultValue={now} />
      <Wrong text={wrong} />
    </DialogForm>
  )
}
