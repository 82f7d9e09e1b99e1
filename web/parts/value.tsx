// A value of an event as a button: pressing it offers to include it in a search, to exclude it, to copy it.
// One menu serves all values; it is a popover, so the browser closes it on Esc and on a click elsewhere.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { eventChoiceOf, eventsHref, type TimeRange } from '../events/search-choice.ts'
import { term, withTerm } from '../events/query-text.ts'
import { t } from '../i18n/text.ts'
import { go, route, search } from '../router.ts'
import { copyText } from './clipboard.ts'

interface Chosen {
  readonly field: string
  readonly value: string
  /** Time range of a new search; the event search keeps its own. */
  readonly range: TimeRange
  readonly button: HTMLElement
}

const chosen = signal<Chosen | null>(null)
const DAY: TimeRange = { kind: 'span', span: '24h' }

interface ValueProps {
  readonly field: string
  readonly value: string
  readonly range?: TimeRange | undefined
  readonly lit?: boolean
}

/** The value as a quiet button. */
export function Value({ field, value, range, lit }: ValueProps) {
  return (
    <button
      type="button"
      class={lit === true ? 'value value-lit' : 'value'}
      title={`${field}: ${value}`}
      aria-haspopup="menu"
      onClick={event => {
        chosen.value = { field, value, range: range ?? DAY, button: event.currentTarget }
      }}
    >
      {value}
    </button>
  )
}

function searchFor({ field, value, range }: Chosen, negated: boolean): void {
  const current = route.value.page === 'events' ? eventChoiceOf(search.value) : { q: '', range }
  go(eventsHref({ ...current, q: withTerm(current.q, field, value, negated) }))
}

/** Leaves the search in hand and its other conditions. */
function searchAnew({ field, value, range }: Chosen): void {
  const kept = route.value.page === 'events' ? eventChoiceOf(search.value).range : range
  go(eventsHref({ q: term(field, value), range: kept }))
}

function place(menu: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect()
  const width = menu.offsetWidth
  const below = anchor.bottom + 4
  const fits = below + menu.offsetHeight <= innerHeight - 8
  menu.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - width - 8))}px`
  menu.style.top = `${fits ? below : Math.max(8, anchor.top - menu.offsetHeight - 4)}px`
}

function step(menu: HTMLElement, by: number): void {
  const items = [...menu.querySelectorAll('button')]
  const at = items.findIndex(item => item === document.activeElement)
  items[(at + by + items.length) % items.length]?.focus()
}

/** The menu, once for the page. */
export function ValueMenu() {
  const menu = useRef<HTMLDivElement>(null)
  const current = chosen.value
  useEffect(() => {
    const box = menu.current
    if (box === null || current === null) return
    box.showPopover()
    place(box, current.button)
    box.querySelector('button')?.focus()
  }, [current])
  const pick = (action: (value: Chosen) => void) => () => {
    menu.current?.hidePopover()
    if (current !== null) action(current)
  }
  return (
    <div
      ref={menu}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={t('value.menu')}
      onToggle={event => {
        if (event.newState === 'closed') chosen.value = null
      }}
      onKeyDown={event => {
        const by = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0
        if (by === 0) return
        event.preventDefault()
        step(event.currentTarget, by)
      }}
    >
      <p class="menu-head">
        <span class="field-name">{current?.field}</span>
        <span class="raw-text">{current?.value.slice(0, 120)}</span>
      </p>
      <button type="button" role="menuitem" onClick={pick(value => searchFor(value, false))}>
        {t('value.include')}
      </button>
      <button type="button" role="menuitem" onClick={pick(value => searchFor(value, true))}>
        {t('value.exclude')}
      </button>
      {route.value.page === 'events' && (
        <button type="button" role="menuitem" onClick={pick(searchAnew)}>
          {t('value.anew')}
        </button>
      )}
      <button type="button" role="menuitem" onClick={pick(value => void copyText(value.value))}>
        {t('value.copy')}
      </button>
    </div>
  )
}
