// What stands in the place of content: it is being loaded, it is empty, it failed.

import type { ComponentChildren } from 'preact'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { errorText } from '../state/error-text.ts'

/** Says that something is on its way; shown late, so that quick answers do not flicker. */
export function Loading() {
  return (
    <p class="state state-loading" role="status">
      {t('app.loading')}
    </p>
  )
}

/** Says why there is nothing, and what one could do. */
export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ComponentChildren
}) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}

/** Says what failed and offers another try. */
export function Failed({ error, again }: { readonly error: ApiError; readonly again: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <p class="state-title">{errorText(error)}</p>
      <p>
        <button type="button" onClick={again}>
          {t('app.retry')}
        </button>
      </p>
    </div>
  )
}
