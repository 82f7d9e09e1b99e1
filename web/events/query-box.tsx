// The box of the query, with suggestions of fields and values under it: a combobox whose list is gone through with the
// arrow keys. Enter takes the suggestion in hand, and searches while none is; Tab takes it, Escape closes the list.

import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/text.ts'
import { numberText } from '../parts/time-text.ts'
import { completed } from './completion.ts'
import { w } from './events-words.ts'
import type { EventChoice } from './search-choice.ts'
import { type Suggestion, type Suggestions, type Typing, useSuggestions } from './use-suggestions.ts'

const LIST = 'query-suggestions'
const optionId = (at: number): string => `${LIST}-${at}`

/** Puts the cursor into the query box. */
export function focusQuery(): void {
  document.querySelector<HTMLInputElement>('#query')?.select()
}

interface OptionProps {
  readonly suggestion: Suggestion
  readonly at: number
  readonly isActive: boolean
  readonly take: () => void
}

function Option({ suggestion: { text, events, type }, at, isActive, take }: OptionProps) {
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    <li
      ref={item}
      id={optionId(at)}
      role="option"
      aria-selected={isActive}
      // The box keeps the focus.
      onPointerDown={event => event.preventDefault()}
      onClick={take}
    >
      <span class="raw-text">{text}</span>
      {type !== undefined && <span class="hint">{w(`type.${type}`)}</span>}
      <span class="hint suggestion-count">{w('events', { n: numberText(events) })}</span>
    </li>
  )
}

interface ListProps {
  readonly found: Suggestions
  readonly active: number
  readonly take: (suggestion: Suggestion) => void
}

function List({ found: { completion, list, sampled }, active, take }: ListProps) {
  const name =
    completion.kind === 'field' ? w('suggestFields') : w('suggestValues', { name: completion.field })
  return (
    <div class="suggestions">
      <ul id={LIST} role="listbox" aria-label={name}>
        {list.map((suggestion, at) => (
          <Option
            key={suggestion.text}
            suggestion={suggestion}
            at={at}
            isActive={at === active}
            take={() => take(suggestion)}
          />
        ))}
      </ul>
      <p class="hint">{sampled === null ? name : w('sampled', { n: numberText(sampled) })}</p>
    </div>
  )
}

interface QueryBoxProps {
  /** What the suggestions are counted in, beside what is typed. */
  readonly choice: EventChoice
  readonly q: string
  readonly change: (q: string) => void
}

/** The field `#query`. */
export function QueryBox({ choice, q, change }: QueryBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  const [typing, setTyping] = useState<Typing | null>(null)
  const [active, setActive] = useState(-1)
  const found = useSuggestions(choice, q, typing)
  const list = found?.list ?? []
  useEffect(() => setActive(-1), [found])

  const look = (asked: boolean): void => setTyping({ cursor: box.current?.selectionStart ?? q.length, asked })
  const take = ({ text }: Suggestion): void => {
    if (found === null || box.current === null) return
    const next = completed(q, found.completion, text)
    // At once, so that the cursor can be put there.
    box.current.value = next.text
    box.current.setSelectionRange(next.cursor, next.cursor)
    change(next.text)
    setTyping({ cursor: next.cursor, asked: false })
    setActive(-1)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      event.preventDefault()
      if (list.length === 0) return look(true)
      // One more place than suggestions: back in the box.
      const places = list.length + 1
      setActive(((active + 1 + by + places) % places) - 1)
    } else if (event.key === 'Escape' && list.length > 0) {
      event.preventDefault()
      setTyping(null)
    } else if ((event.key === 'Enter' || event.key === 'Tab') && list[active] !== undefined) {
      event.preventDefault()
      take(list[active])
    } else if (event.key === 'Enter') setTyping(null)
  }
  return (
    <div class="query-box">
      <input
        ref={box}
        id="query"
        class="query raw-text"
        type="search"
        role="combobox"
        value={q}
        maxLength={2000}
        spellcheck={false}
        autocapitalize="none"
        autocomplete="off"
        placeholder={t('events.placeholder')}
        aria-describedby="query-hint"
        aria-autocomplete="list"
        aria-expanded={list.length > 0}
        aria-controls={list.length > 0 ? LIST : undefined}
        aria-activedescendant={active < 0 ? undefined : optionId(active)}
        onInput={event => {
          change(event.currentTarget.value)
          look(false)
        }}
        onClick={() => typing !== null && look(false)}
        onBlur={() => setTyping(null)}
        onKeyDown={onKeyDown}
      />
      <span class="off-screen" role="status">
        {list.length > 0 && w('suggestions', { n: list.length })}
      </span>
      {found !== null && <List found={found} active={active} take={take} />}
    </div>
  )
}
