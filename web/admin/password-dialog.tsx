// Shows a one-time password, this once.

import { t } from '../i18n/text.ts'
import { copyText } from '../parts/clipboard.ts'
import { Frame } from '../parts/frame.tsx'

export interface OneTimePassword {
  readonly name: string
  readonly password: string
}

interface PasswordDialogProps {
  readonly secret: OneTimePassword
  readonly onClose: () => void
}

/** Closed on purpose only by its button, Esc or the cross. */
export function PasswordDialog({ secret, onClose }: PasswordDialogProps) {
  return (
    <Frame title={t('users.password.title', { name: secret.name })} onClose={onClose}>
      <p class="one-time">
        <code>{secret.password}</code>
        <button type="button" class="small" onClick={() => void copyText(secret.password)}>
          {t('app.copy')}
        </button>
      </p>
      <p class="hint">{t('users.password.hint')}</p>
      <div class="form-foot">
        <button type="button" class="primary" onClick={onClose} data-focus>
          {t('users.password.done')}
        </button>
      </div>
    </Frame>
  )
}
