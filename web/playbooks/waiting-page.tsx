import { t } from '../i18n/text.ts'

export function WaitingPage() {
  return (
    <div class="page">
      <h1>{t('nav.waiting')}</h1>
    </div>
  )
}
