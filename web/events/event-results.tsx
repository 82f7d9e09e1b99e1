// What a search found: a table whose rows open to the raw line and every field.

import { useState } from 'preact/hooks'
import type { EventPage, EventView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { fieldCount, FieldTable, firstText, RawLine } from '../parts/event-fields.tsx'
import { Icon } from '../parts/icon.tsx'
import { Empty } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { w } from './events-words.ts'
import type { EventChoice } from './search-choice.ts'
import { sortBy, SortChoice } from './sort-choice.tsx'
import { sortOf, TIME } from './sort.ts'
import { systemName } from '../state/systems.ts'

const HOSTS = ['host.name', 'observer.name', 'log.syslog.hostname', 'host.hostname'] as const
const MESSAGE_CHARACTERS = 400

function messageOf(event: EventView): string {
  const text = firstText(event, 'message') ?? firstText(event, 'event.original') ?? ''
  return text.slice(0, MESSAGE_CHARACTERS)
}

function hostOf(event: EventView): string {
  return HOSTS.map(field => firstText(event, field)).find(name => name !== undefined) ?? ''
}

interface EventRowProps {
  readonly event: EventView
  /** A field that the results are sorted by and that has no column of its own. */
  readonly field: string | undefined
}

function EventRow({ event, field }: EventRowProps) {
  const [open, setOpen] = useState(false)
  const at = Date.parse(firstText(event, '@timestamp') ?? '')
  const system = firstText(event, 'thapcanh.system.id')
  const toggle = (): void => setOpen(!open)
  return (
    <>
      <tr
        class={open ? 'event-row open' : 'event-row'}
        onClick={click => {
          if (click.target instanceof Element && click.target.closest('button') !== null) return
          if (getSelection()?.isCollapsed !== false) toggle()
        }}
      >
        <td class="event-toggle">
          <button
            type="button"
            class="quiet square small"
            aria-expanded={open}
            aria-label={t('events.expand')}
            onClick={toggle}
          >
            <Icon name="chevron" />
          </button>
        </td>
        <td class="event-time">{Number.isNaN(at) ? '' : <Moment at={at} />}</td>
        <td class="event-host clip">{hostOf(event)}</td>
        <td class="event-system clip">{system === undefined ? '' : systemName(system)}</td>
        {field !== undefined && (
          <td class="event-sorted clip">
            <span class="event-sorted-name">{field}: </span>
            {valuesText(event, field)}
          </td>
        )}
        <td class="event-message">
          <div class="two-lines raw-text">{messageOf(event)}</div>
        </td>
      </tr>
      {open && (
        <tr class="event-detail">
          <td colSpan={field === undefined ? 5 : 6}>
            <RawLine event={event} />
            <h3>{t('incident.allFields', { n: fieldCount(event) })}</h3>
            <FieldTable event={event} />
          </td>
        </tr>
      )}
    </>
  )
}

/** All values, as they are written in a query. */
function valuesText(event: EventView, field: string): string {
  const value = event[field]
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String).join(', ')
}

interface SortedHeadingProps {
  readonly choice: EventChoice
  readonly field: string
  readonly name: string
}

/** Pressed once more, the order is turned. */
function SortedHeading({ choice, field, name }: SortedHeadingProps) {
  const sort = sortOf(choice.sort)
  const isHere = sort.field === field
  return (
    <th
      scope="col"
      class={field === TIME ? undefined : 'event-sorted'}
      aria-sort={isHere ? (sort.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        class="sort"
        onClick={() => sortBy(choice, { field, descending: !(isHere && sort.descending) })}
      >
        {name}
        <Icon name="up" />
      </button>
    </th>
  )
}

interface ResultsProps {
  readonly choice: EventChoice
  readonly page: EventPage
  readonly busy: boolean
  readonly more: () => void
}

/** Count, time taken, what is missing, the rows, and more of them. */
export function EventResults({ choice, page, busy, more }: ResultsProps) {
  const { field: sorted } = sortOf(choice.sort)
  const field = sorted === TIME ? undefined : sorted
  const n = numberText(page.hits.length)
  return (
    <section class="results" aria-label={t('events.results')}>
      <p class="results-head" role="status">
        <strong>{page.next === null ? t('events.found', { n }) : t('events.foundMore', { n })}</strong>
        <span class="hint">{t('events.took', { n: numberText(Math.round(page.tookMs)) })}</span>
      </p>
      {page.hits.length > 0 && <SortChoice choice={choice} />}
      {!page.complete && (
        <p class="warning-line" role="alert">
          <Icon name="warning" />
          {page.stoppedBy === 'memory'
            ? w('stoppedMemory')
            : page.stoppedBy === 'damage'
              ? w('stoppedDamage')
              : t('events.incomplete')}
        </p>
      )}
      {page.hits.length === 0 ? (
        page.complete && <Empty title={t('events.none')}>{t('events.noneHint')}</Empty>
      ) : (
        <div class="table-scroll">
          <table class="events-table">
            <thead>
              <tr>
                <td />
                <SortedHeading choice={choice} field={TIME} name={t('events.col.time')} />
                <th scope="col">{t('events.col.host')}</th>
                <th scope="col">{t('events.col.system')}</th>
                {field !== undefined && <SortedHeading choice={choice} field={field} name={field} />}
                <th scope="col">{t('events.col.message')}</th>
              </tr>
            </thead>
            <tbody>
              {page.hits.map(hit => (
                <EventRow key={hit.id} event={hit.event} field={field} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {page.next !== null && (
        <p class="results-foot">
          <button type="button" disabled={busy} onClick={more}>
            {busy ? t('app.loading') : t('app.more')}
          </button>
        </p>
      )}
    </section>
  )
}
