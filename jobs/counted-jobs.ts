// Counts the runs of jobs in this process and how they ended. Disposing the view leaves the queue open.

import { onlyQueues } from './only-queues.ts'
import type { JobQueue } from './job-queue.ts'

export interface RunCounts {
  readonly running: number
  readonly done: number
  /** Those that will be tried again included. */
  readonly failed: number
}

export interface CountedJobs {
  readonly jobs: JobQueue
  readonly counts: () => RunCounts
}

export function countedJobs(queue: JobQueue): CountedJobs {
  let [running, done, failed] = [0, 0, 0]
  const all = onlyQueues(queue, () => true)
  return {
    jobs: {
      ...all,
      work: (name, handler, options) =>
        queue.work(
          name,
          async (job, signal) => {
            running++
            try {
              await handler(job, signal)
              done++
            } catch (error) {
              failed++
              throw error
            } finally {
              running--
            }
          },
          options,
        ),
    },
    counts: () => ({ running, done, failed }),
  }
}
