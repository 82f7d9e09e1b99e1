// A job queue of which a process works only some of the queues: adding, looking and cancelling are as ever, and a
// worker of another process' queue is not begun. So the same services are opened in each process of a cluster, and
// what a process does is said in one place. Disposing the view leaves the queue open.

import type { JobQueue } from './job-queue.ts'

export function onlyQueues(jobs: JobQueue, works: (queue: string) => boolean): JobQueue {
  return {
    add: job => jobs.add(job),
    wake: (queue, key) => jobs.wake(queue, key),
    cancel: (queue, key) => jobs.cancel(queue, key),
    work: (queue, handler, options) =>
      works(queue) ? jobs.work(queue, handler, options) : { async [Symbol.asyncDispose]() {} },
    job: (queue, key) => jobs.job(queue, key),
    jobs: filter => jobs.jobs(filter),
    counts: () => jobs.counts(),
    async [Symbol.asyncDispose]() {},
  }
}
