// Shown when the server did not answer the very first question.

import { t } from '../i18n/text.ts'
import { findSession } from '../state/session.ts'
import { Door } from './door.tsx'

/** Says so, and offers another try. */
export function Unreachable() {
  return (
    <Door title={t('app.name')}>
      <p role="alert">{t('error.network')}</p>
      <button type="button" class="primary" onClick={() => void findSession()}>
        {t('app.retry')}
      </button>
    </Door>
  )
}
