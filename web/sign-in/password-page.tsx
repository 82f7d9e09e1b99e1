// Changing the own password: forced after a one-time password, or by choice.

import { useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { fieldText } from '../parts/field-text.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { changePassword, signOut } from '../state/session.ts'
import { Door } from './door.tsx'

const MIN_LENGTH = 12

function mistakeIn(current: string, next: string, again: string): string | null {
  if (next.length < MIN_LENGTH) return t('password.short')
  if (next === current) return t('password.same')
  return next === again ? null : t('password.differs')
}

function PasswordForm({ forced }: { readonly forced: boolean }) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const fields = new FormData(form)
    const current = fieldText(fields, 'current')
    const next = fieldText(fields, 'next')
    const mistake = mistakeIn(current, next, fieldText(fields, 'again'))
    setWrong(mistake)
    if (mistake !== null) return
    setBusy(true)
    const error = await changePassword(current, next)
    setBusy(false)
    if (error !== null) return setWrong(errorText(error))
    announce({ text: t('password.done'), tone: 'done' })
    if (!forced) go('/')
  }
  return (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault()
        void submit(event.currentTarget)
      }}
    >
      {forced && <p class="form-note">{t('password.forced')}</p>}
      <label for="current">{t('password.current')}</label>
      <input id="current" name="current" type="password" autocomplete="current-password" required autofocus />
      <label for="next">{t('password.next')}</label>
      <input
        id="next"
        name="next"
        type="password"
        autocomplete="new-password"
        aria-describedby="password-rule"
        required
      />
      <p class="hint" id="password-rule">
        {t('password.rule')}
      </p>
      <label for="again">{t('password.again')}</label>
      <input id="again" name="again" type="password" autocomplete="new-password" required />
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
      <button type="submit" class="primary" disabled={busy}>
        {t('password.submit')}
      </button>
      {forced && (
        <button type="button" class="quiet" onClick={() => void signOut()}>
          {t('app.signOut')}
        </button>
      )}
    </form>
  )
}

/** The form in the door when forced, in the console otherwise. */
export function PasswordPage({ forced }: { readonly forced: boolean }) {
  if (forced) {
    return (
      <Door title={t('password.title')}>
        <PasswordForm forced />
      </Door>
    )
  }
  return (
    <div class="page page-narrow">
      <h1>{t('password.title')}</h1>
      <PasswordForm forced={false} />
    </div>
  )
}
