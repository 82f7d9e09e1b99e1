// The playbooks of one incident: what waits for a person stands first, then the runs, then the start of another.
// It keeps itself fresh: with each change of the incident, and every few seconds while something runs.

import { useRef, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { useKeys } from '../keyboard/keys.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { may } from '../state/session.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import './playbooks.css'
import { QuestionList } from './question-list.tsx'
import { useRefreshed } from './refreshed.ts'
import { BUSY_MS, QUIET_MS, RunBlock } from './run-block.tsx'
import { isUnfinished } from './run-head.tsx'
import { StartPlaybook } from './start-playbook.tsx'

const RUNS_SHOWN = 50

/** A part of the incident's page; `p` leads to it. */
export function PlaybookPanel({ incident }: { readonly incident: IncidentView }) {
  const place = useRef<HTMLElement>(null)
  const [starting, setStarting] = useState(false)
  const [round, setRound] = useState(0)
  const reason = `${incident.id} ${incident.version} ${round}`
  const [runs] = useRefreshed(
    () => playbooksApi.runs({ incidentId: incident.id, limit: RUNS_SHOWN }),
    page => (page?.runs.some(isUnfinished) === true ? BUSY_MS : QUIET_MS),
    reason,
  )
  const busy = runs?.ok === true && runs.value.runs.some(isUnfinished)
  const [pending] = useRefreshed(
    () => playbooksApi.pending(incident.id),
    () => (busy ? BUSY_MS : QUIET_MS),
    reason,
  )
  const again = (): void => setRound(count => count + 1)
  useKeys({
    playbooks: () => {
      place.current?.scrollIntoView({ block: 'start' })
      const first = place.current?.querySelector<HTMLElement>('.question-form textarea, .question-form input')
      ;(first ?? place.current)?.focus({ preventScroll: first === null || first === undefined })
    },
  })
  const failed = runs?.ok === false ? runs.error : pending?.ok === false ? pending.error : null
  const waiting = pending?.ok === true ? pending.value : []
  return (
    <section class="playbook-panel" ref={place} tabIndex={-1} aria-labelledby="playbook-panel-title">
      <div class="panel-head">
        <h2 id="playbook-panel-title">{w('panel.title')}</h2>
        {may('playbooks.run') && (
          <button type="button" class="small" onClick={() => setStarting(true)}>
            {w('panel.start')}
          </button>
        )}
      </div>
      {failed !== null && <Failed error={failed} again={again} />}
      {runs === null && failed === null && <Loading />}
      {waiting.length > 0 && (
        <>
          <p class="panel-waiting">{w('panel.waiting', { n: waiting.length })}</p>
          <QuestionList questions={waiting} withIncident={false} after={again} />
        </>
      )}
      {runs?.ok === true && (
        <div class="runs">
          {runs.value.runs.length === 0 && <p class="hint">{w('panel.noRuns')}</p>}
          {runs.value.runs.map(run => (
            <RunBlock key={run.id} run={run} reason={reason} after={again} />
          ))}
        </div>
      )}
      {starting && <StartPlaybook incident={incident} onClose={() => setStarting(false)} onStarted={again} />}
    </section>
  )
}
