// Documents in one state, newest first, further back on request.

import { useEffect, useState } from 'preact/hooks'
import type { ApiError } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { Ago } from '../parts/when.tsx'
import { incidentHref } from '../router.ts'
import { personName } from '../state/people.ts'
import { documentHref, documents, formName, type ListQuery, type Summary } from './documents-api.ts'
import { DocumentMark } from './document-mark.tsx'
import { w } from './documents-words.ts'
import { dayTimeText } from './moment-text.ts'

const PAGE = 30

/** What a document is about: its incident, or its period. */
export function About({ of: { incident, period } }: { readonly of: Summary }) {
  if (incident !== null)
    return (
      <>
        <a href={incidentHref(incident.id)}>{incident.code}</a> {incident.title}
      </>
    )
  return <>{period?.label ?? w('city')}</>
}

/** How far a draft is, or who signed it. */
export function Progress({ of: summary }: { readonly of: Summary }) {
  if (summary.signedAt !== null)
    return (
      <>
        {personName(summary.signedBy ?? '')} · {dayTimeText(summary.signedAt)}
      </>
    )
  return summary.openRequired > 0 ? (
    <span class="tone-warn">{w('openRequired', { n: summary.openRequired })}</span>
  ) : (
    <span class="tone-fine">{w('complete')}</span>
  )
}

interface DocumentListProps {
  readonly title: string
  readonly empty: string
  readonly query: ListQuery
}

/** One section of the list. */
export function DocumentList({ title, empty, query }: DocumentListProps) {
  const [rows, setRows] = useState<readonly Summary[] | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const { form, state, incident } = query

  async function more(known: readonly Summary[], after: string | null): Promise<void> {
    const answer = await documents.list({ ...query, limit: PAGE, ...(after === null ? {} : { after }) })
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    setRows([...known, ...answer.value.documents])
    setNext(answer.value.next)
  }
  useEffect(() => void more([], null), [form, state, incident])

  if (rows === null)
    return error === null ? <Loading /> : <Failed error={error} again={() => void more([], null)} />
  return (
    <div class="document-list" data-state={state}>
      <DataTable
        title={title}
        rows={rows}
        keyOf={({ id }) => id}
        empty={empty}
        columns={[
          {
            name: w('col.name'),
            cell: one => (
              <>
                <a href={documentHref(one.id)}>
                  {formName(one.form) === one.form ? one.name : formName(one.form)}
                </a>
                {one.correctionOf !== null && <span class="tag">{w('correction')}</span>}
              </>
            ),
            wide: true,
          },
          { name: w('col.about'), cell: one => <About of={one} /> },
          { name: w('col.state'), cell: one => <DocumentMark state={one.state} />, short: true },
          { name: w('col.signed'), cell: one => <Progress of={one} /> },
          { name: w('col.by'), cell: one => personName(one.createdBy), short: true },
          { name: w('col.changed'), cell: one => <Ago at={one.updatedAt} />, short: true },
        ]}
      />
      {error !== null && <Failed error={error} again={() => void more(rows, next)} />}
      {next !== null && (
        <button type="button" class="small" onClick={() => void more(rows, next)}>
          {w('older')}
        </button>
      )}
    </div>
  )
}
