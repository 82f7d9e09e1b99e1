// Merging an incident into another, splitting alerts off it, and undoing either. The target of a merge is looked
// for by its code or words; open incidents that share entities with this one are offered first.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../../i18n/own-words.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { trimmedText } from '../../parts/field-text.ts'
import { Ago } from '../../parts/when.tsx'
import { SeverityMark } from '../../parts/severity-mark.tsx'
import { announce } from '../../state/notices.ts'
import { stopSplitting } from '../splitting.ts'
import { merge, split, unmove } from './decide.ts'
import { ReasonField } from './text-fields.tsx'
import { w } from './work-words.ts'
import { workApi } from './work-api.ts'

const TYPING_PAUSE_MS = 200

/** Open incidents to choose from: those that match what was typed, or those that are alike. */
function useCandidates(incident: IncidentView, text: string): readonly IncidentView[] | null {
  const [found, setFound] = useState<readonly IncidentView[] | null>(null)
  useEffect(() => {
    let wanted = true
    const look = async (): Promise<void> => {
      const answer = text === '' ? await workApi.similar(incident.id) : await workApi.findOpen(text)
      if (!wanted) return
      const all = !answer.ok
        ? []
        : 'total' in answer.value
          ? answer.value.incidents
          : answer.value.incidents.map(({ incident: other }) => other)
      setFound(all.filter(({ id, status }) => id !== incident.id && status !== 'closed').slice(0, 10))
    }
    const timer = setTimeout(() => void look(), text === '' ? 0 : TYPING_PAUSE_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [incident.id, text])
  return found
}

interface CandidateProps {
  readonly candidate: IncidentView
  readonly chosen: boolean
  readonly choose: () => void
}

function Candidate({ candidate, chosen, choose }: CandidateProps) {
  return (
    <label class="outcome">
      <input type="radio" name="into" value={candidate.id} checked={chosen} onChange={choose} />
      <span>
        <span class="candidate-head">
          <SeverityMark severity={candidate.severity} />
          <span class="row-code">{candidate.code}</span>
          <span class="hint">
            <Ago at={candidate.lastSeen} />
          </span>
        </span>
        <span class="outcome-name">{titleText(candidate)}</span>
      </span>
    </label>
  )
}

/** Merges into the chosen incident. */
export function MergeDialog({ incident }: { readonly incident: IncidentView }) {
  const [text, setText] = useState('')
  const [into, setInto] = useState<IncidentView | null>(null)
  const candidates = useCandidates(incident, text.trim())
  const listed =
    into === null || candidates?.some(({ id }) => id === into.id) === true
      ? (candidates ?? [])
      : [into, ...(candidates ?? [])]
  const { code } = incident
  return (
    <DialogForm
      title={w('merge.title', { code })}
      submit={w('merge.submit')}
      send={async fields => {
        if (into !== null) return merge(incident, into, trimmedText(fields, 'reason'))
        announce({ text: w('merge.choose'), tone: 'wrong' })
        return false
      }}
    >
      <p class="hint">{w('merge.hint', { code })}</p>
      <label for="find">{w('merge.find')}</label>
      <input
        id="find"
        type="search"
        value={text}
        data-focus
        onInput={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          // Enter in the box of search does not send the form.
          if (event.code === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault()
        }}
      />
      <fieldset class="outcomes candidates" aria-live="polite">
        <legend>{w(text.trim() === '' ? 'merge.similar' : 'merge.found')}</legend>
        {listed.length === 0 && candidates !== null && <p class="hint">{w('merge.none')}</p>}
        {listed.map(candidate => (
          <Candidate
            key={candidate.id}
            candidate={candidate}
            chosen={into?.id === candidate.id}
            choose={() => setInto(candidate)}
          />
        ))}
      </fieldset>
      <ReasonField />
    </DialogForm>
  )
}

interface SplitDialogProps {
  readonly incident: IncidentView
  readonly alertIds: readonly string[]
}

/** Moves the alerts chosen in the evidence into a new incident. */
export function SplitDialog({ incident, alertIds }: SplitDialogProps) {
  return (
    <DialogForm
      title={w('split.title', { n: alertIds.length, code: incident.code })}
      submit={w('split.submit')}
      send={async fields => {
        const done = await split(incident, alertIds, trimmedText(fields, 'reason'))
        if (done) stopSplitting()
        return done
      }}
    >
      <p class="hint">{w('split.hint')}</p>
      <ReasonField focus />
    </DialogForm>
  )
}

interface UnmoveDialogProps {
  readonly incident: IncidentView
  readonly act: 'unmerge' | 'unsplit'
}

/** Undoes the merge of this incident, or the split that made it. */
export function UnmoveDialog({ incident, act }: UnmoveDialogProps) {
  return (
    <DialogForm
      title={w(`${act}.title`, { code: incident.code })}
      submit={w(`${act}.submit`)}
      send={fields => unmove(incident, act, trimmedText(fields, 'reason'))}
    >
      <ReasonField focus />
    </DialogForm>
  )
}
