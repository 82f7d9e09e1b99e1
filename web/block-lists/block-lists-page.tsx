import { t } from '../i18n/text.ts'

export function BlockListsPage() {
  return (
    <div class="page">
      <h1>{t('nav.block-lists')}</h1>
    </div>
  )
}
