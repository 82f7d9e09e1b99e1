// The systems as rows, those of the highest level first.

import type { SystemRow } from '#/api/contract/register.ts'
import { term } from '../events/query-text.ts'
import { eventsHref } from '../events/search-choice.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { systemHref } from '../router.ts'
import { Completeness } from './completeness.tsx'
import { f } from './field-words.ts'
import { w } from './register-words.ts'
import { unitName } from './units.ts'

const DAY = { kind: 'span', span: '24h' } as const

function inOrder(a: SystemRow, b: SystemRow): number {
  return b.system.level - a.system.level || a.system.name.localeCompare(b.system.name, 'vi')
}

/** Links to what concerns a system. */
export function SystemLinks({ id }: { readonly id: string }) {
  return (
    <span class="links system-links">
      <a href={`/?system=${encodeURIComponent(id)}`}>{w('incidents')}</a>
      <a href={eventsHref({ q: term('thapcanh.system.id', id), range: DAY })}>{w('events')}</a>
    </span>
  )
}

/** The table of `/systems`. */
export function SystemsTable({ rows }: { readonly rows: readonly SystemRow[] }) {
  return (
    <DataTable
      rows={[...rows].sort(inOrder)}
      keyOf={({ system }) => system.id}
      empty={w('none')}
      columns={[
        { name: w('col.level'), cell: ({ system }) => t('queue.level', { n: system.level }), short: true },
        {
          name: w('col.name'),
          cell: ({ system }) => (
            <span class="system-name">
              <a href={systemHref(system.id)}>{system.name}</a>
              <span class="hint">
                {f(`kind.${system.kind}`)}
                {system.source === 'config' && <span class="tag">{w('configured')}</span>}
              </span>
            </span>
          ),
        },
        { name: w('col.owner'), cell: ({ system }) => system.owner },
        { name: w('col.operator'), cell: ({ system }) => system.operator },
        {
          name: w('col.unit'),
          cell: ({ system }) => (system.unitId === null ? '' : unitName(system.unitId)),
        },
        { name: w('col.complete'), cell: row => <Completeness row={row} /> },
        { name: w('col.see'), cell: ({ system }) => <SystemLinks id={system.id} /> },
      ]}
    />
  )
}
