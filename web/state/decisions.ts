// What people do to an incident. Each action tells the outcome in the notice; a 409 means that someone else
// was faster, and the latest state is loaded in its place.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { api, type Answer, type Closing } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { renewDialog } from './dialog.ts'
import { errorText } from './error-text.ts'
import { incidentChanged, reload } from './incident.ts'
import { announce } from './notices.ts'
import { afterDecision, applyChanges } from './queue.ts'
import { personName } from './people.ts'
import { may, me } from './session.ts'

/** Tells how a change of an incident went, and takes in what it is now; true when it was done. */
export async function finish(
  before: IncidentView,
  answer: Answer<IncidentView>,
  done: string,
  undo?: (after: IncidentView) => Promise<void>,
): Promise<boolean> {
  if (answer.ok) {
    const after = answer.value
    announce({ text: done, tone: 'done', ...(undo === undefined ? {} : { undo: () => undo(after) }) })
    afterDecision(after)
    incidentChanged(after)
    void reload(after.id)
    return true
  }
  announce({ text: errorText(answer.error), tone: 'wrong' })
  if (answer.error.status === 409) await refresh(before.id)
  return false
}

/** After a conflict: whoever decides again decides about the incident as it is now. */
async function refresh(id: string): Promise<void> {
  const answer = await api.getIncident(id)
  if (answer.ok) {
    applyChanges([answer.value.incident])
    renewDialog(answer.value.incident)
  }
  await reload(id)
}

/** Acknowledges and owns. */
export async function take(incident: IncidentView): Promise<boolean> {
  const code = incident.code
  if (incident.status === 'closed') return refuse(t('action.alreadyClosed', { code }))
  if (incident.owner === me.value?.name) return refuse(t('action.alreadyYours', { code }))
  const answer = await api.take(incident.id, incident.version)
  const undo = async (after: IncidentView): Promise<void> => {
    await assign(after, incident.owner)
  }
  return finish(incident, answer, t('done.taken', { code }), may('incidents.lead') ? undo : undefined)
}

function refuse(text: string): boolean {
  announce({ text, tone: 'wrong' })
  return false
}

/** Adds a note. */
export async function addNote(incident: IncidentView, text: string): Promise<boolean> {
  const answer = await api.note(incident.id, incident.version, text)
  return finish(incident, answer, t('done.note', { code: incident.code }))
}

/** Closes with one of five outcomes. A lead can undo it, which opens it again. */
export async function close(incident: IncidentView, closing: Closing): Promise<boolean> {
  const code = incident.code
  const answer = await api.close(incident.id, incident.version, closing)
  const outcome = t(`disposition.${closing.disposition}`)
  const undo = async (after: IncidentView): Promise<void> => {
    await reopen(after, t('undo.reason'))
  }
  return finish(
    incident,
    answer,
    t('done.closed', { code, outcome }),
    may('incidents.lead') ? undo : undefined,
  )
}

/** Gives it to someone, or to no one. */
export async function assign(incident: IncidentView, owner: string | null): Promise<boolean> {
  const code = incident.code
  const answer = await api.assign(incident.id, incident.version, owner)
  const done =
    owner === null ? t('done.unassigned', { code }) : t('done.assigned', { code, owner: personName(owner) })
  return finish(incident, answer, done)
}

/** Opens a closed one again; it waits behind the pill when the queue no longer lists it. */
export async function reopen(incident: IncidentView, reason: string): Promise<boolean> {
  const answer = await api.reopen(incident.id, incident.version, reason)
  const done = await finish(incident, answer, t('done.reopened', { code: incident.code }))
  if (done && answer.ok) applyChanges([answer.value])
  return done
}
