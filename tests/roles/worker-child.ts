// A worker as a process of its own, which the test kills. See cluster-child.ts.

import { systemClock } from '#/kernel/clock.ts'
import { openWorker } from '#/roles/worker.ts'
import { answerTest, LEAD, openClusterChild, SECRET } from './cluster-child.ts'

const { settings, config, folder, redis, jobs, ledger } = await openClusterChild()
const worker = await openWorker({
  node: settings.node,
  folder,
  config,
  version: '0.0.0',
  clock: systemClock,
  redis,
  jobs,
  secret: SECRET,
  lead: LEAD,
  leaseMs: settings.times.workerLeaseMs,
  ledger,
  localSources: new Set(settings.sources.map(({ id }) => id)),
  onFailed(error) {
    throw error
  },
})
answerTest({
  status: async () => worker.status(),
  async end() {
    await worker[Symbol.asyncDispose]()
    await jobs[Symbol.asyncDispose]()
    return worker.status()
  },
})
