// Which queues of jobs a worker of a cluster works on: what is heavy, or talks to the outside. All others are the
// leader's: they touch incidents and accounts, which are its alone.

import { CRAWL_ONCE_QUEUE, CRAWL_QUEUE } from '#/crawler/sources/schedule.ts'
import { onlyQueues } from '#/jobs/only-queues.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { DELIVER_QUEUE } from '#/notices/place.ts'
import { RUN_QUEUE, WAKE_QUEUE } from '#/playbooks/engine/run-service.ts'

export const WORKER_QUEUES: ReadonlySet<string> = new Set([
  CRAWL_QUEUE,
  CRAWL_ONCE_QUEUE,
  DELIVER_QUEUE,
  RUN_QUEUE,
  WAKE_QUEUE,
])

/** The queue as a worker's services are given it. */
export function workerJobs(jobs: JobQueue): JobQueue {
  return onlyQueues(jobs, queue => WORKER_QUEUES.has(queue))
}

/** The queue as the leader's services are given it. */
export function leaderJobs(jobs: JobQueue): JobQueue {
  return onlyQueues(jobs, queue => !WORKER_QUEUES.has(queue))
}
