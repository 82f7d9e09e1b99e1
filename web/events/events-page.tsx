// Event search: the address says what is searched; submitting the form changes the address, and a changed
// address searches. So a search can be kept, sent and gone back to.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { EventPage } from '#/api/contract/schemas.ts'
import { api, type ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { search } from '../router.ts'
import { may } from '../state/session.ts'
import { EventResults } from './event-results.tsx'
import { EventExports } from './event-exports.tsx'
import { EventSearchForm } from './event-search-form.tsx'
import { FieldPanel } from './field-panel.tsx'
import { Histogram } from './histogram.tsx'
import { focusQuery } from './query-box.tsx'
import { QueryMistake } from './query-mistake.tsx'
import { SavedSearches } from './saved-searches.tsx'
import { eventChoiceOf, eventQueryOf } from './search-choice.ts'

const PAGE_ROWS = 100

type Found = EventPage | null

interface Search {
  readonly found: Found
  readonly error: ApiError | null
  readonly busy: boolean
}

/** Runs the search of the address; a newer one aborts the one before. */
function useSearch(address: string): readonly [Search, () => void, () => void] {
  const [state, setState] = useState<Search>({ found: null, error: null, busy: true })
  const [round, setRound] = useState(0)
  const running = useRef<AbortController>()

  const run = async (before: Found): Promise<void> => {
    running.current?.abort()
    const mine = new AbortController()
    running.current = mine
    setState({ found: before, error: null, busy: true })
    const after = before?.next ?? undefined
    try {
      const choice = eventChoiceOf(address)
      const query = { ...eventQueryOf(choice), sort: choice.sort, limit: PAGE_ROWS, after }
      const answer = await api.searchEvents(query, mine.signal)
      if (!answer.ok) return setState({ found: before, error: answer.error, busy: false })
      const hits = [...(before?.hits ?? []), ...answer.value.hits]
      setState({ found: { ...answer.value, hits }, error: null, busy: false })
    } catch (cause) {
      if (!mine.signal.aborted) throw cause
    }
  }
  useEffect(() => {
    void run(null)
    return () => running.current?.abort()
  }, [address, round])
  return [state, () => void run(state.found), () => setRound(count => count + 1)]
}

function ResultsPlace({ address }: { readonly address: string }) {
  const [{ found, error, busy }, more, again] = useSearch(address)
  if (error !== null && error.status === 400)
    return <QueryMistake error={error} query={eventChoiceOf(address).q} />
  if (error !== null) return <Failed error={error} again={found === null ? again : more} />
  if (found === null) return <Loading />
  const choice = eventChoiceOf(address)
  return (
    <>
      <Histogram choice={choice} />
      <FieldPanel choice={choice} />
      <EventResults choice={choice} page={found} busy={busy} more={more} />
    </>
  )
}

/** The page of `/events`. */
export function EventsPage() {
  const address = search.value
  const [round, setRound] = useState(0)
  useKeys({ search: focusQuery })
  return (
    <div class="page events">
      <h1>{t('events.title')}</h1>
      <EventSearchForm choice={eventChoiceOf(address)} again={() => setRound(count => count + 1)} />
      <div class="search-tools">
        <SavedSearches choice={eventChoiceOf(address)} />
        {may('events.export') && <EventExports choice={eventChoiceOf(address)} />}
      </div>
      <ResultsPlace key={`${round} ${address}`} address={address} />
    </div>
  )
}
