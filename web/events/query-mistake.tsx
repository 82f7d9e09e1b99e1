// A query the server could not read: its sentence, and the place in the query.

import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { errorText } from '../state/error-text.ts'

const AROUND = 60

/** The query with the character the server stumbled over marked, when it says which. */
export function QueryMistake({ error, query }: { readonly error: ApiError; readonly query: string }) {
  const at = error.position
  return (
    <div class="state state-failed query-mistake" role="alert">
      <p class="state-title">
        {error.code === 'query.invalid' ? t('error.query.invalid') : errorText(error)}
        {at !== null && <span class="hint"> ({t('events.errorAt', { n: at + 1 })})</span>}
      </p>
      {error.code === 'query.invalid' && <p>{error.why === undefined ? error.message : errorText(error)}</p>}
      {at !== null && (
        <pre class="raw-text">
          {query.slice(Math.max(0, at - AROUND), at)}
          <mark class="mistake">{query.slice(at, at + 1) || ' '}</mark>
          {query.slice(at + 1, at + AROUND)}
        </pre>
      )}
    </div>
  )
}
