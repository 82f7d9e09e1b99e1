// A process that adds job after job and runs them slowly, until it is killed. On stdout: the keys that are
// durable. The job `0-0` never ends here, so that one surely runs at every kill. Run by the crash test:
// `node job-child.ts DATABASE DIARY NAME`.

import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'

const [path, diary, name] = process.argv.slice(2) as [string, string, string]
const jobs = openEmbeddedJobQueue({
  path,
  clock: systemClock,
  report: problem => process.stderr.write(`${JSON.stringify(problem)}\n`),
})
jobs.work(
  'q',
  async job => {
    if (job.key === '0-0') await new Promise(() => {})
    await sleep(15)
    appendFileSync(diary, `${job.key}\n`)
  },
  { concurrency: 3 },
)
for (let n = 0; ; n++) {
  await jobs.add({ queue: 'q', key: `${name}-${n}`, data: { n } })
  process.stdout.write(`${name}-${n}\n`)
  await sleep(1)
}
