// The buttons for what the person may do to an incident, each with its key.

import type { ComponentChildren } from 'preact'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { take } from '../state/decisions.ts'
import { dialog } from '../state/dialog.ts'
import { may, me } from '../state/session.ts'

interface ActionsProps {
  readonly incident: IncidentView
  /** What else may be done, behind the buttons. */
  readonly children?: ComponentChildren
}

/** Nothing at all for someone who may only read. */
export function IncidentActions({ incident, children }: ActionsProps) {
  const works = may('incidents.work')
  const leads = may('incidents.lead')
  if (!works) return null
  const closed = incident.status === 'closed'
  const mine = incident.owner === me.value?.name
  return (
    <div class="actions">
      {!closed && !mine && (
        <button type="button" class="primary" onClick={() => void take(incident)}>
          {t('action.take')} <kbd>a</kbd>
        </button>
      )}
      <button type="button" onClick={() => (dialog.value = { kind: 'note', incident })}>
        {t('action.note')} <kbd>n</kbd>
      </button>
      {!closed && leads && (
        <button
          type="button"
          class="assign-button"
          onClick={() => (dialog.value = { kind: 'assign', incident })}
        >
          {t('action.assign')}
        </button>
      )}
      {!closed && (
        <button
          type="button"
          class={mine ? 'primary' : ''}
          onClick={() => (dialog.value = { kind: 'close', incident, outcome: null })}
        >
          {t('action.close')} <kbd>c</kbd>
        </button>
      )}
      {closed && leads && (
        <button type="button" onClick={() => (dialog.value = { kind: 'reopen', incident })}>
          {t('action.reopen')}
        </button>
      )}
      {children}
    </div>
  )
}
