// Where a field's value comes from: the query with what it found and when, or the person; with a way to look where
// the console can show it.

import { api } from '../api-client.ts'
import { eventsHref } from '../events/search-choice.ts'
import { withTerm } from '../events/query-text.ts'
import { lawHref } from '../law/law-api.ts'
import { numberText } from '../parts/time-text.ts'
import { go, incidentHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import type { Source } from './documents-api.ts'
import { w } from './editor-words.ts'
import { mediaQueryHref } from './media-query.ts'
import { dayTimeText } from './moment-text.ts'

/** An incident named by its code: the console asks for its id first. */
async function goToIncident(code: string): Promise<void> {
  const answer = await api.listIncidents({ status: 'new,open,closed', text: code, limit: 10 })
  if (!answer.ok) {
    announce({ text: errorText(answer.error), tone: 'wrong' })
    return
  }
  const found = answer.value.incidents.find(incident => incident.code === code)
  if (found !== undefined) go(incidentHref(found.id))
}

/** Address that shows what a query asked, or null where the console has no such view. */
export function queryHref(query: string): string | null {
  if (query.startsWith('law:')) return lawHref('')
  if (/^systems?[ :]/.test(query)) return '/systems'
  if (/^spikes( |$)/.test(query)) return '/media/spikes'
  const media = mediaQueryHref(query)
  if (media !== null) return media
  if (query === 'incidents status:new,open') return '/'
  const address =
    /^alerts at:\[(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})\] destination\.ip:([\da-f.:]+)/.exec(query)
  if (address === null) return null
  const [, from = '', to = '', ip = ''] = address
  return eventsHref({
    q: withTerm('', 'destination.ip', ip, false),
    range: { kind: 'between', from: `${from}T00:00:00+07:00`, to: `${to}T23:59:59+07:00` },
  })
}

function Query({ query }: { readonly query: string }) {
  const code = /^incident:(\d{4}-\d{4,})/.exec(query)?.[1]
  if (code !== undefined)
    return (
      <button type="button" class="as-link" onClick={() => void goToIncident(code)}>
        <code>{query}</code>
      </button>
    )
  const href = queryHref(query)
  return href === null ? (
    <code>{query}</code>
  ) : (
    <a href={href}>
      <code>{query}</code>
    </a>
  )
}

/** One line about a source. */
export function SourceNote({ source }: { readonly source: Source | null }) {
  if (source === null) return <span class="field-source">{w('source.none')}</span>
  if (source.kind === 'person')
    return (
      <span class="field-source field-source-person">
        {w('source.person', { by: personName(source.by), at: dayTimeText(source.at) })}
      </span>
    )
  const [before = '', after = ''] = w('source.query', { query: '\u0000' }).split('\u0000')
  return (
    <span class="field-source">
      {before}
      <Query query={source.query} />
      {after} · {w('source.count', { n: numberText(source.count), at: dayTimeText(source.at) })}
    </span>
  )
}
