// The log of a run, which is only ever added to: every move with its number, newest last.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { RunLogPage } from '#/api/contract/playbook-views.ts'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed } from '../parts/states.tsx'
import { numberText } from '../parts/time-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { playbooksApi } from './playbooks-api.ts'
import { moveDetail, moveText } from './move-words.ts'
import { w } from './playbook-words.ts'

const PAGE = 200
type Entry = RunLogPage['entries'][number]

/** The table; `reason` says that there may be more. */
export function RunLog({ id, reason }: { readonly id: string; readonly reason: string }) {
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [total, setTotal] = useState(0)
  const [error, setError] = useState<ApiError | null>(null)
  const asking = useRef(false)
  async function more(): Promise<void> {
    if (asking.current) return
    asking.current = true
    const answer = await playbooksApi.log(id, entries.at(-1)?.number ?? 0, PAGE)
    asking.current = false
    setError(answer.ok ? null : answer.error)
    if (!answer.ok) return
    setEntries(known => {
      const last = known.at(-1)?.number ?? 0
      return [...known, ...answer.value.entries.filter(({ number }) => number > last)]
    })
    setTotal(answer.value.total)
  }
  useEffect(() => void more(), [reason])
  return (
    <>
      <DataTable
        title={w('log.title')}
        rows={entries}
        keyOf={({ number }) => String(number)}
        empty={w('log.none')}
        columns={[
          { name: w('log.number'), cell: ({ number }) => numberText(number), figure: true },
          { name: w('log.at'), cell: ({ at }) => <Moment at={at} />, short: true },
          { name: w('log.move'), cell: ({ kind }) => moveText(kind), short: true },
          { name: w('log.by'), cell: ({ by }) => (by === null ? '' : personName(by)), short: true },
          {
            name: w('log.text'),
            cell: ({ kind, text }) => <span class="log-text">{moveDetail(kind, text)}</span>,
            wide: true,
          },
        ]}
      />
      {error !== null && <Failed error={error} again={() => void more()} />}
      {entries.length < total && (
        <button type="button" onClick={() => void more()}>
          {t('app.more')}
        </button>
      )}
    </>
  )
}
