// One run in the panel of an incident: its head, and its steps when it is opened. Runs that go on are open and
// keep themselves fresh; finished ones are fetched when someone opens them.

import { useState } from 'preact/hooks'
import type { RunView } from '#/api/contract/playbook-views.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { runHref } from '../router.ts'
import { runName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { useRefreshed } from './refreshed.ts'
import { CancelRun, isUnfinished, RunFacts } from './run-head.tsx'
import { RunSteps } from './run-steps.tsx'
import { StateMark } from './state-mark.tsx'
import { stepCounts } from './step-tree.ts'

export const BUSY_MS = 3_000
export const QUIET_MS = 30_000

interface RunBlockProps {
  readonly run: RunView
  /** Another value: something has happened, ask again. */
  readonly reason: unknown
  readonly after: () => Promise<void> | void
}

function Progress({ run, reason }: { readonly run: RunView; readonly reason: unknown }) {
  const [answer, refresh] = useRefreshed(
    () => playbooksApi.run(run.id),
    () => (isUnfinished(run) ? BUSY_MS : QUIET_MS * 10),
    `${String(reason)} ${run.state} ${run.pending}`,
  )
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={() => void refresh()} />
  const { ended, begun } = stepCounts(answer.value.steps)
  return (
    <>
      <p class="hint">{w('run.steps', { ended, begun })}</p>
      <RunSteps steps={answer.value.steps} />
    </>
  )
}

/** The run, folded when it has ended. */
export function RunBlock({ run, reason, after }: RunBlockProps) {
  const [open, setOpen] = useState(isUnfinished(run))
  return (
    <details class="run" data-run={run.id} open={open} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <StateMark state={run.state} />
        <span class="run-name">{runName(run)}</span>
      </summary>
      <div class="run-facts">
        <RunFacts run={run} />
        <span class="links">
          <a href={runHref(run.id)}>{w('run.whole')}</a>
          <CancelRun run={run} after={after} />
        </span>
      </div>
      {run.reason !== null && <p class="step-reason">{run.reason}</p>}
      {open && <Progress run={run} reason={reason} />}
    </details>
  )
}
