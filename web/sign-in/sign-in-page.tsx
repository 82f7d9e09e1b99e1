// Signing in.

import { useState } from 'preact/hooks'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { errorText } from '../state/error-text.ts'
import { signIn } from '../state/session.ts'
import { Door } from './door.tsx'

/** Name and password; `ended` says that a session has just run out. */
export function SignInPage({ ended }: { readonly ended: boolean }) {
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const fields = new FormData(form)
    setBusy(true)
    setError(await signIn(trimmedText(fields, 'name'), fieldText(fields, 'password')))
    setBusy(false)
    form.querySelector<HTMLInputElement>('#password')?.select()
  }
  return (
    <Door title={t('signIn.title')}>
      <form
        class="form"
        onSubmit={event => {
          event.preventDefault()
          void submit(event.currentTarget)
        }}
      >
        {ended && error === null && <p class="form-note">{t('signIn.ended')}</p>}
        <label for="name">{t('signIn.name')}</label>
        <input
          id="name"
          name="name"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
        <label for="password">{t('signIn.password')}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        {error !== null && (
          <p class="form-error" role="alert">
            {errorText(error)}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {t('signIn.submit')}
        </button>
        <p class="hint">{t('signIn.firstTime')}</p>
      </form>
    </Door>
  )
}
