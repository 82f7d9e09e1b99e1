// The legal clocks of one incident: those that run first, the nearest deadline on top; the others folded away.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import type { ApiError } from '../api-client.ts'
import { documentHref, documents, loadForms, type FormId } from '../documents/documents-api.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { ClockDialog, type ClockAct } from './clock-dialog.tsx'
import { ClockLine } from './clock-line.tsx'
import { isOwed, law, type Clock, type IncidentClocksAnswer } from './law-api.ts'
import { w } from './law-words.ts'
import { heardTime } from './remaining.tsx'
import './law.css'

const EVERY_MS = 60_000

/** Owed ones by the time they are due; those without a limit after them. */
function byUrgency(a: Clock, b: Clock): number {
  return (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY)
}

interface IncidentClocksProps {
  readonly incident: Pick<IncidentView, 'id' | 'version'>
}

/** The strip for the head of an incident's page; asks again when the incident changes and every minute. */
export function IncidentClocks({ incident: { id, version } }: IncidentClocksProps) {
  const [answer, setAnswer] = useState<IncidentClocksAnswer | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [act, setAct] = useState<ClockAct | null>(null)
  const [drafting, setDrafting] = useState<string | null>(null)
  const [round, setRound] = useState(0)

  function take(got: IncidentClocksAnswer): void {
    heardTime(got.now)
    setAnswer(got)
  }
  useEffect(() => {
    void loadForms()
    const timer = setInterval(() => setRound(count => count + 1), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    let wanted = true
    void law.clocks(id).then(got => {
      if (!wanted) return
      setError(got.ok ? null : got.error)
      if (got.ok) take(got.value)
    })
    return () => {
      wanted = false
    }
  }, [id, version, round])

  async function draft(clock: Clock): Promise<void> {
    if (clock.form === null || drafting !== null) return
    setDrafting(clock.id)
    const made = await documents.create({ form: clock.form as FormId, incident: id })
    setDrafting(null)
    if (made.ok) go(documentHref(made.value.document.id))
    else announce({ text: errorText(made.error), tone: 'wrong' })
  }

  if (answer === null)
    return error === null ? <Loading /> : <Failed error={error} again={() => setRound(round + 1)} />
  const shown = answer.clocks.filter(isOwed).sort(byUrgency)
  const others = answer.clocks.filter(clock => !isOwed(clock))
  const line = (clock: Clock) => (
    <li key={clock.id}>
      <ClockLine
        clock={clock}
        deeds={answer.deeds}
        act={setAct}
        draft={one => void draft(one)}
        drafting={drafting === clock.id}
      />
    </li>
  )
  return (
    <section class="clocks" aria-label={w('title')}>
      <h2>{w('title')}</h2>
      {shown.length === 0 && <p class="hint">{w('none')}</p>}
      <ul>{shown.map(line)}</ul>
      {others.length > 0 && (
        <details class="clocks-others">
          <summary>{w('others', { n: others.length })}</summary>
          <ul>{others.map(line)}</ul>
        </details>
      )}
      {act !== null && <ClockDialog incidentId={id} act={act} onDone={take} onClose={() => setAct(null)} />}
    </section>
  )
}
