// The value of a field as it stands on the page.

import { useState } from 'preact/hooks'
import { numberText } from '../parts/time-text.ts'
import type { Field, FieldOf, Value } from './documents-api.ts'
import { w } from './editor-words.ts'
import { SourceNote } from './source-note.tsx'

const FIRST_ROWS = 60

type Rows = Extract<Value, { kind: 'rows' }>['rows']
const NO_ROWS: Rows = []

function Cell({ text }: { readonly text: string | null | undefined }) {
  if (text === null || text === undefined)
    return (
      <span class="cell-open" title={w('openCell')}>
        ……<span class="off-screen"> {w('openCell')}</span>
      </span>
    )
  return <>{text}</>
}

function TableView({ field, rows }: { readonly field: FieldOf<'table'>; readonly rows: Rows }) {
  const [all, setAll] = useState(false)
  const { columns, numbered, answer } = field
  const shown = all ? rows : rows.slice(0, FIRST_ROWS)
  return (
    <>
      <div class="paper-table-place">
        <table class="paper-table" aria-label={field.label === '' ? undefined : field.label}>
          <thead>
            <tr>
              {columns.map(({ label, align }) => (
                <th key={label} scope="col" class={`align-${align ?? 'left'}`}>
                  {label}
                </th>
              ))}
            </tr>
            {numbered === true && (
              <tr class="paper-numbers" aria-hidden="true">
                {columns.map(({ label }, at) => (
                  <td key={label}>({at + 1})</td>
                ))}
              </tr>
            )}
          </thead>
          <tbody>
            {shown.map((row, at) =>
              row.length === 1 && columns.length > 1 ? (
                <tr key={at} class="paper-heading-row">
                  <td colSpan={columns.length}>
                    <Cell text={row[0]} />
                  </td>
                </tr>
              ) : (
                <tr key={at}>
                  {columns.map(({ label, align }, column) => (
                    <td key={label} data-name={label} class={`align-${align ?? 'left'}`}>
                      <Cell text={row[column]} />
                    </td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {w('showRows', { n: numberText(rows.length) })}
        </button>
      )}
      {answer.rowSources !== undefined && answer.rowSources.length > 0 && (
        <details class="row-sources">
          <summary>{w('source.rows')}</summary>
          <ol>
            {answer.rowSources.map((source, at) => (
              <li key={at}>
                {rows[at]?.find(cell => cell !== null && cell !== '') ?? ''} <SourceNote source={source} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}

function ChoicesView({ field }: { readonly field: FieldOf<'choices'> }) {
  const { value } = field.answer
  const checked = value?.kind === 'choices' ? value.checked : []
  const words = value?.kind === 'choices' ? value.words : {}
  return (
    <ul class="boxes">
      {field.options.map(({ id, label }) => (
        <li key={id} class={checked.includes(id) ? 'box-ticked' : undefined}>
          <span class="box" aria-hidden="true">
            {checked.includes(id) ? '☒' : '☐'}
          </span>{' '}
          {label}
          {words[id] !== undefined && words[id] !== '' && <> {words[id]}</>}
          {checked.includes(id) && <span class="off-screen"> ✓</span>}
        </li>
      ))}
    </ul>
  )
}

/** The value alone; an open field shows nothing here. */
export function FieldValue({ field }: { readonly field: Field }) {
  const { value } = field.answer
  if (field.kind === 'choices') return <ChoicesView field={field} />
  if (field.kind === 'table') {
    const rows = value?.kind === 'rows' ? value.rows : NO_ROWS
    if (rows.length > 0) return <TableView field={field} rows={rows} />
    return value === null ? null : (
      <span class="known-none">{field.empty === '' ? w('noneKnown') : field.empty}</span>
    )
  }
  if (value?.kind === 'items') {
    if (value.items.length === 0)
      return (
        <span class="known-none">
          {field.kind === 'list' && field.empty !== '' ? field.empty : w('noneKnown')}
        </span>
      )
    return (
      <ul class="paper-list">
        {value.items.map((item, at) => (
          <li key={at}>{item}</li>
        ))}
      </ul>
    )
  }
  return value?.kind === 'text' ? <span class="field-text">{value.text}</span> : null
}
