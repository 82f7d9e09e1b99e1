// Starting a playbook in a dialog: choose it, see what it is told, look at what it would do, start it. The start
// is possible only after the look, and a changed input asks for another one.

import { useRef, useState } from 'preact/hooks'
import type { DryRunView, PlaybookView } from '#/api/contract/playbook-views.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { Frame } from '../parts/frame.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { shown } from '../state/incident.ts'
import { fullErrorText, useActing } from './act.ts'
import { DryRunResult } from './dry-run-result.tsx'
import { incidentInputs } from './incident-inputs.ts'
import { PlaybookInputs, readInputs } from './playbook-inputs.tsx'
import { playbookName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { Refused } from './question-parts.tsx'
import { SignatureWarning } from './signature-mark.tsx'
import { sortBySuitability } from './suitable.ts'

interface StartProps {
  /** Null: a run without an incident. */
  readonly incident: IncidentView | null
  /** Chosen already. */
  readonly playbook?: PlaybookView
  readonly onClose: () => void
  readonly onStarted: (runId: string) => void
}

interface ChoiceProps {
  readonly all: readonly PlaybookView[]
  readonly incident: IncidentView | null
  readonly chosen: PlaybookView | undefined
  readonly choose: (id: string) => void
}

function PlaybookChoice({ all, incident, chosen, choose }: ChoiceProps) {
  const { fitting, others } = sortBySuitability(all, incident)
  const options = (list: readonly PlaybookView[]) =>
    list.map(each => (
      <option key={each.id} value={each.id}>
        {playbookName(each)}
      </option>
    ))
  return (
    <>
      <label for="playbook">{w('start.which')}</label>
      <select
        id="playbook"
        value={chosen?.id ?? ''}
        data-focus
        onChange={event => choose(event.currentTarget.value)}
      >
        {fitting.length > 0 && <optgroup label={w('start.fitting')}>{options(fitting)}</optgroup>}
        <optgroup label={fitting.length > 0 ? w('start.others') : w('start.all')}>{options(others)}</optgroup>
      </select>
    </>
  )
}

/** The values that the platform would fill in for this incident. */
function knownInputs(incident: IncidentView | null): Readonly<Record<string, string>> {
  if (incident === null) return {}
  const detail = shown.value?.id === incident.id ? shown.value.detail : null
  return incidentInputs(incident, detail?.alerts[0]?.event, location.origin)
}

function StartForm({
  incident,
  playbook,
  onClose,
  onStarted,
}: StartProps & { readonly playbook: PlaybookView }) {
  const form = useRef<HTMLFormElement>(null)
  const [seen, setSeen] = useState<DryRunView | null>(null)
  const [looking, setLooking] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const { busy, wrong: notStarted, act } = useActing(() => undefined)
  const known = knownInputs(incident)
  const request = () => ({
    playbookId: playbook.id,
    incidentId: incident?.id ?? null,
    variables: readInputs(form.current, playbook),
  })
  const look = async (): Promise<void> => {
    setLooking(true)
    const answer = await playbooksApi.dryRun(request())
    setLooking(false)
    setWrong(answer.ok ? null : fullErrorText(answer.error))
    setSeen(answer.ok ? answer.value : null)
  }
  const start = async (): Promise<void> => {
    let runId = ''
    const done = await act(
      () => playbooksApi.start(request()),
      run => {
        runId = run.id
        return w('start.started', { name: playbookName(playbook) })
      },
    )
    if (!done) return
    onStarted(runId)
    onClose()
  }
  return (
    <form
      ref={form}
      class="form"
      onInput={() => setSeen(null)}
      onSubmit={event => {
        event.preventDefault()
        void look()
      }}
    >
      <SignatureWarning playbook={playbook} />
      <PlaybookInputs playbook={playbook} known={known} />
      <Refused why={wrong} />
      {looking && <Loading />}
      {seen !== null && <DryRunResult result={seen} />}
      <Refused why={notStarted} />
      <div class="form-foot start-foot">
        {seen === null && <span class="hint">{w('start.lookFirst')}</span>}
        <button type="button" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button type="submit" class={seen === null ? 'primary' : ''} disabled={looking}>
          {seen === null ? w('start.look') : w('start.lookAgain')}
        </button>
        {seen !== null && (
          <button type="button" class="primary" disabled={busy} onClick={() => void start()}>
            {w('start.start')}
          </button>
        )}
      </div>
    </form>
  )
}

/** The dialog. */
export function StartPlaybook(props: StartProps) {
  const { incident, onClose } = props
  const [answer, again] = useAnswer(playbooksApi.list)
  const [wanted, setWanted] = useState<string | null>(props.playbook?.id ?? null)
  const all = answer?.ok === true ? answer.value : []
  const sorted = sortBySuitability(all, incident)
  const chosen = all.find(({ id }) => id === wanted) ?? sorted.fitting[0] ?? sorted.others[0]
  return (
    <Frame
      title={props.playbook === undefined ? w('start.title') : playbookName(props.playbook)}
      onClose={onClose}
      wide
    >
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <div class="form">
          {props.playbook === undefined && (
            <PlaybookChoice all={all} incident={incident} chosen={chosen} choose={setWanted} />
          )}
          {chosen === undefined ? (
            <p class="hint">{w('start.none')}</p>
          ) : (
            <StartForm key={chosen.id} {...props} playbook={chosen} />
          )}
        </div>
      )}
    </Frame>
  )
}
