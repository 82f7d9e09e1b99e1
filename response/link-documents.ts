// What documents have to do with the rest: a manual step that asks for one has it drafted; signing it completes
// the step; sending it meets the clock of law that asked for it.

import type { FormId } from '#/kernel/form.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { PendingQuestion, PlaybookDesk } from '#/playbooks/desk.ts'
import type { Law } from '#/regulation/law.ts'
import type { DocumentDesk, SentNotice } from '#/reports/desk.ts'
import type { Role, StateStore } from '#/store/state-store.ts'
import type { History } from './history.ts'

/** Drafts what a step asks for; the same draft when it is asked again. */
export async function draftFor(
  task: PendingQuestion,
  documents: Pick<DocumentDesk, 'list' | 'create'>,
): Promise<{ readonly documentId?: string }> {
  const form = (task.manual?.document ?? null) as FormId | null
  if (form === null || task.incidentId === null) return {}
  const { documents: there } = await documents.list({ form, incidentId: task.incidentId, limit: 50 })
  const draft = there.find(({ record }) => record.state === 'draft')
  if (draft !== undefined) return { documentId: draft.id }
  const made = await documents.create(form, { kind: 'incident', incidentId: task.incidentId }, 'thapcanh')
  return made.kind === 'done' ? { documentId: made.document.id } : {}
}

/** Completes the steps that wait for this document. */
export async function completeSteps(
  documentId: string,
  signer: { readonly name: string; readonly role: Role },
  playbooks: Pick<PlaybookDesk, 'pending' | 'completeTask'>,
  incidentId: string | null,
): Promise<void> {
  const waiting = await playbooks.pending(incidentId === null ? {} : { incidentId })
  for (const question of waiting) {
    if (question.manual?.documentId !== documentId) continue
    await playbooks.completeTask(question.id, { by: signer, note: `Đã ký văn bản ${documentId}` })
  }
}

/** Meets the clock that asked for the document, and writes that into the incident's history. */
export async function meetClock(
  sent: SentNotice,
  law: Pick<Law, 'documentSent'>,
  state: Pick<StateStore, 'incident'>,
  history: History,
): Promise<void> {
  if (sent.about.kind !== 'incident') return
  const incident = state.incident(sent.about.incidentId)
  if (incident === undefined) return
  const { to, channel, number, at, by } = sent.sending
  const reason = [`Gửi ${to}`, channel, number].filter(text => text !== '').join(', ')
  const met = await law.documentSent(incident, { form: sent.form, id: sent.id, sentAt: at, by, reason })
  if (met?.kind === 'done') history.write(incident.id, met.entry)
}

/** When this platform began to watch: kept from its first start on. */
export function watchingSince(state: Pick<StateStore, 'setting' | 'putSetting'>, clock: Clock): number {
  const kept = state.setting('platform:since')
  if (kept !== undefined) return Number(kept)
  const now = clock.now()
  state.putSetting('platform:since', String(now))
  return now
}
