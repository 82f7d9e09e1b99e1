// The filters of the stories. Each is a part of the address: choosing goes there. On a telephone they are folded.

import { useEffect, useRef, useState } from 'preact/hooks'
import { dayOf, isoDay } from '../law/vietnam-time.ts'
import { Icon } from '../parts/icon.tsx'
import { narrow } from '../parts/screen.ts'
import { go } from '../router.ts'
import { systemName } from '../state/systems.ts'
import { COUNTED_TONES, FLAGS, TOPICS, VOICES } from './media-api.ts'
import {
  betweenMs,
  isFiltered,
  mediaHref,
  PRESETS,
  rangeMs,
  type MediaChoice,
  type MediaFilter,
} from './media-choice.ts'
import { w as word } from './media-words.ts'
import { departmentName, departments, knownPlaces, sourceName, sourceNames } from './names.ts'
import { w } from './story-words.ts'

const TYPING_PAUSE_MS = 300

interface ChoiceProps {
  readonly choice: MediaChoice
}

/** Goes to the same view with a part of its filter changed. */
export function refine(choice: MediaChoice, change: MediaFilter, options: { replace?: boolean } = {}): void {
  go(mediaHref({ ...choice, filter: { ...choice.filter, ...change } }), options)
}

/** Puts the cursor into the box for words. */
export function focusWords(): void {
  document.querySelector<HTMLInputElement>('#media-text')?.select()
}

function RangeField({ choice }: ChoiceProps) {
  const { range } = choice
  const [typed, setTyped] = useState({ from: '', to: '' })
  const shown = rangeMs(range, Date.now())
  const first = isoDay(dayOf(shown.fromMs))
  const last = isoDay(dayOf(shown.toMs - 1))
  useEffect(() => setTyped({ from: first, to: last }), [first, last])
  const wrong = typed.from !== '' && typed.to !== '' && betweenMs(typed.from, typed.to) === null
  const put = (change: Partial<typeof typed>): void => {
    const wanted = { ...typed, ...change }
    setTyped(wanted)
    if (betweenMs(wanted.from, wanted.to) === null) return
    go(mediaHref({ ...choice, range: { kind: 'between', ...wanted } }), { replace: true })
  }
  return (
    <div class="media-range">
      <div class="segments" role="group" aria-label={w('range')}>
        {PRESETS.map(preset => (
          <button
            key={preset}
            type="button"
            aria-pressed={range.kind === 'preset' && range.preset === preset}
            onClick={() => go(mediaHref({ ...choice, range: { kind: 'preset', preset } }))}
          >
            {w(`range.${preset}`)}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={range.kind === 'between'}
          onClick={() => go(mediaHref({ ...choice, range: { kind: 'between', from: first, to: last } }))}
        >
          {w('range.custom')}
        </button>
      </div>
      {range.kind === 'between' && (
        <span class="media-days">
          {(['from', 'to'] as const).map(end => (
            <label key={end}>
              {w(end)}{' '}
              <input
                type="date"
                value={typed[end]}
                max={isoDay(dayOf(Date.now()))}
                aria-invalid={wrong}
                onChange={event => put({ [end]: event.currentTarget.value })}
              />
            </label>
          ))}
          {wrong && (
            <span class="tone-bad" role="alert">
              {w('rangeWrong')}
            </span>
          )}
        </span>
      )}
    </div>
  )
}

function Words({ choice }: ChoiceProps) {
  const given = choice.filter.text ?? ''
  const [typed, setTyped] = useState(given)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  useEffect(() => setTyped(given), [given])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (text: string, composing: boolean): void => {
    setTyped(text)
    clearTimeout(timer.current)
    if (!composing)
      timer.current = setTimeout(() => refine(choice, { text }, { replace: true }), TYPING_PAUSE_MS)
  }
  return (
    <input
      id="media-text"
      type="search"
      class="media-text"
      maxLength={200}
      aria-label={w('textLabel')}
      placeholder={w('text')}
      value={typed}
      onInput={event => type(event.currentTarget.value, event.isComposing)}
      onCompositionEnd={event => type(event.currentTarget.value, false)}
      onKeyDown={event => {
        if (event.code === 'Escape' && !event.isComposing) event.currentTarget.blur()
      }}
    />
  )
}

type Chosen = 'topic' | 'place' | 'department' | 'source' | 'tone' | 'flag' | 'voice'

interface PickProps extends ChoiceProps {
  readonly name: Chosen
  readonly options: readonly { readonly value: string; readonly text: string }[]
}

function Pick({ choice, name, options }: PickProps) {
  const value = choice.filter[name] ?? ''
  const isListed = value === '' || options.some(option => option.value === value)
  return (
    <select
      aria-label={w(name)}
      class={value === '' ? undefined : 'is-chosen'}
      value={value}
      onChange={event => refine(choice, { [name]: event.currentTarget.value || undefined })}
    >
      <option value="">{w(`all.${name}`)}</option>
      {!isListed && <option value={value}>{name === 'source' ? sourceName(value) : value}</option>}
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  )
}

const optionsOf = <T extends string>(
  values: readonly T[],
  text: (value: T) => string,
): { value: T; text: string }[] => values.map(value => ({ value, text: text(value) }))

function Picks({ choice }: ChoiceProps) {
  // Read here, so that names that come later show.
  const places = knownPlaces.value.map(({ code, name }) => ({ value: code, text: name }))
  return (
    <div class="media-picks">
      <Pick choice={choice} name="topic" options={optionsOf(TOPICS, topic => word(`topic.${topic}`))} />
      <Pick choice={choice} name="place" options={places} />
      <Pick
        choice={choice}
        name="department"
        options={departments.value.map(({ id }) => ({ value: id, text: departmentName(id) }))}
      />
      <Pick
        choice={choice}
        name="source"
        options={sourceNames.value.map(({ id, name }) => ({ value: id, text: name }))}
      />
      <Pick choice={choice} name="tone" options={optionsOf(COUNTED_TONES, tone => word(`tone.${tone}`))} />
      <Pick choice={choice} name="flag" options={optionsOf(FLAGS, flag => word(`flag.${flag}`))} />
      <Pick choice={choice} name="voice" options={optionsOf(VOICES, voice => word(`voice.${voice}`))} />
      {isFiltered(choice.filter) && (
        <button type="button" class="quiet" onClick={() => go(mediaHref({ ...choice, filter: {} }))}>
          {w('clear')}
        </button>
      )}
    </div>
  )
}

/** Filters that come with an address and have no field of their own. */
function Given({ choice }: ChoiceProps) {
  const { story, system, kind } = choice.filter
  const given = [
    { name: 'story', text: story === undefined ? null : w('only.story') },
    { name: 'system', text: system === undefined ? null : w('only.system', { name: systemName(system) }) },
    { name: 'kind', text: kind === undefined ? null : w('only.kind', { kind: word(`kind.${kind}`) }) },
  ] as const
  return (
    <>
      {given.map(
        ({ name, text }) =>
          text !== null && (
            <button
              key={name}
              type="button"
              class="chip"
              title={w('unfilter')}
              onClick={() => refine(choice, { [name]: undefined })}
            >
              {text}
              <span class="off-screen"> ({w('unfilter')})</span>
              <Icon name="close" />
            </button>
          ),
      )}
    </>
  )
}

/** All of them. */
export function StoryFilters({ choice }: ChoiceProps) {
  const inUse = Object.values(choice.filter).filter(value => value !== undefined).length
  return (
    <div class="media-filters" role="search" aria-label={w('filters')}>
      <RangeField choice={choice} />
      <Words choice={choice} />
      {narrow.value ? (
        <details class="media-fold">
          <summary>{inUse === 0 ? w('filters') : w('filtersOf', { n: inUse })}</summary>
          <Picks choice={choice} />
        </details>
      ) : (
        <Picks choice={choice} />
      )}
      <Given choice={choice} />
    </div>
  )
}
