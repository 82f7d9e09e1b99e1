// The form of a dialog: sends once, stays open with what was typed when that failed, Ctrl+Enter sends.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { closeDialog } from '../state/dialog.ts'
import { Frame } from './frame.tsx'

interface DialogFormProps {
  readonly title: string
  readonly submit: string
  /** Answers true when done; the dialog then closes. */
  readonly send: (fields: FormData) => Promise<boolean>
  readonly children: ComponentChildren
  readonly onClose?: () => void
}

/** Fields are the children; a field marked `required` must be filled before anything is sent. */
export function DialogForm({ title, submit, send, children, onClose = closeDialog }: DialogFormProps) {
  const [busy, setBusy] = useState(false)
  const run = async (form: HTMLFormElement): Promise<void> => {
    if (busy) return
    setBusy(true)
    const done = await send(new FormData(form))
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Frame title={title} onClose={onClose}>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          void run(event.currentTarget)
        }}
        onKeyDown={event => {
          if (event.code !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
          event.preventDefault()
          event.currentTarget.requestSubmit()
        }}
      >
        {children}
        <div class="form-foot">
          <span class="hint">{t('dialog.submitKey')}</span>
          <button type="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {submit}
          </button>
        </div>
      </form>
    </Frame>
  )
}
