// Starting a document: which form, about which incident or which period. The form's standing is said before it is
// chosen: official, only its contents prescribed, the platform's own layout, or a draft of one that was not found.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { titleText } from '../i18n/own-words.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { go } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import {
  documentHref,
  documents,
  formName,
  forms,
  loadForms,
  type FormId,
  type FormView,
} from './documents-api.ts'
import { Standing } from './document-mark.tsx'
import { w } from './documents-words.ts'

interface NewDocumentProps {
  /** Chosen already. */
  readonly form?: FormId
  readonly incident?: string
  readonly onClose: () => void
}

type Outcome = Parameters<typeof documents.create>[0] | string

/** The body of the call, or what is missing. */
function bodyOf(form: FormView, fields: FormData, incidents: readonly IncidentView[]): Outcome {
  if (form.scope === 'incident') {
    const typed = trimmedText(fields, 'incident')
    if (typed === '') return w('new.noIncident')
    const named = incidents.find(({ code }) => typed === code || typed.startsWith(`${code} `))
    return { form: form.id, incident: named?.id ?? typed }
  }
  const [from, to] = [fieldText(fields, 'from'), fieldText(fields, 'to')]
  if ((from === '') !== (to === '')) return w('new.halfPeriod')
  return from === '' ? { form: form.id } : { form: form.id, period: `${from}..${to}` }
}

function IncidentField({
  incidents,
  code,
}: {
  readonly incidents: readonly IncidentView[]
  readonly code: string
}) {
  return (
    <>
      <label for="incident">{w('new.incident')}</label>
      <input
        id="incident"
        name="incident"
        list="incidents"
        required
        maxLength={400}
        autocomplete="off"
        defaultValue={code}
        key={code}
        aria-describedby="incident-hint"
      />
      <datalist id="incidents">
        {incidents.map(incident => (
          <option key={incident.id} value={`${incident.code} ${titleText(incident)}`} />
        ))}
      </datalist>
      <p class="hint" id="incident-hint">
        {w('new.incidentHint')}
      </p>
    </>
  )
}

/** The dialog; on success the draft is shown. */
export function NewDocument({ form: chosen, incident, onClose }: NewDocumentProps) {
  const [formId, setFormId] = useState<string>(chosen ?? '')
  const [incidents, setIncidents] = useState<readonly IncidentView[]>([])
  const [wrong, setWrong] = useState<string | null>(null)
  useEffect(() => {
    void loadForms()
    void api.listIncidents({ status: 'new,open,closed', limit: 100 }).then(answer => {
      if (answer.ok) setIncidents(answer.value.incidents)
    })
  }, [])
  const scoped = (scope: FormView['scope']): readonly FormView[] =>
    forms.value.filter(form => form.scope === scope && (incident === undefined || scope === 'incident'))
  const form = forms.value.find(({ id }) => id === formId)

  async function send(fields: FormData): Promise<boolean> {
    if (form === undefined) return false
    const body = bodyOf(form, fields, incidents)
    if (typeof body === 'string') {
      setWrong(body)
      return false
    }
    const made = await documents.create(body)
    setWrong(made.ok ? null : errorText(made.error))
    if (!made.ok) return false
    announce({ text: w('new.made'), tone: 'done' })
    go(documentHref(made.value.document.id))
    return true
  }
  const group = (name: string, list: readonly FormView[]) =>
    list.length === 0 ? null : (
      <optgroup label={name}>
        {list.map(({ id }) => (
          <option key={id} value={id}>
            {formName(id)}
          </option>
        ))}
      </optgroup>
    )
  return (
    <DialogForm title={w('new')} submit={w('newSubmit')} send={send} onClose={onClose}>
      <label for="form">{w('new.form')}</label>
      <select
        id="form"
        name="form"
        required
        data-focus
        value={formId}
        onChange={event => setFormId(event.currentTarget.value)}
      >
        <option value="" />
        {group(w('new.incidentGroup'), scoped('incident'))}
        {group(w('new.periodGroup'), scoped('period'))}
      </select>
      {form !== undefined && <Standing form={form} />}
      {form?.scope === 'incident' && (
        <IncidentField
          incidents={incidents}
          code={incidents.find(({ id }) => id === incident)?.code ?? incident ?? ''}
        />
      )}
      {form?.scope === 'period' && (
        <>
          <span class="pair">
            <span>
              <label for="from">{w('new.from')}</label>
              <input id="from" name="from" type="date" />
            </span>
            <span>
              <label for="to">{w('new.to')}</label>
              <input id="to" name="to" type="date" />
            </span>
          </span>
          <p class="hint">{w('new.periodHint')}</p>
        </>
      )}
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
    </DialogForm>
  )
}
