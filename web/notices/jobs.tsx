// What the platform has to do, does, and has done: one state at a time, with how many there are of each.

import { useEffect, useState } from 'preact/hooks'
import type { JobListView, JobView } from '#/api/contract/notices.ts'
import type { Answer } from '../api-client.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { numberText, spanText } from '../parts/time-text.ts'
import { Ago, Moment } from '../parts/when.tsx'
import { noticesApi } from './notices-api.ts'
import { w } from './notices-words.ts'

const STATES = ['failed', 'running', 'waiting', 'done', 'cancelled'] as const

/** What the last run said; of a job that will run again it is no end. */
function JobError({ job }: { readonly job: JobView }) {
  if (job.lastError === null) return null
  if (job.state === 'failed') return <span class="tone-bad">{job.lastError}</span>
  return <span class="hint">{w('retrying', { error: job.lastError })}</span>
}

/** Jobs of one state as rows; also on the health page. */
export function JobTable({ jobs, title }: { readonly jobs: readonly JobView[]; readonly title?: string }) {
  return (
    <DataTable
      {...(title === undefined ? {} : { title })}
      rows={jobs}
      keyOf={({ id }) => id}
      empty={w('noJobs')}
      columns={[
        { name: w('col.queue'), cell: ({ queue }) => <strong>{queue}</strong>, short: true },
        {
          name: w('col.key'),
          cell: ({ key, everyMs }) => (
            <>
              <code>{key}</code>
              {everyMs !== null && <span class="hint"> {w('every', { t: spanText(everyMs) })}</span>}
            </>
          ),
        },
        {
          name: w('col.runAt'),
          cell: ({ startedAt, runAt }) => <Moment at={startedAt ?? runAt} />,
          short: true,
        },
        {
          name: w('col.ended'),
          cell: ({ endedAt }) => endedAt !== null && <Ago at={endedAt} />,
          short: true,
        },
        { name: w('col.attempt'), cell: ({ attempt }) => numberText(attempt), figure: true },
        { name: w('col.error'), cell: job => <JobError job={job} />, wide: true },
      ]}
    />
  )
}

/** The part `jobs` of the page. */
export function Jobs() {
  const [state, setState] = useState<JobView['state']>('failed')
  const [answer, setAnswer] = useState<Answer<JobListView> | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let wanted = true
    void noticesApi.jobs(state).then(got => {
      if (wanted) setAnswer(got)
    })
    return () => {
      wanted = false
    }
  }, [state, round])
  return (
    <>
      <p class="hint notices-text">{w('jobsText')}</p>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={() => setRound(round + 1)} />}
      {answer?.ok === true && (
        <>
          <div class="segments job-states" role="group" aria-label={w('filterState')}>
            {STATES.map(one => (
              <button
                key={one}
                type="button"
                aria-pressed={one === state}
                onClick={() => {
                  setState(one)
                  setRound(round + 1)
                }}
              >
                {w(`job.${one}`)} {numberText(answer.value.counts[one])}
              </button>
            ))}
          </div>
          <JobTable jobs={answer.value.jobs.filter(job => job.state === state)} />
        </>
      )}
    </>
  )
}
