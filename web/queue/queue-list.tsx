// The list of the queue. Only the rows in sight are in the page, so its length does not matter; the next
// page is fetched before the end comes into sight. The selected row is kept in view.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { roomForPreview, touch } from '../parts/screen.ts'
import { density, preview } from '../state/preferences.ts'
import { loadMore, loading, rows, scrollTop, selectedId, selectedIndex, total } from '../state/queue.ts'
import { QueueRow } from './queue-row.tsx'
import { rowHeight, rowLayout, rowsInSight } from './row-layout.ts'

const LOAD_AHEAD_ROWS = 30

interface Size {
  readonly width: number
  readonly height: number
}

function ColumnHeads() {
  return (
    <div class="row-heads" aria-hidden="true">
      <span>{t('severity.label')}</span>
      <span>{t('queue.col.title')}</span>
      <span />
      <span>{t('queue.col.risk')}</span>
      <span class="row-due">{t('queue.col.due')}</span>
      <span>{t('queue.col.entity')}</span>
      <span>{t('queue.col.system')}</span>
      <span>{t('queue.col.alerts')}</span>
      <span>{t('queue.col.seen')}</span>
      <span>{t('queue.col.status')}</span>
      <span>{t('queue.col.owner')}</span>
    </div>
  )
}

/** The rows loaded so far. */
export function QueueList() {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const [top, setTop] = useState(scrollTop.value)

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    element.scrollTop = scrollTop.value
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const layout = rowLayout(size.width)
  const height = rowHeight(layout, touch.value ? 'roomy' : density.value)
  const list = rows.value
  const sight = rowsInSight(list.length, height, top, size.height)
  const chosen = selectedIndex.value

  useEffect(() => {
    if (sight.to > list.length - LOAD_AHEAD_ROWS && size.height > 0) void loadMore()
  }, [sight.to, list.length, size.height])

  useLayoutEffect(() => {
    const element = box.current
    if (element === null || chosen < 0 || size.height === 0) return
    const from = chosen * height
    if (from < element.scrollTop) element.scrollTop = from
    else if (from + height > element.scrollTop + element.clientHeight) {
      element.scrollTop = from + height - element.clientHeight
    }
    const focused = document.activeElement
    if (
      focused instanceof HTMLElement &&
      element.contains(focused) &&
      focused.dataset['id'] !== selectedId.value
    ) {
      element.querySelector<HTMLElement>('a[aria-current]')?.focus({ preventScroll: true })
    }
  }, [chosen, height, size.height])

  const previews = roomForPreview.value && preview.value === 'on'
  return (
    <section class={`queue-list layout-${layout}`} aria-label={t('queue.list')}>
      {layout === 'line' && list.length > 0 && <ColumnHeads />}
      <div
        ref={box}
        class="queue-scroll"
        onScroll={event => {
          scrollTop.value = event.currentTarget.scrollTop
          setTop(event.currentTarget.scrollTop)
        }}
      >
        <ol
          style={{
            height: `${list.length * height}px`,
            paddingTop: `${sight.from * height}px`,
            '--row-height': `${height}px`,
          }}
        >
          {list.slice(sight.from, sight.to).map((incident, at) => (
            <QueueRow
              key={incident.id}
              incident={incident}
              index={sight.from + at}
              total={total.value}
              selected={incident.id === selectedId.value}
              previews={previews}
            />
          ))}
        </ol>
        {loading.value === 'more' && <p class="queue-more">{t('app.loading')}</p>}
      </div>
    </section>
  )
}
