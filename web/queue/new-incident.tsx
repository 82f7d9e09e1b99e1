// Opening an incident by hand: a telephone call, a letter, something seen.

import type { NewIncidentBody } from '#/api/contract/incident-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { callApi } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { MAU05_KINDS, mau05Text } from '../incident/mau05-text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { go, incidentHref } from '../router.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { SEVERITIES_DOWN } from '../state/queue-view.ts'
import { systems } from '../state/systems.ts'
import { w } from './new-incident-words.ts'

const ENTITY_FIELDS = ['source.ip', 'host.name', 'user.name', 'url.domain'] as const

/** `2026-11-22T15:04` in the zone of the browser, as the input wants it. */
function localInput(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function bodyOf(fields: FormData): NewIncidentBody {
  const system = fieldText(fields, 'system')
  const value = trimmedText(fields, 'entity-value')
  const kind = fieldText(fields, 'mau05')
  return {
    title: trimmedText(fields, 'title'),
    description: trimmedText(fields, 'description'),
    severity: SEVERITIES_DOWN.find(known => known === fields.get('severity')) ?? 'medium',
    systemId: system === '' ? null : system,
    // The input has no seconds: "now" must not become the future or an hour ago.
    detectedAt: Math.min(Date.now(), new Date(fieldText(fields, 'detected')).getTime()),
    ...(value === '' ? {} : { entity: { field: fieldText(fields, 'entity-field'), value } }),
    ...(kind === '' ? {} : { mau05: Number(kind) }),
  }
}

async function send(fields: FormData): Promise<boolean> {
  const answer = await callApi<IncidentView>('POST', '/api/incidents', { body: bodyOf(fields) })
  if (!answer.ok) {
    announce({ text: errorText(answer.error), tone: 'wrong' })
    return false
  }
  announce({ text: w('opened', { code: answer.value.code }), tone: 'done' })
  go(incidentHref(answer.value.id))
  return true
}

/** The dialog; on success the new incident's page is shown. */
export function NewIncident({ onClose }: { readonly onClose: () => void }) {
  const latestMoment = localInput(Date.now())
  return (
    <DialogForm title={w('title')} submit={w('submit')} send={send} onClose={onClose}>
      <label for="title">{w('name')}</label>
      <input id="title" name="title" required maxLength={300} data-focus />
      <label for="description">{w('description')}</label>
      <textarea id="description" name="description" rows={3} maxLength={4000} aria-describedby="about-hint" />
      <p class="hint" id="about-hint">
        {w('descriptionHint')}
      </p>
      <label for="severity">{w('severity')}</label>
      <select id="severity" name="severity">
        {SEVERITIES_DOWN.map(severity => (
          <option key={severity} value={severity} selected={severity === 'medium'}>
            {t(`severity.${severity}`)}
          </option>
        ))}
      </select>
      <label for="system">{w('system')}</label>
      <select id="system" name="system">
        <option value="">{w('noSystem')}</option>
        {systems.value.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <label for="detected">{w('detectedAt')}</label>
      <input
        id="detected"
        name="detected"
        type="datetime-local"
        required
        max={latestMoment}
        defaultValue={latestMoment}
        aria-describedby="detected-hint"
      />
      <p class="hint" id="detected-hint">
        {w('detectedHint')}
      </p>
      <label for="entity-value">{w('entity')}</label>
      <span class="links">
        <select name="entity-field" aria-label={w('entityField')}>
          {ENTITY_FIELDS.map(field => (
            <option key={field} value={field}>
              {w(`entity.${field}`)}
            </option>
          ))}
        </select>
        <input id="entity-value" name="entity-value" maxLength={500} />
      </span>
      <label for="mau05">{t('mau05.label')}</label>
      <select id="mau05" name="mau05">
        <option value="">{t('mau05.none')}</option>
        {MAU05_KINDS.map(kind => (
          <option key={kind} value={kind}>
            {mau05Text(kind)}
          </option>
        ))}
      </select>
    </DialogForm>
  )
}
