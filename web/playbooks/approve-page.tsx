import { t } from '../i18n/text.ts'

export function ApprovePage() {
  return (
    <div class="page">
      <h1>{t('nav.waiting')}</h1>
    </div>
  )
}
