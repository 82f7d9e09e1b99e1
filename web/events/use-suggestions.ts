// Asks for suggestions while somebody types: after a short rest, and what is no longer wanted is called off.

import { useEffect, useState } from 'preact/hooks'
import type { Answer } from '../api-client.ts'
import { completionAt, type Completion, withoutTyped } from './completion.ts'
import { eventsApi } from './events-api.ts'
import { eventsHref, type EventChoice } from './search-choice.ts'

const REST_MS = 150
const MOST = 8
/** Nearly every event has another one. */
const TOO_MANY_VALUES: ReadonlySet<string> = new Set(['event.original', 'message', '@timestamp'])

export interface Suggestion {
  readonly text: string
  /** How many events have it. */
  readonly events: number
  /** What a field holds; absent for a value. */
  readonly type?: 'text' | 'number' | 'boolean' | 'address' | 'date'
}

export interface Suggestions {
  readonly completion: Completion
  readonly list: readonly Suggestion[]
  /** Newest events that fields were counted over; null for values, counted over all. */
  readonly sampled: number | null
}

/** Where somebody types. */
export interface Typing {
  readonly cursor: number
  /** Suggestions were asked for: of fields, also before a letter is typed. */
  readonly asked: boolean
}

/** Null while there is nothing to suggest, and while nobody types. */
export function useSuggestions(choice: EventChoice, text: string, typing: Typing | null): Suggestions | null {
  const [found, setFound] = useState<(Suggestions & { readonly at: string }) | null>(null)
  const at = typing === null ? '' : `${typing.cursor} ${String(typing.asked)} ${text}`
  useEffect(() => {
    setFound(null)
    const completion = typing === null ? undefined : completionAt(text, typing.cursor)
    if (completion === undefined || TOO_MANY_VALUES.has(completion.field)) return undefined
    if (completion.kind === 'field' && completion.prefix === '' && typing?.asked !== true) return undefined
    const leaving = new AbortController()
    const rest = setTimeout(() => {
      suggest(choice, text, completion, leaving.signal).then(
        suggestions => setFound(suggestions === null ? null : { ...suggestions, at }),
        // Called off: something newer was typed.
        () => undefined,
      )
    }, REST_MS)
    return () => {
      clearTimeout(rest)
      leaving.abort()
    }
  }, [at, eventsHref({ ...choice, q: '' })])
  // What was found for another text must not be chosen while this one waits for its own.
  return found?.at === at ? found : null
}

async function suggest(
  choice: EventChoice,
  text: string,
  completion: Completion,
  signal: AbortSignal,
): Promise<Suggestions | null> {
  const q = withoutTyped(text, completion)
  const within = await ask({ ...choice, q }, completion, signal)
  // The rest may be half a query: then the whole time is counted.
  return within === 'unreadable' ? await asked({ ...choice, q: '' }, completion, signal) : within
}

async function asked(
  choice: EventChoice,
  completion: Completion,
  signal: AbortSignal,
): Promise<Suggestions | null> {
  const found = await ask(choice, completion, signal)
  return found === 'unreadable' ? null : found
}

async function ask(
  choice: EventChoice,
  completion: Completion,
  signal: AbortSignal,
): Promise<Suggestions | null | 'unreadable'> {
  const { kind, field, prefix } = completion
  if (kind === 'field')
    return read(await eventsApi.fields(choice, signal, prefix), ({ fields, sampled }) => ({
      completion,
      sampled,
      list: fields
        .filter(({ name }) => name !== prefix || !completion.bare)
        .slice(0, MOST)
        .map(({ name, type, events }) => ({ text: name, events, type })),
    }))
  const answer = await eventsApi.values(choice, field, { prefix, limit: MOST, signal })
  return read(answer, ({ values }) => ({
    completion,
    sampled: null,
    list: values
      .map(({ value, events }) => ({ text: String(value), events }))
      .filter(({ text }) => text !== '' && text !== prefix),
  }))
}

function read<T>(answer: Answer<T>, show: (value: T) => Suggestions): Suggestions | null | 'unreadable' {
  if (!answer.ok) return answer.error.code === 'query.invalid' ? 'unreadable' : null
  const shown = show(answer.value)
  return shown.list.length === 0 ? null : shown
}
