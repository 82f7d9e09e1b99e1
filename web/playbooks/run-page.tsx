// One run in full: what waits for a person first, its steps, its variables, its log.

import { Icon } from '../parts/icon.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { playbookHref } from '../router.ts'
import { IncidentLink } from './incident-link.tsx'
import { runName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { inputName } from './playbook-inputs.tsx'
import { w } from './playbook-words.ts'
import './playbooks.css'
import { QuestionList } from './question-list.tsx'
import { useRefreshed } from './refreshed.ts'
import { BUSY_MS, QUIET_MS } from './run-block.tsx'
import { CancelRun, isUnfinished, RunFacts } from './run-head.tsx'
import { RunLog } from './run-log.tsx'
import { RunSteps } from './run-steps.tsx'
import { StateMark } from './state-mark.tsx'

/** The page of `/runs/:id`. */
export function RunPage({ id }: { readonly id: string }) {
  const [answer, refresh] = useRefreshed(
    () => playbooksApi.run(id),
    detail => (detail !== null && isUnfinished(detail.run) ? BUSY_MS : QUIET_MS),
  )
  if (answer === null) return <Loading />
  if (!answer.ok) return <Failed error={answer.error} again={() => void refresh()} />
  const { run, steps, pending, variables } = answer.value
  const told = variables.filter(({ value }) => value !== '')
  return (
    <div class="page run-page">
      <div class="page-head">
        <a class="back" href={playbookHref(run.playbookId)}>
          <Icon name="back" />
          {w('run.playbook')}
        </a>
        <StateMark state={run.state} />
        <h1>{runName(run)}</h1>
        <CancelRun run={run} after={refresh} />
      </div>
      <RunFacts run={run} />
      {run.incidentId !== null && (
        <p>
          {w('incident')}: <IncidentLink id={run.incidentId} />
        </p>
      )}
      {run.reason !== null && <p class="step-reason">{run.reason}</p>}
      {pending.length > 0 && (
        <section class="run-part">
          <h2>{w('panel.waiting', { n: pending.length })}</h2>
          <QuestionList questions={pending} withIncident={false} after={refresh} />
        </section>
      )}
      <section class="run-part">
        <h2>{w('flow.title')}</h2>
        <RunSteps steps={steps} />
      </section>
      {told.length > 0 && (
        <details class="run-part whole">
          <summary>{w('run.variables', { n: told.length })}</summary>
          <dl>
            {told.map(({ name, value }) => (
              <div class="fact" key={name}>
                <dt>
                  <code>{inputName(name)}</code>
                </dt>
                <dd class="raw-text">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <RunLog id={id} reason={`${run.state} ${run.pending} ${steps.length}`} />
    </div>
  )
}
