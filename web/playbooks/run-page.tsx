import { t } from '../i18n/text.ts'

export function RunPage({ id }: { readonly id: string }) {
  return (
    <div class="page">
      <h1>
        {t('nav.playbooks')} {id}
      </h1>
    </div>
  )
}
