// Editing a table: its rows fifty at a time, so that a long one stays quick. On a telephone each row is a block of
// named fields, as in every table of the console.

import { useState } from 'preact/hooks'
import { numberText } from '../parts/time-text.ts'
import type { FieldOf, Value } from './documents-api.ts'
import { w } from './editor-words.ts'

type RowsValue = Extract<Value, { kind: 'rows' }>
type Row = RowsValue['rows'][number]

const ROWS_A_PAGE = 50

interface TableEditorProps {
  readonly field: FieldOf<'table'>
  readonly value: RowsValue
  readonly onInput: (value: Value) => void
}

/** Rows of fields, with rows to add and to take away. */
export function TableEditor({ field: { columns }, value: { rows }, onInput }: TableEditorProps) {
  const [first, setFirst] = useState(0)
  const shown = rows.slice(first, first + ROWS_A_PAGE)
  const put = (next: Row[]): void => onInput({ kind: 'rows', rows: next })
  const setCell = (row: number, column: number, text: string): void =>
    put(
      rows.map((cells, at) =>
        at === row
          ? cells.map((cell, index) => (index === column ? (text === '' ? null : text) : cell))
          : cells,
      ),
    )
  const add = (row: Row): void => {
    put([...rows, row])
    setFirst(Math.floor(rows.length / ROWS_A_PAGE) * ROWS_A_PAGE)
  }
  const cell = (row: number, column: number, label: string) => (
    <textarea
      rows={1}
      class="cell-input"
      aria-label={w('row', { column: label, n: row + 1 })}
      value={rows[row]?.[column] ?? ''}
      maxLength={20_000}
      onInput={event => setCell(row, column, event.currentTarget.value)}
    />
  )
  const remove = (row: number) => (
    <button
      type="button"
      class="quiet small"
      aria-label={w('removeRow', { n: row + 1 })}
      onClick={() => put(rows.filter((_, at) => at !== row))}
    >
      {w('remove')}
    </button>
  )
  return (
    <div class="table-editor">
      <div class="paper-table-place">
        <table class="paper-table">
          <thead>
            <tr>
              {columns.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th>
                <span class="off-screen">{w('remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((cells, index) => {
              const row = first + index
              const isHeading = cells.length === 1 && columns.length > 1
              return (
                <tr key={row} class={isHeading ? 'paper-heading-row' : undefined}>
                  {isHeading ? (
                    <td colSpan={columns.length}>{cell(row, 0, w('addHeading'))}</td>
                  ) : (
                    columns.map(({ label }, column) => (
                      <td key={label} data-name={label}>
                        {cell(row, column, label)}
                      </td>
                    ))
                  )}
                  <td class="row-remove">{remove(row)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <div class="field-buttons">
        <button type="button" class="small" data-focus onClick={() => add(columns.map(() => null))}>
          {w('addRow')}
        </button>
        {columns.length > 1 && rows.some(cells => cells.length === 1) && (
          <button type="button" class="small" onClick={() => add([null])}>
            {w('addHeading')}
          </button>
        )}
        {rows.length > ROWS_A_PAGE && (
          <>
            <span class="hint">
              {w('page', {
                from: numberText(first + 1),
                to: numberText(first + shown.length),
                n: numberText(rows.length),
              })}
            </span>
            <button
              type="button"
              class="small"
              disabled={first === 0}
              onClick={() => setFirst(first - ROWS_A_PAGE)}
            >
              {w('earlier')}
            </button>
            <button
              type="button"
              class="small"
              disabled={first + ROWS_A_PAGE >= rows.length}
              onClick={() => setFirst(first + ROWS_A_PAGE)}
            >
              {w('later')}
            </button>
          </>
        )}
      </div>
      <p class="hint">{w('tableHint')}</p>
    </div>
  )
}
