// A process that hands in notice after notice and sends them to a webhook, until it is killed. On stdout: the
// ids that are durable. Run by the crash test: `node notice-child.ts FOLDER PORT NAME` (NAME `-`: only sends).

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { createNotices } from '#/notices/notices.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

const [folder, port, name] = process.argv.slice(2) as [string, string, string]
const report = (problem: Problem): void => void process.stderr.write(`${JSON.stringify(problem)}\n`)
const state = openEmbeddedStateStore({ path: join(folder, 'state.sqlite'), clock: systemClock })
const jobs = openEmbeddedJobQueue({ path: join(folder, 'jobs.sqlite'), clock: systemClock, report })
const notices = createNotices({
  records: state.records,
  jobs,
  clock: systemClock,
  report,
  secret: () => 's',
  config: {
    email: [],
    telegram: [],
    zalo: [],
    webhook: [{ id: 'hook', url: `http://127.0.0.1:${port}/`, signingSecret: 's', idempotencyKey: true }],
    recipients: [
      { id: 'desk', language: 'vi', roles: [], reach: [{ channel: 'hook', address: '', severity: 'low' }] },
    ],
    routes: [{ name: 'all', kinds: ['*'], severity: 'low', to: ['desk'], groupMinutes: 0, escalate: [] }],
    keepDays: 30,
  },
})
await notices.start()
for (let n = 0; ; n++) {
  if (name === '-') break
  const id = `${name}-${n}`
  await notices.notify({ id, kind: 'incident.new', severity: 'high', title: id, text: '', at: Date.now() })
  process.stdout.write(`${id}\n`)
  await sleep(2)
}
