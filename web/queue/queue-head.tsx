// The head of the queue: saved views with their counters, severity filters, the filter box.

import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { Icon } from '../parts/icon.tsx'
import { lazyPage } from '../parts/lazy-page.tsx'
import { roomForPreview } from '../parts/screen.ts'
import { SeverityShape } from '../parts/severity-mark.tsx'
import { numberText } from '../parts/time-text.ts'
import { go } from '../router.ts'
import { preview } from '../state/preferences.ts'
import { choice, counts } from '../state/queue.ts'
import { choiceToSearch, SEVERITIES_DOWN, VIEWS, type QueueChoice, type View } from '../state/queue-view.ts'
import { may } from '../state/session.ts'
import { systemName } from '../state/systems.ts'

const TYPING_PAUSE_MS = 250

function countOf(view: View): number | null {
  const current = counts.value
  if (current === null) return null
  if (view === 'open') return current.new + current.open
  if (view === 'due') return current.dueSoon
  return current[view]
}

/** Lists another choice, through the address so that the back button and bookmarks work. */
export function change(part: Partial<QueueChoice>): void {
  go(`/${choiceToSearch({ ...choice.value, ...part })}`, { replace: part.text !== undefined })
}

function Views() {
  return (
    <nav class="views" aria-label={t('queue.views')}>
      {VIEWS.map(view => {
        const count = countOf(view)
        return (
          <a
            key={view}
            href={`/${choiceToSearch({ ...choice.value, view })}`}
            aria-current={choice.value.view === view ? 'page' : undefined}
          >
            {t(`queue.view.${view}`)}
            {count !== null && <span class="count">{numberText(count)}</span>}
          </a>
        )
      })}
    </nav>
  )
}

function SeverityFilter() {
  const chosen = choice.value.severities
  return (
    <div class="severity-filter" role="group" aria-label={t('severity.label')}>
      {SEVERITIES_DOWN.map(severity => {
        const on = chosen.includes(severity)
        const next = on ? chosen.filter(other => other !== severity) : [...chosen, severity]
        return (
          <button
            key={severity}
            type="button"
            class={`severity severity-${severity}`}
            aria-pressed={on}
            title={t(`severity.${severity}`)}
            onClick={() => change({ severities: SEVERITIES_DOWN.filter(known => next.includes(known)) })}
          >
            <SeverityShape severity={severity} />
            <span>{t(`severity.${severity}`)}</span>
          </button>
        )
      })}
    </div>
  )
}

function TextFilter() {
  const [typed, setTyped] = useState(choice.value.text)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  useEffect(() => setTyped(choice.value.text), [choice.value.text])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (text: string, composing: boolean): void => {
    setTyped(text)
    clearTimeout(timer.current)
    if (!composing) timer.current = setTimeout(() => change({ text }), TYPING_PAUSE_MS)
  }
  return (
    <input
      id="queue-filter"
      class="queue-filter"
      type="search"
      aria-label={t('queue.searchLabel')}
      placeholder={t('queue.search')}
      value={typed}
      onInput={event => type(event.currentTarget.value, event.isComposing)}
      onCompositionEnd={event => type(event.currentTarget.value, false)}
      onKeyDown={event => {
        if (event.code === 'Escape' && !event.isComposing) event.currentTarget.blur()
      }}
    />
  )
}

/** Puts the cursor into the filter box. */
export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('#queue-filter')?.select()
}

const NewIncident = lazyPage(async () => (await import('./new-incident.tsx')).NewIncident)

/** Opens the dialog for an incident that no rule has seen. */
function NewIncidentButton() {
  const [open, setOpen] = useState(false)
  if (!may('incidents.work')) return null
  return (
    <>
      <button type="button" class="small" onClick={() => setOpen(true)}>
        {t('queue.new')}
      </button>
      {open && <NewIncident onClose={() => setOpen(false)} />}
    </>
  )
}

/** All of it. */
export function QueueHead() {
  const { system } = choice.value
  const open = preview.value === 'on'
  return (
    <div class="queue-head">
      <h1 class="off-screen">{t('queue.title')}</h1>
      <Views />
      <div class="queue-filters">
        <SeverityFilter />
        {system !== null && (
          <button type="button" class="chip" onClick={() => change({ system: null })}>
            {t('queue.filterSystem', { name: systemName(system) })}
            <Icon name="close" />
          </button>
        )}
        <TextFilter />
        <NewIncidentButton />
        {roomForPreview.value && (
          <button
            type="button"
            class="quiet square"
            aria-pressed={open}
            aria-label={open ? t('queue.hidePreview') : t('queue.showPreview')}
            title={`${open ? t('queue.hidePreview') : t('queue.showPreview')} (o)`}
            onClick={() => {
              preview.value = open ? 'off' : 'on'
            }}
          >
            <Icon name="pane" />
          </button>
        )}
      </div>
    </div>
  )
}
