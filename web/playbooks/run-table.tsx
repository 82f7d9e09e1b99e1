// Runs, newest first, further back on request.

import { useEffect, useState } from 'preact/hooks'
import type { RunPage, RunView } from '#/api/contract/playbook-views.ts'
import type { ApiError } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed } from '../parts/states.tsx'
import { Moment } from '../parts/when.tsx'
import { runHref } from '../router.ts'
import { personName } from '../state/people.ts'
import { IncidentLink } from './incident-link.tsx'
import { runName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { StateMark } from './state-mark.tsx'

const PAGE = 30

/** The table with its title. */
export function RunTable() {
  const [runs, setRuns] = useState<readonly RunView[]>([])
  const [next, setNext] = useState<RunPage['next']>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [known, setKnown] = useState(false)
  async function more(after: string | null): Promise<void> {
    const answer = await playbooksApi.runs({ limit: PAGE, ...(after === null ? {} : { after }) })
    setError(answer.ok ? null : answer.error)
    setKnown(true)
    if (!answer.ok) return
    setRuns(before => (after === null ? answer.value.runs : [...before, ...answer.value.runs]))
    setNext(answer.value.next)
  }
  useEffect(() => void more(null), [])
  if (!known) return null
  return (
    <>
      {error !== null && <Failed error={error} again={() => void more(next)} />}
      <DataTable
        title={w('runs.title')}
        rows={runs}
        keyOf={run => run.id}
        empty={w('runs.none')}
        columns={[
          { name: w('col.state'), cell: run => <StateMark state={run.state} />, short: true },
          { name: w('col.name'), cell: run => <a href={runHref(run.id)}>{runName(run)}</a>, wide: true },
          {
            name: w('incident'),
            cell: run => run.incidentId !== null && <IncidentLink id={run.incidentId} />,
          },
          {
            name: w('col.startedBy'),
            cell: run => (run.startedBy === 'thapcanh' ? w('platform') : personName(run.startedBy)),
            short: true,
          },
          { name: w('col.startedAt'), cell: run => <Moment at={run.startedAt} />, short: true },
          { name: w('col.reason'), cell: run => run.reason ?? '' },
        ]}
      />
      {next !== null && (
        <button type="button" onClick={() => void more(next)}>
          {t('app.more')}
        </button>
      )}
    </>
  )
}
