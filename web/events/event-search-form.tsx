// The form of the event search: the query and the time range.

import { useEffect, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { w } from './events-words.ts'
import { go, search } from '../router.ts'
import { QueryBox } from './query-box.tsx'
import {
  eventsHref,
  isoOfLocal,
  localInput,
  SPANS,
  type EventChoice,
  type TimeRange,
} from './search-choice.ts'

const HOUR_MS = 3_600_000

interface RangeProps {
  readonly range: TimeRange
  readonly change: (range: TimeRange) => void
}

function RangeFields({ range, change }: RangeProps) {
  const pick = (word: string): void => {
    const span = SPANS.find(known => known === word)
    if (span !== undefined) return change({ kind: 'span', span })
    const end = Date.now()
    change({ kind: 'between', from: new Date(end - HOUR_MS).toISOString(), to: new Date(end).toISOString() })
  }
  return (
    <div class="search-range">
      <label class="off-screen" for="range">
        {t('events.range')}
      </label>
      <select
        id="range"
        value={range.kind === 'span' ? range.span : 'custom'}
        onChange={event => pick(event.currentTarget.value)}
      >
        {SPANS.map(span => (
          <option key={span} value={span}>
            {t(`events.range.${span}`)}
          </option>
        ))}
        <option value="custom">{t('events.range.custom')}</option>
      </select>
      {range.kind === 'between' &&
        (['from', 'to'] as const).map(end => (
          <label key={end}>
            {t(`events.${end}`)}{' '}
            <input
              type="datetime-local"
              step="1"
              value={localInput(range[end])}
              onChange={event => change({ ...range, [end]: isoOfLocal(event.currentTarget.value) })}
            />
          </label>
        ))}
    </div>
  )
}

interface FormProps {
  readonly choice: EventChoice
  /** Searches again when the address stays the same. */
  readonly again: () => void
}

/** Submitting goes to the address of what was typed. */
export function EventSearchForm({ choice, again }: FormProps) {
  const [q, setQ] = useState(choice.q)
  const [range, setRange] = useState(choice.range)
  const [unmarked, setUnmarked] = useState(choice.unmarked === true)
  const [wrong, setWrong] = useState(false)
  const address = eventsHref(choice)
  useEffect(() => {
    setQ(choice.q)
    setRange(choice.range)
    setUnmarked(choice.unmarked === true)
  }, [address])
  const submit = (wanted: EventChoice): void => {
    const { range } = wanted
    const backwards =
      range.kind === 'between' && range.from !== '' && range.to !== '' && range.from >= range.to
    setWrong(backwards)
    if (backwards) return
    const href = eventsHref(wanted)
    if (href === `/events${search.value}`) again()
    else go(href)
  }
  const wanted: EventChoice = {
    q,
    range,
    ...(unmarked ? { unmarked } : {}),
    ...(choice.sort === undefined ? {} : { sort: choice.sort }),
  }
  return (
    <form
      class="search-form"
      role="search"
      onSubmit={event => {
        event.preventDefault()
        submit(wanted)
      }}
    >
      <label class="off-screen" for="query">
        {t('events.query')}
      </label>
      <QueryBox choice={wanted} q={q} change={setQ} />
      <RangeFields
        range={range}
        change={next => {
          setRange(next)
          if (next.kind === 'span') submit({ ...wanted, range: next })
        }}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={unmarked}
          onChange={event => setUnmarked(event.currentTarget.checked)}
        />{' '}
        {w('unmarked')}
      </label>
      <button type="submit" class="primary">
        {t('events.submit')}
      </button>
      {wrong && (
        <p class="form-error" role="alert">
          {t('events.badRange')}
        </p>
      )}
      <p class="hint search-hint" id="query-hint">
        {t('events.syntax')}
      </p>
    </form>
  )
}
