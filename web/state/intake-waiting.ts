// How many notices from outside wait to be verified or decided, for the figure in the rail.

import { signal } from '@preact/signals'
import type { IntakePageView } from '#/api/contract/intake.ts'
import { callApi } from '../api-client.ts'
import { may } from './session.ts'
import { whileVisible } from './while-visible.ts'

const EVERY_MS = 30_000

/** Notices that are received or being verified. */
export const intakeWaiting = signal(0)

/** Asks for the figure once. */
export async function countIntake(): Promise<void> {
  if (!may('incidents.work')) return
  const answer = await callApi<IntakePageView>('GET', '/api/intake/notices', {
    query: { state: 'received', limit: 1 },
  })
  if (answer.ok) intakeWaiting.value = answer.value.waiting
}

/** Counts as long as someone is signed in; returns the way to stop. */
export function followIntake(): () => void {
  const stop = whileVisible(EVERY_MS, countIntake)
  return () => {
    stop()
    intakeWaiting.value = 0
  }
}
