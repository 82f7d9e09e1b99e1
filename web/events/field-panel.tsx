// The fields of what was found, with counts; a field opens to its most frequent values, each to be searched for or
// left out.

import { useEffect, useState } from 'preact/hooks'
import type { EventFieldsView, EventValuesView } from '#/api/contract/event-work.ts'
import { t } from '../i18n/text.ts'
import { errorText } from '../state/error-text.ts'
import { numberText } from '../parts/time-text.ts'
import { go } from '../router.ts'
import { eventsApi } from './events-api.ts'
import { w } from './events-words.ts'
import { withTerm } from './query-text.ts'
import { eventsHref, type EventChoice } from './search-choice.ts'
import { sortBy } from './sort-choice.tsx'

const FIRST_FIELDS = 40
/** Nearly every event has another one. */
const TOO_MANY_VALUES: ReadonlySet<string> = new Set(['event.original', 'message'])

interface ValuesProps {
  readonly choice: EventChoice
  readonly field: string
}

function FieldValues({ choice, field }: ValuesProps) {
  const [found, setFound] = useState<EventValuesView | string | null>(null)
  useEffect(() => {
    let wanted = true
    void eventsApi.values(choice, field).then(answer => {
      if (wanted) setFound(answer.ok ? answer.value : errorText(answer.error))
    })
    return () => void (wanted = false)
  }, [field, eventsHref(choice)])
  if (found === null) return <p class="hint">{t('app.loading')}</p>
  if (typeof found === 'string') return <p class="form-error">{found}</p>
  if (found.values.length === 0) return <p class="hint">{w('noValues')}</p>
  const narrow = (value: string, negated: boolean): void =>
    go(eventsHref({ ...choice, q: withTerm(choice.q, field, value, negated) }))
  return (
    <>
      <ul class="field-values" aria-label={w('values', { name: field })}>
        {found.values.map(({ value, events }) => {
          const text = String(value)
          return (
            <li key={`${typeof value} ${text}`}>
              <button
                type="button"
                class="value"
                title={w('include', { value: text })}
                onClick={() => narrow(text, false)}
              >
                {text === '' ? '""' : text}
              </button>
              <span class="hint">{numberText(events)}</span>
              <button
                type="button"
                class="quiet small"
                title={w('exclude', { value: text })}
                aria-label={w('exclude', { value: text })}
                onClick={() => narrow(text, true)}
              >
                −
              </button>
            </li>
          )
        })}
      </ul>
      {!found.exact && <p class="hint">{w('inexact')}</p>}
      {!found.complete && <p class="hint">{w('partial')}</p>}
    </>
  )
}

/** Asked for when it is opened. */
export function FieldPanel({ choice }: { readonly choice: EventChoice }) {
  const [wanted, setWanted] = useState(false)
  const [found, setFound] = useState<EventFieldsView | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  useEffect(() => {
    if (!wanted) return undefined
    const leaving = new AbortController()
    eventsApi.fields(choice, leaving.signal).then(
      answer => setFound(answer.ok ? answer.value : null),
      () => undefined,
    )
    return () => leaving.abort()
  }, [wanted, eventsHref(choice)])
  return (
    <details class="field-panel" onToggle={event => setWanted(event.currentTarget.open)}>
      <summary>{w('fields')}</summary>
      {found !== null && (
        <>
          <p class="hint">{w('sampled', { n: numberText(found.sampled) })}</p>
          <ul class="field-list">
            {found.fields
              .filter(({ name }) => !TOO_MANY_VALUES.has(name))
              .slice(0, FIRST_FIELDS)
              .map(({ name, events, sortable }) => (
                <li key={name} class={open === name ? 'open' : undefined}>
                  <button
                    type="button"
                    class="quiet small field-toggle"
                    aria-expanded={open === name}
                    title={w('fieldOf', { name, n: numberText(events) })}
                    onClick={() => setOpen(open === name ? null : name)}
                  >
                    <span class="field-name">{name}</span>
                    <span class="hint">{numberText(events)}</span>
                  </button>
                  {open === name && sortable && (
                    <button
                      type="button"
                      class="small"
                      onClick={() => sortBy(choice, { field: name, descending: true })}
                    >
                      {w('sortByField', { name })}
                    </button>
                  )}
                  {open === name && <FieldValues choice={choice} field={name} />}
                </li>
              ))}
          </ul>
        </>
      )}
    </details>
  )
}
