// What stands in one queue, read without changing anything. `base` is `prefix:queue:`.

import type { Redis } from 'ioredis'
import { JOB_STATES, type Job, type JobState } from '../job-queue.ts'
import { jobOf } from './job-record.ts'
import type { JobScripts } from './scripts.ts'

/** In which list and which sorted set the ids of jobs are, by their state. */
const PLACES: Readonly<Record<JobState, { readonly list?: string; readonly set?: string }>> = {
  waiting: { list: 'wait', set: 'delayed' },
  running: { list: 'active' },
  done: { set: 'completed' },
  failed: { set: 'failed' },
  cancelled: { set: 'cancelled' },
}

/** Records asked for at once. */
const PAGE = 100

/** Ids of the jobs in these states, in no order. */
export async function idsIn(client: Redis, base: string, states: Iterable<JobState>): Promise<string[]> {
  const asked = client.multi()
  for (const state of states) {
    const { list, set } = PLACES[state]
    if (list !== undefined) asked.lrange(`${base}${list}`, 0, -1)
    if (set !== undefined) asked.zrange(`${base}${set}`, 0, -1)
  }
  const answers = (await asked.exec()) ?? []
  return answers.flatMap(([, ids]) => ids as string[])
}

/** How many jobs are in each state. */
export async function countsOf(client: Redis, base: string): Promise<Record<JobState, number>> {
  const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 }
  const asked = client.multi()
  const states: JobState[] = []
  for (const state of JOB_STATES) {
    const { list, set } = PLACES[state]
    if (list !== undefined) {
      asked.llen(`${base}${list}`)
      states.push(state)
    }
    if (set !== undefined) {
      asked.zcard(`${base}${set}`)
      states.push(state)
    }
  }
  const answers = (await asked.exec()) ?? []
  for (const [place, [, count]] of answers.entries()) counts[states[place]!] += count as number
  return counts
}

/** The jobs of these ids; those that are gone are left out. `now` in ms UTC. */
export async function recordsOf(
  client: JobScripts,
  where: { readonly queue: string; readonly base: string },
  ids: readonly string[],
  now: number,
): Promise<Job[]> {
  const jobs: Job[] = []
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE)
    const records = await client.jobRecords(where.base, ...page)
    for (const [place, [state, fields]] of records.entries()) {
      const job = jobOf(where.queue, page[place]!, state, fields, now)
      if (job !== undefined) jobs.push(job)
    }
  }
  return jobs
}
