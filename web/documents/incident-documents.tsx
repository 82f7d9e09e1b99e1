// The documents of one incident, for its page: what there is, and the way to start another.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import type { ApiError } from '../api-client.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { may } from '../state/session.ts'
import { documentHref, documents, formName, loadForms, type Summary } from './documents-api.ts'
import { Progress } from './document-list.tsx'
import { DocumentMark } from './document-mark.tsx'
import { w } from './documents-words.ts'
import { NewDocument } from './new-document.tsx'
import './documents.css'

/** Asks again when the incident changes: a step of a playbook may have drafted one. */
export function IncidentDocuments({
  incident: { id, version },
}: {
  readonly incident: Pick<IncidentView, 'id' | 'version'>
}) {
  const [list, setList] = useState<readonly Summary[] | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [making, setMaking] = useState(false)
  const [round, setRound] = useState(0)
  useEffect(() => void loadForms(), [])
  useEffect(() => {
    let wanted = true
    void documents.list({ incident: id, limit: 100 }).then(answer => {
      if (!wanted) return
      setError(answer.ok ? null : answer.error)
      if (answer.ok) setList(answer.value.documents)
    })
    return () => {
      wanted = false
    }
  }, [id, version, round])
  return (
    <section class="incident-documents" aria-label={w('incident.title')}>
      <h2>{w('incident.title')}</h2>
      {list === null && error === null && <Loading />}
      {error !== null && <Failed error={error} again={() => setRound(round + 1)} />}
      {list !== null && list.length === 0 && <p class="hint">{w('incident.none')}</p>}
      <ul>
        {list?.map(one => (
          <li key={one.id}>
            <DocumentMark state={one.state} /> <a href={documentHref(one.id)}>{formName(one.form)}</a>
            {one.correctionOf !== null && <span class="tag">{w('correction')}</span>}{' '}
            <span class="hint">
              <Progress of={one} />
            </span>
          </li>
        ))}
      </ul>
      <p class="links">
        {may('documents.write') && (
          <button type="button" class="small" onClick={() => setMaking(true)}>
            {w('new')}
          </button>
        )}
        {list !== null && list.length > 0 && (
          <a href={`/documents?incident=${encodeURIComponent(id)}`}>{w('incident.all')}</a>
        )}
      </p>
      {making && <NewDocument incident={id} onClose={() => setMaking(false)} />}
    </section>
  )
}
