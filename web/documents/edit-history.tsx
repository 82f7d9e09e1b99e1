// The history of edits, newest first, and the annex of sources: every figure with the query that gave it.

import { useState } from 'preact/hooks'
import { personName } from '../state/people.ts'
import type { Detail, Field, Value } from './documents-api.ts'
import { w } from './editor-words.ts'
import { namedFields } from './field-values.ts'
import { dayTimeText } from './moment-text.ts'
import { jumpTo } from './paper.tsx'
import { SourceNote } from './source-note.tsx'

const FIRST = 20
const MAX_LETTERS = 160

/** A value in a few words. */
function brief(value: Value | null, field: Field | undefined): string {
  if (value === null) return w('wasOpen')
  switch (value.kind) {
    case 'text':
      return value.text.length > MAX_LETTERS ? `${value.text.slice(0, MAX_LETTERS)}…` : value.text
    case 'choices': {
      const options = field?.kind === 'choices' ? field.options : []
      const labels = value.checked.map(id => options.find(option => option.id === id)?.label ?? id)
      return labels.length === 0 ? w('wasOpen') : labels.join('; ')
    }
    case 'rows':
      return w('rows', { n: value.rows.length })
    case 'items':
      return w('items', { n: value.items.length })
  }
}

/** Who wrote what over what. */
export function EditHistory({ detail }: { readonly detail: Detail }) {
  const [all, setAll] = useState(false)
  const fields = new Map(namedFields(detail).map(named => [named.field.key, named]))
  const edits = detail.edits.toReversed()
  const shown = all ? edits : edits.slice(0, FIRST)
  return (
    <details class="side-more">
      <summary>
        {w('history')} ({edits.length})
      </summary>
      {edits.length === 0 && <p class="hint">{w('noHistory')}</p>}
      <ol class="edits">
        {shown.map((edit, at) => {
          const named = fields.get(edit.key)
          return (
            <li key={edits.length - at}>
              <button type="button" class="as-link" onClick={() => jumpTo(edit.key, false)}>
                {named?.name ?? edit.key}
              </button>
              <p>
                <del>{brief(edit.before, named?.field)}</del> → <ins>{brief(edit.after, named?.field)}</ins>
              </p>
              <p class="hint">
                {personName(edit.by)} · {dayTimeText(edit.at)}
              </p>
            </li>
          )
        })}
      </ol>
      {shown.length < edits.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {w('moreHistory', { n: edits.length })}
        </button>
      )}
    </details>
  )
}

/** Every source in the order of the page. */
export function SourceAnnex({ detail: { sources } }: { readonly detail: Detail }) {
  return (
    <details class="side-more">
      <summary>
        {w('sources')} ({sources.length})
      </summary>
      {sources.length === 0 && <p class="hint">{w('noSources')}</p>}
      <ol class="edits">
        {sources.slice(0, 500).map(({ key, label, source }, at) => (
          <li key={`${key} ${at}`}>
            {label} <SourceNote source={source} />
          </li>
        ))}
      </ol>
    </details>
  )
}
