// All documents: what is due first, then drafts, those signed off, those sent. The address holds the filter.

import { useEffect, useState } from 'preact/hooks'
import { go, search } from '../router.ts'
import { may } from '../state/session.ts'
import { documents, formName, forms, loadForms, STATES, type ListQuery } from './documents-api.ts'
import { DocumentList } from './document-list.tsx'
import { w } from './documents-words.ts'
import { DueList } from './due-list.tsx'
import { NewDocument } from './new-document.tsx'
import './documents.css'
import '../law/law.css'

function filterOf(text: string): ListQuery {
  const query = new URLSearchParams(text)
  const filled = (name: string): string | undefined => {
    const value = query.get(name)
    return value === null || value === '' ? undefined : value
  }
  return {
    form: filled('form'),
    state: STATES.find(state => state === filled('state')),
    incident: filled('incident'),
  }
}

function hrefOf(filter: ListQuery): string {
  const filled = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(filled.map(([key, value]) => [key, String(value)])).toString()
  return text === '' ? '/documents' : `/documents?${text}`
}

function Filters({ filter }: { readonly filter: ListQuery }) {
  const [code, setCode] = useState<string | null>(null)
  const { incident } = filter
  useEffect(() => {
    setCode(null)
    if (incident === undefined) return
    void documents.list({ incident, limit: 1 }).then(answer => {
      if (answer.ok) setCode(answer.value.documents[0]?.incident?.code ?? null)
    })
  }, [incident])
  const put = (change: ListQuery): void => go(hrefOf({ ...filter, ...change }), { replace: true })
  return (
    <div class="filters" role="group" aria-label={w('filters')}>
      <label>
        {w('filter.form')}{' '}
        <select value={filter.form ?? ''} onChange={event => put({ form: event.currentTarget.value })}>
          <option value="">{w('filter.all')}</option>
          {forms.value.map(({ id }) => (
            <option key={id} value={id}>
              {formName(id)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w('filter.state')}{' '}
        <select value={filter.state ?? ''} onChange={event => put({ state: event.currentTarget.value })}>
          <option value="">{w('filter.all')}</option>
          {STATES.map(state => (
            <option key={state} value={state}>
              {w(`state.${state}`)}
            </option>
          ))}
        </select>
      </label>
      {incident !== undefined && (
        <button type="button" class="chip" onClick={() => put({ incident: undefined })}>
          {w('filter.incident', { code: code ?? incident })} <span aria-hidden="true">×</span>
          <span class="off-screen">{w('filter.clear')}</span>
        </button>
      )}
    </div>
  )
}

/** The page of `/documents`. */
export function DocumentsPage() {
  const filter = filterOf(search.value)
  const [making, setMaking] = useState(false)
  useEffect(() => void loadForms(), [])
  const states = STATES.filter(state => filter.state === undefined || filter.state === state)
  return (
    <div class="page documents">
      <div class="page-head">
        <h1>{w('title')}</h1>
        {may('documents.write') && (
          <button type="button" class="primary" onClick={() => setMaking(true)}>
            {w('new')}
          </button>
        )}
        <span class="links">
          <a href="/calendar">{w('toCalendar')}</a>
          <a href="/law">{w('toLaw')}</a>
        </span>
        <Filters filter={filter} />
      </div>
      {filter.state === undefined && <DueList query={filter} />}
      {states.map(state => (
        <DocumentList
          key={state}
          title={w(`section.${state}`)}
          empty={w(`none.${state}`)}
          query={{ ...filter, state }}
        />
      ))}
      {making && (
        <NewDocument
          onClose={() => setMaking(false)}
          {...(filter.incident === undefined ? {} : { incident: filter.incident })}
        />
      )}
    </div>
  )
}
