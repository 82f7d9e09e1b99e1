// What the results are sorted by: time or a field, and in which direction.

import { Icon } from '../parts/icon.tsx'
import { go } from '../router.ts'
import { w } from './events-words.ts'
import { eventsHref, type EventChoice } from './search-choice.ts'
import { directionText } from './sort-text.ts'
import { type Sort, sortOf, sortText, TIME } from './sort.ts'

/** Offered always; any other sortable field is chosen in the list of fields. */
const OFFERED = [
  'host.name',
  'user.name',
  'source.ip',
  'destination.ip',
  'source.bytes',
  'destination.bytes',
  'http.response.status_code',
  'event.duration',
  'event.severity',
  'winlog.event_id',
] as const

/** Goes to the address of the search in that order. */
export function sortBy(choice: EventChoice, sort: Sort): void {
  const { sort: _, ...rest } = choice
  const text = sortText(sort)
  go(eventsHref(text === undefined ? rest : { ...rest, sort: text }))
}

/** Above the results, where there is room for no heading too. */
export function SortChoice({ choice }: { readonly choice: EventChoice }) {
  const sort = sortOf(choice.sort)
  const fields = new Set([...OFFERED, ...(sort.field === TIME ? [] : [sort.field])])
  return (
    <span class="sort-choice">
      <label for="sort-field">{w('sortBy')}</label>
      <select
        id="sort-field"
        value={sort.field}
        onChange={event => sortBy(choice, { field: event.currentTarget.value, descending: true })}
      >
        <option value={TIME}>{w('sortTime')}</option>
        {[...fields].map(field => (
          <option key={field} value={field}>
            {field}
          </option>
        ))}
      </select>
      <button
        type="button"
        class={sort.descending ? 'small sort-direction down' : 'small sort-direction'}
        title={w('turn')}
        onClick={() => sortBy(choice, { ...sort, descending: !sort.descending })}
      >
        <Icon name="up" />
        {directionText(sort)}
      </button>
    </span>
  )
}
