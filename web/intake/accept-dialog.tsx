// A notice is accepted: it becomes an incident, or belongs to one that is open.

import { useEffect, useState } from 'preact/hooks'
import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { SEVERITIES_DOWN } from '../state/queue-view.ts'
import { systems } from '../state/systems.ts'
import { intakeApi, type Acceptance } from './intake-api.ts'
import { w } from './intake-words.ts'
import type { ChangeNotice } from './intake-api.ts'

const TYPING_PAUSE_MS = 250
const MAX_TITLE = 200

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim()
}

function NewIncident({ notice }: { readonly notice: IntakeNoticeView }) {
  const title = `${firstLine(notice.system)}: ${firstLine(notice.description)}`.slice(0, MAX_TITLE)
  return (
    <>
      <label for="accept-title">{w('incidentTitle')}</label>
      <input id="accept-title" name="title" defaultValue={title} maxLength={MAX_TITLE} required />
      <label for="accept-severity">{w('severity')}</label>
      <select id="accept-severity" name="severity">
        {SEVERITIES_DOWN.map(severity => (
          <option key={severity} value={severity} selected={severity === 'medium'}>
            {t(`severity.${severity}`)}
          </option>
        ))}
      </select>
      <label for="accept-system">{w('systemChoice')}</label>
      <select id="accept-system" name="systemId">
        <option value="">{w('noSystemChoice')}</option>
        {systems.value.map(({ id, name }) => (
          <option key={id} value={id} selected={id === notice.systemId}>
            {name}
          </option>
        ))}
      </select>
    </>
  )
}

function OpenIncidents() {
  const [text, setText] = useState('')
  const [found, setFound] = useState<readonly IncidentView[] | null>(null)
  useEffect(() => {
    let wanted = true
    const timer = setTimeout(() => {
      void intakeApi.findOpen(text.trim()).then(answer => {
        if (wanted && answer.ok) setFound(answer.value.incidents)
      })
    }, TYPING_PAUSE_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [text])
  return (
    <>
      <label for="accept-find">{w('find')}</label>
      <input
        id="accept-find"
        type="search"
        value={text}
        placeholder={w('findHint')}
        autocomplete="off"
        onInput={event => setText(event.currentTarget.value)}
      />
      <fieldset class="incident-choice">
        <legend class="off-screen">{w('found')}</legend>
        {found?.length === 0 && <p class="hint">{w('noneFound')}</p>}
        {found?.map(incident => (
          <label class="check" key={incident.id}>
            <input type="radio" name="incidentId" value={incident.id} required />
            <span>
              <code>{incident.code}</code> {titleText(incident)}
              {incident.system !== null && <span class="hint"> · {incident.system.name}</span>}
            </span>
          </label>
        ))}
      </fieldset>
    </>
  )
}

interface AcceptProps {
  readonly notice: IntakeNoticeView
  readonly change: ChangeNotice
  readonly onClose: () => void
}

function acceptanceOf(fields: FormData, isNew: boolean): Acceptance {
  if (!isNew) return { incidentId: fieldText(fields, 'incidentId') }
  const severity = SEVERITIES_DOWN.find(known => known === fields.get('severity')) ?? 'medium'
  const systemId = fieldText(fields, 'systemId') || null
  return { incidentId: null, title: trimmedText(fields, 'title'), severity, systemId }
}

/** A new incident unless somebody says otherwise. */
export function AcceptDialog({ notice, change, onClose }: AcceptProps) {
  const [isNew, setNew] = useState(true)
  const send = (fields: FormData): Promise<boolean> =>
    change(
      ({ id, version }) => intakeApi.accept(id, version, acceptanceOf(fields, isNew)),
      w('done.accepted', { number: notice.number }),
    )
  return (
    <DialogForm
      title={w('acceptTitle', { number: notice.number })}
      submit={w('acceptSubmit')}
      send={send}
      onClose={onClose}
    >
      <fieldset class="accept-as">
        <legend>{w('acceptAs')}</legend>
        <label class="check">
          <input type="radio" name="as" checked={isNew} data-focus onChange={() => setNew(true)} />
          {w('asNew')}
        </label>
        <label class="check">
          <input type="radio" name="as" checked={!isNew} onChange={() => setNew(false)} />
          {w('asExisting')}
        </label>
      </fieldset>
      {isNew ? <NewIncident notice={notice} /> : <OpenIncidents />}
    </DialogForm>
  )
}
