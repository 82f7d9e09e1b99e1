// Who did what to what, newest first.

import { useEffect, useState } from 'preact/hooks'
import type { AuditPage as Page } from '#/api/contract/audit.ts'
import { callApi, type ApiError } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { w } from './audit-words.ts'

type Entry = Page['entries'][number]

/** The page of `/audit`. */
export function AuditPage() {
  const [entries, setEntries] = useState<readonly Entry[] | null>(null)
  const [total, setTotal] = useState(0)
  const [error, setError] = useState<ApiError | null>(null)

  async function more(known: readonly Entry[]): Promise<void> {
    const before = known.at(-1)?.number
    const answer = await callApi<Page>('GET', '/api/audit', { query: { before, limit: 100 } })
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    setEntries([...known, ...answer.value.entries])
    setTotal(answer.value.total)
  }
  useEffect(() => void more([]), [])

  if (entries === null)
    return error === null ? <Loading /> : <Failed error={error} again={() => void more([])} />
  return (
    <div class="page">
      <div class="page-head">
        <h1>{w('title')}</h1>
        <span class="hint">{w('count', { n: numberText(total) })}</span>
      </div>
      <DataTable
        rows={entries}
        keyOf={entry => String(entry.number)}
        empty={w('none')}
        columns={[
          { name: w('col.number'), cell: entry => numberText(entry.number), figure: true },
          { name: w('col.at'), cell: entry => <Moment at={entry.at} />, short: true },
          {
            name: w('col.by'),
            cell: entry => (entry.by === 'thapcanh' ? w('platform') : personName(entry.by)),
            short: true,
          },
          { name: w('col.action'), cell: entry => <code>{entry.action}</code> },
          { name: w('col.subject'), cell: entry => entry.subject },
          { name: w('col.detail'), cell: entry => entry.detail, wide: true },
        ]}
      />
      {error !== null && <Failed error={error} again={() => void more(entries)} />}
      {(entries.at(-1)?.number ?? 1) > 1 && (
        <button type="button" onClick={() => void more(entries)}>
          {w('older')}
        </button>
      )}
    </div>
  )
}
