// A job queue whose jobs are done only when what they changed is kept for good: a job that is done is gone, and nobody
// would do again what was lost with the process. Disposing the view leaves the queue open.

import type { JobQueue } from './job-queue.ts'

/** `kept` resolves when everything that was changed until now is kept; it throws what makes the job run again. */
export function jobsUntilKept(jobs: JobQueue, kept: (signal: AbortSignal) => Promise<void>): JobQueue {
  return {
    add: job => jobs.add(job),
    wake: (queue, key) => jobs.wake(queue, key),
    cancel: (queue, key) => jobs.cancel(queue, key),
    work: (queue, handler, options) =>
      jobs.work(
        queue,
        async (job, signal) => {
          await handler(job, signal)
          await kept(signal)
        },
        options,
      ),
    job: (queue, key) => jobs.job(queue, key),
    jobs: filter => jobs.jobs(filter),
    counts: () => jobs.counts(),
    async [Symbol.asyncDispose]() {},
  }
}
