// Notices of the invented city: a webhook that nobody answers, one notice of the new incident on its way, and
// the queue of jobs in memory.

import type { Clock } from '#/kernel/clock.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { NoticeConfig } from '#/notices/notice-config.ts'
import { createNotices, type Notices } from '#/notices/notices.ts'
import type { Records } from '#/store/records.ts'

/** Port 9 (discard) of this machine: refused at once. */
const CONFIG: NoticeConfig = {
  email: [],
  telegram: [],
  zalo: [],
  webhook: [{ id: 'hook', url: 'http://127.0.0.1:9/', signingSecret: 'hook', idempotencyKey: true }],
  recipients: [
    { id: 'desk', language: 'vi', roles: [], reach: [{ channel: 'hook', address: '', severity: 'low' }] },
  ],
  routes: [{ name: 'all', kinds: ['*'], severity: 'low', to: ['desk'], groupMinutes: 10, escalate: [] }],
  keepDays: 30,
}

export async function inventedNotices(
  records: Records,
  clock: Clock,
): Promise<{ readonly notices: Notices; readonly jobs: JobQueue }> {
  const jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report: () => {} })
  const notices = createNotices({
    records,
    jobs,
    clock,
    config: CONFIG,
    secret: () => 'khóa',
    report: () => {},
  })
  const shared = { severity: 'high', text: 'Dò mật khẩu', at: clock.now() } as const
  await notices.notify({
    ...shared,
    id: 'n-1',
    kind: 'incident.new',
    incidentId: 'i-new',
    title: 'Sự cố mới',
  })
  await notices.notify({ ...shared, id: 'n-2', kind: 'platform.problem', title: 'Ổ đĩa sắp đầy' })
  return { notices, jobs }
}
