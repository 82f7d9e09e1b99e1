// Decisions about many incidents: one request for those marked or for all that match, one notice that undoes
// it within the 30 s that the platform allows.

import type { BulkFilter, BulkView, UndoBulkView } from '#/api/contract/incident-work.ts'
import { callApi, type Answer, type Closing } from '../api-client.ts'
import { errorText } from '../state/error-text.ts'
import { allMatching, clearMarks, marked } from '../state/marks.ts'
import { announce } from '../state/notices.ts'
import { choice, loadQueue, total } from '../state/queue.ts'
import { queryOf } from '../state/queue-view.ts'
import { w } from './bulk-words.ts'

type Chosen = { readonly ids: readonly string[] } | { readonly filter: BulkFilter }

/** How many the decision is about, as far as this browser knows. */
export function chosenCount(): number {
  return allMatching.value ? total.value : marked.value.size
}

function chosen(): Chosen {
  if (!allMatching.value) return { ids: [...marked.value] }
  const { status, owner, severity, system, text } = queryOf(choice.value)
  return {
    filter: {
      ...(status === undefined ? {} : { status }),
      ...(owner === undefined ? {} : { owner }),
      ...(severity === undefined ? {} : { severity }),
      ...(system === undefined ? {} : { system }),
      ...(text === undefined ? {} : { text }),
    },
  }
}

export async function takeMarked(): Promise<boolean> {
  const body = { chosen: chosen(), action: { kind: 'take' } }
  return finish(await callApi<BulkView>('POST', '/api/incident-bulk/work', { body }), 'taken')
}

export async function closeMarked(closing: Closing): Promise<boolean> {
  const body = { chosen: chosen(), action: { kind: 'close', ...closing } }
  return finish(await callApi<BulkView>('POST', '/api/incident-bulk/work', { body }), 'closed')
}

export async function assignMarked(owner: string | null): Promise<boolean> {
  const body = { chosen: chosen(), owner }
  return finish(await callApi<BulkView>('POST', '/api/incident-bulk/assign', { body }), 'assigned')
}

async function finish(answer: Answer<BulkView>, done: 'taken' | 'closed' | 'assigned'): Promise<boolean> {
  if (!answer.ok) {
    announce({ text: errorText(answer.error), tone: 'wrong' })
    return false
  }
  const { changed, unchanged, more, undo } = answer.value
  let text: string = w(done, { n: changed })
  if (unchanged > 0) text = w('unchanged', { text, n: unchanged })
  if (more) text = w('tooMany', { text })
  announce({ text, tone: 'done', ...(undo === null ? {} : { undo: () => takeBack(undo) }) })
  clearMarks()
  await loadQueue()
  return true
}

async function takeBack(token: string): Promise<void> {
  const path = `/api/incident-bulk/${encodeURIComponent(token)}/undo`
  const answer = await callApi<UndoBulkView>('POST', path)
  if (!answer.ok) return announce({ text: errorText(answer.error), tone: 'wrong' })
  const { restored, left } = answer.value
  const text = left === 0 ? w('undone', { n: restored }) : w('undoneLeft', { n: restored, left })
  announce({ text, tone: 'done' })
  await loadQueue()
}
