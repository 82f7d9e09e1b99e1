// Changes of an incident that the page's dialogs ask for. Each is made about the latest state of the incident
// that this browser knows; its outcome is told like that of every other decision (state/decisions.ts).

import type { MovedView } from '#/api/contract/incident-work.ts'
import type { IncidentView } from '#/api/contract/schemas.ts'
import type { Answer } from '../../api-client.ts'
import { finish } from '../../state/decisions.ts'
import { dialog, type Work } from '../../state/dialog.ts'
import { incidentChanged } from '../../state/incident.ts'
import { applyChanges } from '../../state/queue.ts'
import { latest } from '../latest.ts'
import { w } from './work-words.ts'
import { workApi } from './work-api.ts'

/** Opens a dialog of the page about an incident. */
export function askFor(incident: IncidentView, work: Work): void {
  dialog.value = { kind: 'work', incident, work }
}

/** Sends a change; true when it was done. */
export async function decide(
  seen: IncidentView,
  rest: string,
  body: Readonly<Record<string, unknown>>,
  done: string,
): Promise<boolean> {
  const incident = latest(seen)
  return finish(
    incident,
    await workApi.change(incident.id, rest, { version: incident.version, ...body }),
    done,
  )
}

/** Tells how a move went; what the other incident is now is taken in as well. */
async function finishMove(
  before: IncidentView,
  answer: Answer<MovedView>,
  here: 'source' | 'target',
  done: (moved: MovedView) => string,
  undo?: (moved: MovedView) => Promise<void>,
): Promise<boolean> {
  if (!answer.ok) return finish(before, answer, '')
  const moved = answer.value
  const other = here === 'source' ? moved.target : moved.source
  incidentChanged(other)
  applyChanges([other])
  const undoIt = undo === undefined ? undefined : () => undo(moved)
  return finish(before, { ok: true, value: moved[here] }, done(moved), undoIt)
}

/** Moves all alerts into `into`; can be undone from the notice. */
export async function merge(seen: IncidentView, into: IncidentView, reason: string): Promise<boolean> {
  const incident = latest(seen)
  const body = { version: incident.version, into: into.id, intoVersion: latest(into).version, reason }
  return finishMove(
    incident,
    await workApi.move(incident.id, 'merge', body),
    'source',
    ({ source, target }) => w('done.merged', { code: source.code, into: target.code }),
    async ({ source }) => {
      await unmove(source, 'unmerge', w('undo.reason'))
    },
  )
}

/** Moves the chosen alerts into a new incident; can be undone from the notice. */
export async function split(
  seen: IncidentView,
  alertIds: readonly string[],
  reason: string,
): Promise<boolean> {
  const incident = latest(seen)
  const body = { version: incident.version, alertIds, reason }
  return finishMove(
    incident,
    await workApi.move(incident.id, 'split', body),
    'source',
    ({ target }) => w('done.split', { n: alertIds.length, code: target.code }),
    async ({ target }) => {
      await unmove(target, 'unsplit', w('undo.reason'))
    },
  )
}

/** Undoes the merge of this incident into another, or the split that made it. */
export async function unmove(
  seen: IncidentView,
  act: 'unmerge' | 'unsplit',
  reason: string,
): Promise<boolean> {
  const incident = latest(seen)
  const answer = await workApi.move(incident.id, act, { version: incident.version, reason })
  const here = answer.ok && answer.value.source.id === incident.id ? 'source' : 'target'
  return finishMove(incident, answer, here, () =>
    w(act === 'unmerge' ? 'done.unmerged' : 'done.unsplit', { code: incident.code }),
  )
}
