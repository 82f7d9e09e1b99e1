// What failed beside the reading of logs, for the strip and the health page: jobs that were given up, channels
// of notices whose latest message did not go out, firewalls that no longer fetch their block list.

import { computed, signal } from '@preact/signals'
import type { BlockFetchView, BlockListView } from '#/api/contract/block-lists.ts'
import type { ChannelView, JobListView, JobView } from '#/api/contract/notices.ts'
import { callApi } from '../api-client.ts'
import type { Failures } from '../health/judgement.ts'
import { health } from './health.ts'
import { rememberedText } from './remembered.ts'
import { may } from './session.ts'
import { whileVisible } from './while-visible.ts'

const EVERY_MS = 60_000
const DAY_MS = 24 * 60 * 60_000
const SHOWN_JOBS = 100

export interface SilentConsumer extends BlockFetchView {
  /** Name of the list. */
  readonly list: string
}

/** Jobs given up within a day, newest first. */
export const failedJobs = signal<readonly JobView[]>([])
export const failingChannels = signal<readonly ChannelView[]>([])
export const silentConsumers = signal<readonly SilentConsumer[]>([])

/** End of the latest failed job that someone in this browser has taken note of, ms. */
const knownUntil = rememberedText('known-failed-jobs', '0')

/** Failed jobs that are news here. */
export const newlyFailed = computed(() => {
  const until = Number(knownUntil.value)
  return failedJobs.value.filter(({ endedAt }) => endedAt !== null && endedAt > until)
})

/** Counts for the strip. */
export const failures = computed<Failures>(() => ({
  jobs: newlyFailed.value.length,
  channels: failingChannels.value.length,
  consumers: new Set(silentConsumers.value.map(({ consumer }) => consumer)).size,
}))

/** Takes note of the jobs that have failed so far. */
export function acknowledgeFailedJobs(): void {
  knownUntil.value = String(Math.max(0, ...failedJobs.value.map(({ endedAt }) => endedAt ?? 0)))
}

async function loadJobs(): Promise<void> {
  const query = { state: 'failed', limit: SHOWN_JOBS }
  const answer = await callApi<JobListView>('GET', '/api/jobs', { query })
  if (!answer.ok) return
  const since = (health.value?.now ?? Date.now()) - DAY_MS
  failedJobs.value = answer.value.jobs.filter(({ endedAt }) => endedAt !== null && endedAt > since)
}

async function loadChannels(): Promise<void> {
  const answer = await callApi<readonly ChannelView[]>('GET', '/api/notices/channels')
  if (answer.ok) failingChannels.value = answer.value.filter(({ state }) => state === 'failing')
}

async function loadConsumers(): Promise<void> {
  const answer = await callApi<readonly BlockListView[]>('GET', '/api/block-lists')
  if (!answer.ok) return
  silentConsumers.value = answer.value.flatMap(({ name, fetches }) =>
    fetches.filter(({ silent }) => silent).map(fetch => ({ ...fetch, list: name })),
  )
}

/** Asks once for all that the person may see. */
export async function loadFailures(): Promise<void> {
  await Promise.all([
    may('platform.read') ? loadJobs() : undefined,
    may('notices.read') ? loadChannels() : undefined,
    may('playbooks.read') ? loadConsumers() : undefined,
  ])
}

/** Follows them as long as someone is signed in; returns the way to stop. */
export function followFailures(): () => void {
  const stop = whileVisible(EVERY_MS, loadFailures)
  return () => {
    stop()
    failedJobs.value = []
    failingChannels.value = []
    silentConsumers.value = []
  }
}
