// A plain table with a title. On a telephone each row becomes a block of named values.

import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => ComponentChildren
  /** Figures stand at the right. */
  readonly figure?: true
  /** Takes the room that is left. */
  readonly wide?: true
  /** A word or two that stay on one line. */
  readonly short?: true
  /** Rows can be put in its order: how they stand by it now, null when not by it, and what a press does. */
  readonly sort?: { readonly direction: 'ascending' | 'descending' | null; readonly onSort: () => void }
}

interface DataTableProps<Row> {
  readonly title?: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  readonly empty: string
}

function kindOf(column: Column<never>): string {
  if (column.figure === true) return 'cell-figure'
  if (column.short === true) return 'cell-short'
  return column.wide === true ? 'cell-wide' : ''
}

function Heading({ name, sort }: Pick<Column<never>, 'name' | 'sort'>) {
  if (sort === undefined) return <>{name}</>
  return (
    <button type="button" class="sort" onClick={sort.onSort}>
      {name}
      <Icon name="up" />
    </button>
  )
}

/** The table, or the words for an empty one. */
export function DataTable<Row>({ title, rows, columns, keyOf, empty }: DataTableProps<Row>) {
  return (
    <section class="data">
      {title !== undefined && <h2>{title}</h2>}
      {rows.length === 0 ? (
        <p class="hint">{empty}</p>
      ) : (
        <table class="data-table" aria-label={title}>
          <thead>
            <tr>
              {columns.map(column => (
                <th
                  key={column.name}
                  scope="col"
                  class={kindOf(column)}
                  {...(column.sort === undefined ? {} : { 'aria-sort': column.sort.direction ?? 'none' })}
                >
                  <Heading {...column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={keyOf(row)}>
                {columns.map(column => (
                  <td key={column.name} class={kindOf(column)} data-name={column.name}>
                    <div>{column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
