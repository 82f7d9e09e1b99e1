// What stands in one block list, newest first, with the way to add and to take out.

import { useEffect, useState } from 'preact/hooks'
import type { BlockEntryView, BlockListView } from '#/api/contract/block-lists.ts'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { IncidentLink } from '../playbooks/incident-link.tsx'
import { runHref } from '../router.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { blockListsApi, type BlockEntryPage } from './block-lists-api.ts'
import { w } from './block-lists-words.ts'
import { AddEntry, RemoveEntry } from './entry-dialogs.tsx'

type OpenDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'remove'; readonly entry: BlockEntryView }
  | null

function Because({ entry }: { readonly entry: BlockEntryView }) {
  const { incidentId, runId } = entry
  if (incidentId === null && runId === null) return null
  return (
    <span class="links">
      {incidentId !== null && <IncidentLink id={incidentId} short />}
      {runId !== null && <a href={runHref(runId)}>{w('run')}</a>}
    </span>
  )
}

interface EntryTableProps {
  readonly list: BlockListView
  /** The list itself is another one now: its time of change, its figures. */
  readonly changed: () => void
}

/** The table with its dialogs. */
export function EntryTable({ list, changed }: EntryTableProps) {
  const [page, setPage] = useState<BlockEntryPage | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [dialog, setDialog] = useState<OpenDialog>(null)
  async function load(before: BlockEntryPage | null): Promise<void> {
    const answer = await blockListsApi.entries(list.id, before?.next ?? null)
    setError(answer.ok ? null : answer.error)
    if (answer.ok)
      setPage({ ...answer.value, entries: [...(before?.entries ?? []), ...answer.value.entries] })
  }
  useEffect(() => void load(null), [])
  const after = (): void => {
    void load(null)
    changed()
  }
  const close = (): void => setDialog(null)
  const mayChange = may('incidents.work')
  const action = {
    name: w('col.action'),
    cell: (entry: BlockEntryView) => (
      <button type="button" class="small" onClick={() => setDialog({ kind: 'remove', entry })}>
        {w('remove')}
      </button>
    ),
    short: true,
  } as const
  return (
    <>
      <div class="page-head run-part">
        <h2>{w('entries')}</h2>
        {page !== null && <span class="hint">{w('count', { n: numberText(page.total) })}</span>}
        {mayChange && (
          <button type="button" class="primary" onClick={() => setDialog({ kind: 'add' })}>
            {w('add')}
          </button>
        )}
      </div>
      {page === null && error === null && <Loading />}
      {error !== null && <Failed error={error} again={() => void load(null)} />}
      {page !== null && (
        <DataTable
          rows={page.entries}
          keyOf={({ value }) => value}
          empty={w('empty')}
          columns={[
            { name: w('col.value'), cell: ({ value }) => <code>{value}</code> },
            { name: w('col.kind'), cell: ({ kind }) => w(`kind.${kind}`), short: true },
            { name: w('col.reason'), cell: ({ reason }) => reason, wide: true },
            { name: w('col.incident'), cell: entry => <Because entry={entry} />, short: true },
            {
              name: w('col.by'),
              cell: ({ addedBy }) => (addedBy === 'thapcanh' ? w('platform') : personName(addedBy)),
              short: true,
            },
            { name: w('col.at'), cell: ({ addedAt }) => <Moment at={addedAt} />, short: true },
            {
              name: w('col.until'),
              cell: ({ expiresAt }) => (expiresAt === null ? w('noEnd') : <Moment at={expiresAt} />),
              short: true,
            },
            ...(mayChange ? [action] : []),
          ]}
        />
      )}
      {page !== null && page.next !== null && (
        <button type="button" onClick={() => void load(page)}>
          {t('app.more')}
        </button>
      )}
      {dialog?.kind === 'add' && <AddEntry list={list} onClose={close} after={after} />}
      {dialog?.kind === 'remove' && <RemoveEntry entry={dialog.entry} onClose={close} after={after} />}
    </>
  )
}
