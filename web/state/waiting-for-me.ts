// How many questions of playbooks wait for this person, for the figure in the rail. Asked for now and then, and
// soon after an incident has changed: an approval that nobody sees is a run that stands still.

import { signal } from '@preact/signals'
import type { PendingView } from '#/api/contract/playbook-views.ts'
import { callApi } from '../api-client.ts'
import { may } from './session.ts'

const EVERY_MS = 30_000
const SOON_MS = 1_000

/** Questions that the person may settle now. */
export const waitingForMe = signal(0)

let soon: ReturnType<typeof setTimeout> | undefined

/** Takes in what a page has just been told of everything that waits. */
export function takeWaiting(questions: readonly PendingView[]): void {
  waitingForMe.value = questions.filter(({ mine }) => mine).length
}

async function count(): Promise<void> {
  if (!may('playbooks.run')) return
  const answer = await callApi<readonly PendingView[]>('GET', '/api/pending')
  if (answer.ok) takeWaiting(answer.value)
}

/** Asks again in a moment; many calls are one question. */
export function recountWaiting(): void {
  soon ??= setTimeout(() => {
    soon = undefined
    void count()
  }, SOON_MS)
}

/** Counts as long as someone is signed in; returns the way to stop. */
export function startCounting(): () => void {
  void count()
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void count()
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    clearTimeout(soon)
    soon = undefined
    waitingForMe.value = 0
  }
}
