// The queue: views and filters, the list, the preview, and the keys that drive them.

import { useEffect } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { decisionKeys } from '../incident/decision-keys.ts'
import { useKeys } from '../keyboard/keys.ts'
import { lazyPage } from '../parts/lazy-page.tsx'
import { roomForPreview } from '../parts/screen.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { go, incidentHref, search } from '../router.ts'
import { hasMarks, markSelected } from '../state/marks.ts'
import { announce } from '../state/notices.ts'
import { preview } from '../state/preferences.ts'
import {
  choose,
  loading,
  loadQueue,
  moveSelection,
  queueError,
  rows,
  selected,
  total,
} from '../state/queue.ts'
import { may } from '../state/session.ts'
import { choiceOfSearch } from '../state/queue-view.ts'
import { QueueEmpty } from './queue-empty.tsx'
import { focusFilter, QueueHead } from './queue-head.tsx'
import { QueueList } from './queue-list.tsx'
import { QueuePill, showWaiting } from './queue-pill.tsx'
import { QueuePreview } from './queue-preview.tsx'

const BulkBar = lazyPage(async () => (await import('./bulk-bar.tsx')).BulkBar)

const PREFETCH_AFTER_MS = 1_500

/** The page that is opened from here most often; a failure shows when it is opened. */
async function prefetchIncidentPage(): Promise<void> {
  await import('../incident/incident-page.tsx').catch(() => undefined)
}

function openSelected(): void {
  const incident = selected.value
  if (incident === null) announce({ text: t('action.selectFirst'), tone: 'wrong' })
  else go(incidentHref(incident.id))
}

function togglePreview(): void {
  if (roomForPreview.value) preview.value = preview.value === 'on' ? 'off' : 'on'
  else openSelected()
}

function Content() {
  const error = queueError.value
  if (error !== null && rows.value.length === 0)
    return <Failed error={error} again={() => void loadQueue()} />
  if (rows.value.length > 0) return <QueueList />
  return loading.value === null ? <QueueEmpty /> : <Loading />
}

function Foot() {
  if (rows.value.length === 0) return null
  const n = numberText(rows.value.length)
  const all = numberText(total.value)
  return (
    <p class="queue-foot hint">
      {rows.value.length < total.value
        ? t('queue.loadedOf', { n, total: all })
        : t('queue.total', { n: all })}
    </p>
  )
}

/** The page. */
export function QueuePage() {
  const address = search.value
  useEffect(() => choose(choiceOfSearch(address)), [address])
  useEffect(() => {
    const timer = setTimeout(() => void prefetchIncidentPage(), PREFETCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  useKeys({
    next: () => moveSelection(1),
    previous: () => moveSelection(-1),
    open: openSelected,
    preview: togglePreview,
    refresh: () => void showWaiting(),
    search: focusFilter,
    mark: () => {
      if (may('incidents.work')) markSelected()
    },
    ...decisionKeys(() => selected.value),
  })
  const previews = roomForPreview.value && preview.value === 'on'
  return (
    <div class={previews ? 'queue with-preview' : 'queue'}>
      <div class="queue-main">
        <QueueHead />
        {hasMarks.value && <BulkBar />}
        <div class="queue-body">
          <QueuePill />
          <Content />
        </div>
        <Foot />
      </div>
      {previews && <QueuePreview />}
    </div>
  )
}
