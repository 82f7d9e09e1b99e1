// The tables of the health page for what failed beside the reading of logs; each is there only when there is
// something in it.

import { useEffect } from 'preact/hooks'
import { DataTable } from '../parts/data-table.tsx'
import { numberText } from '../parts/time-text.ts'
import { Ago } from '../parts/when.tsx'
import { JobTable } from '../notices/jobs.tsx'
import {
  acknowledgeFailedJobs,
  failedJobs,
  failingChannels,
  loadFailures,
  newlyFailed,
  silentConsumers,
} from '../state/failures.ts'
import { w } from './failure-words.ts'

function FailingChannels() {
  if (failingChannels.value.length === 0) return null
  return (
    <>
      <DataTable
        title={w('channels')}
        rows={failingChannels.value}
        keyOf={({ id }) => id}
        empty=""
        columns={[
          { name: w('channel'), cell: ({ id }) => <strong class="tone-bad">{id}</strong> },
          {
            name: w('since'),
            cell: ({ lastFailedAt: at }) => at !== null && <Ago at={at} />,
            short: true,
          },
          { name: w('waiting'), cell: ({ waiting }) => numberText(waiting), figure: true },
          { name: w('error'), cell: ({ lastError }) => lastError, wide: true },
        ]}
      />
      <a href="/notices?show=channels">{w('toChannels')}</a>
    </>
  )
}

function SilentConsumers() {
  if (silentConsumers.value.length === 0) return null
  return (
    <>
      <DataTable
        title={w('consumers')}
        rows={silentConsumers.value}
        keyOf={({ consumer, list }) => `${consumer} ${list}`}
        empty=""
        columns={[
          { name: w('consumer'), cell: ({ consumer }) => <strong class="tone-bad">{consumer}</strong> },
          { name: w('list'), cell: ({ list }) => list },
          { name: w('last'), cell: ({ at }) => (at === null ? w('never') : <Ago at={at} />), wide: true },
        ]}
      />
      <a href="/block-lists">{w('toLists')}</a>
    </>
  )
}

function FailedJobs() {
  if (failedJobs.value.length === 0) return null
  return (
    <>
      <JobTable title={w('jobs')} jobs={failedJobs.value} />
      <p class="links">
        {newlyFailed.value.length > 0 && (
          <button type="button" class="small" onClick={acknowledgeFailedJobs}>
            {w('acknowledge')}
          </button>
        )}
        <a href="/notices?show=jobs">{w('toJobs')}</a>
      </p>
    </>
  )
}

/** Nothing on a good day. */
export function Failures() {
  useEffect(() => void loadFailures(), [])
  return (
    <>
      <FailingChannels />
      <SilentConsumers />
      <FailedJobs />
    </>
  )
}
