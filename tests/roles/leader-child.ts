// A leader as a process of its own, which the test kills: state, listening and response as main.ts puts them
// together, without the pipeline of events. See cluster-child.ts.

import type { Health } from '#/api/contract/health.ts'
import { openCallServer } from '#/cluster/calls/call-server.ts'
import { holderAt } from '#/cluster/calls/leader-address.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openListening } from '#/listening/open-listening.ts'
import type { Notice } from '#/notices/notice.ts'
import type { OutcomeAnswer } from '#/playbooks/engine/decisions.ts'
import type { Playbook } from '#/playbooks/cacao/playbook.ts'
import { createNotary } from '#/proof/notary.ts'
import { openSigningKey } from '#/proof/signing-key.ts'
import { createRegister } from '#/register/register.ts'
import { openResponse } from '#/response/open-response.ts'
import { leaderJobs } from '#/roles/queues.ts'
import { serveWorkers } from '#/roles/worker-calls.ts'
import { createAudit } from '#/store/audit.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createIndicators } from '#/store/indicators.ts'
import { answerTest, LEAD, openClusterChild, SECRET } from './cluster-child.ts'

const { settings, config, folder, redis, jobs: all, ledger } = await openClusterChild()
const { report } = ledger
const clock = systemClock
const jobs = leaderJobs(all)
const onFailed = (error: Error): never => {
  throw error
}
const onError = (error: unknown, where: string): void =>
  void process.stderr.write(`${where}: ${error instanceof Error ? error.stack : String(error)}\n`)

const health: Health = {
  startedAt: clock.now(),
  now: clock.now(),
  demo: false,
  receivedPerSecond: 0,
  storedPerSecond: 0,
  received: 0,
  stored: 0,
  alerts: 0,
  lagEvents: 0,
  lagMs: 0,
  dropped: 0,
  problems: 0,
  problemsByCode: {},
  problemKinds: [],
  silentSources: [],
  listeners: [],
  rules: { loaded: 0, failed: 0 },
  disk: { freeBytes: 1e9, dataBytes: 1e6, full: false },
  storeError: null,
}

const server = await openCallServer({ host: '127.0.0.1', port: 0, secret: SECRET, report })
const lock = createRedisLeaderLock({
  redis: redis.commands,
  holder: holderAt(settings.node, server.host, server.port),
  leaseMs: settings.times.leadLeaseMs,
})
await lock.lead(
  LEAD,
  async term => {
    const state = openEmbeddedStateStore({ path: folder.state, clock })
    const { records } = state
    const audit = createAudit(records, clock)
    const register = await createRegister({
      records,
      clock,
      configSystems: config.systems,
      onChanged: () => {},
    })
    const events = {
      search: async () => ({ hits: [], next: null, complete: true }),
      get: async () => undefined,
    }
    const listening = await openListening({
      folder,
      config: config.media,
      version: '0.0.0',
      clock,
      state,
      register,
      indicators: await createIndicators({ records, clock, onChanged: () => {} }),
      audit,
      jobs,
      keepAlerts: () => [],
      incidentChanged: () => {},
      report,
      onError,
      onFailed,
      localSources: settings.sources,
    })
    const response = await openResponse({
      folder,
      config,
      clock,
      state,
      register,
      events: events as never,
      audit,
      notary: createNotary({ records, audit, key: openSigningKey(folder.keys), clock }),
      days: {
        days: async () => [],
        seal: async () => true,
        manifests: async () => [],
        prove: async () => [],
        remove: async () => {},
      },
      jobs,
      media: listening.figures,
      health: () => health,
      consoleUrl: undefined,
      publish: () => {},
      report,
      onError,
    })
    using _served = serveWorkers(server, {
      records,
      clock,
      listening: listening.forWorkers,
      response,
      events: events as never,
      isLeading: term.isHeld,
    })
    const { playbooks, notices } = response
    answerTest({
      notify: (notice: Notice) => notices.notify(notice),
      deliveries: async (channel: string) => (await notices.deliveries({ channel, limit: 1000 })).deliveries,
      import: (playbook: Playbook) => playbooks.import(playbook, 'lead'),
      start: ({ playbookId, run }: { readonly playbookId: string; readonly run: string }) =>
        playbooks.start({ playbookId, incidentId: null, variables: { __run__: run }, by: 'lead' }),
      runs: async () => (await playbooks.runs({ limit: 100 })).runs,
      log: async (runId: string) => (await playbooks.log(runId, 0, 1000)).map(({ entry }) => entry),
      pending: () => playbooks.pending(),
      resolve: ({ id, answer }: { readonly id: string; readonly answer: OutcomeAnswer }) =>
        playbooks.resolveUnknown(id, answer),
      healths: () => listening.desk.schedule.healths(),
      heard: async (runId: string) =>
        (await records.get({ name: 'run-heard', keys: () => ({}) }, runId))?.record,
      jobs: () => all.counts(),
    })
    await new Promise<void>(resolve => term.signal.addEventListener('abort', () => resolve()))
  },
  new AbortController().signal,
)
