// A process that works on jobs until it is killed. Run by the tests of crashes:
// `node job-child.ts KIND PLACE DIARY NAME MODE`, KIND `embedded` (PLACE a file) or `bullmq` (PLACE an address).
//
// MODE `adds`: adds job after job as well; each key is on stdout once it is durable. The job `0-0` never ends here,
// so that one surely runs at every kill. MODE `works`: only works, for as long as each job says. The diary has a line for each begin, end and
// word from the queue that a run is over, with the name of the process: `begin KEY NAME`, `end …`, `told …`.

import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'

const [kind, place, diary, name, mode] = process.argv.slice(2) as [string, string, string, string, string]
/** Long enough for a machine that is busy. */
const LOCK_MS = 6000
const report = (problem: Problem) => void process.stderr.write(`${JSON.stringify(problem)}\n`)
const jobs =
  kind === 'embedded'
    ? openEmbeddedJobQueue({ path: place, clock: systemClock, report })
    : await openBullJobQueue({ url: place, report, lockMs: LOCK_MS, connectMs: 60_000 })
const note = (what: string, key: string) => appendFileSync(diary, `${what} ${key} ${name}\n`)

jobs.work(
  'q',
  async (job, signal) => {
    signal.addEventListener('abort', () => note('told', job.key))
    note('begin', job.key)
    if (mode === 'adds' && job.key === '0-0') await new Promise(() => {})
    if (mode === 'works') await sleep(job.data['ms'] as number, undefined, { signal })
    else await sleep(15)
    note('end', job.key)
  },
  { concurrency: 3 },
)
const MOST_ADDED = 400
for (let n = 0; n < (mode === 'adds' ? MOST_ADDED : 0); n++) {
  await jobs.add({ queue: 'q', key: `${name}-${n}`, data: { n } })
  process.stdout.write(`${name}-${n}\n`)
  await sleep(1)
}
