// Shows the current notice at the foot of the screen and speaks it.

import { t } from '../i18n/text.ts'
import { Icon } from '../parts/icon.tsx'
import { dismissNotice, notice, undoLast } from '../state/notices.ts'

/** The bar; its live region is always in the page, so that screen readers watch it. */
export function NoticeBar() {
  const current = notice.value
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {current !== null && (
        <div class={`notice notice-${current.tone}`}>
          <Icon name={current.tone === 'done' ? 'fine' : 'warning'} />
          <span class="notice-text">{current.text}</span>
          {current.undo !== undefined && (
            <button type="button" class="small" onClick={() => void undoLast()}>
              {t('app.undo')} <kbd>u</kbd>
            </button>
          )}
          <button
            type="button"
            class="quiet square small"
            aria-label={t('app.dismiss')}
            onClick={dismissNotice}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  )
}
