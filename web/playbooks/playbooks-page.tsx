import { t } from '../i18n/text.ts'

export function PlaybooksPage() {
  return (
    <div class="page">
      <h1>{t('nav.playbooks')}</h1>
    </div>
  )
}
