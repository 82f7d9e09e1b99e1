// The pill: how many incidents wait to be put into the list. Rows move only when it is pressed.

import { t } from '../i18n/text.ts'
import { Icon } from '../parts/icon.tsx'
import { loadQueue, MAX_WAITING, scrollTop, waiting } from '../state/queue.ts'

/** Puts what waits into the list and goes to its top. */
export async function showWaiting(): Promise<void> {
  scrollTop.value = 0
  await loadQueue()
  document.querySelector('.queue-scroll')?.scrollTo(0, 0)
}

/** Spoken politely when it appears or counts on. */
export function QueuePill() {
  const count = waiting.value.size
  const n = count >= MAX_WAITING ? `${MAX_WAITING}+` : count
  const allNew = [...waiting.value.values()].every(Boolean)
  return (
    <div class="pill-place" aria-live="polite">
      {count > 0 && (
        <button
          type="button"
          class="pill"
          title={t('queue.pillHint', { n })}
          onClick={() => void showWaiting()}
        >
          <Icon name="up" />
          {allNew ? t('queue.pill', { n }) : t('queue.pillChanged', { n })}
        </button>
      )}
    </div>
  )
}
