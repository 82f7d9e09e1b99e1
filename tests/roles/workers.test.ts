// Two workers and a leader as real processes on a real Redis: they crawl the local web, send notices to a webhook
// and run playbooks against a machine of the test's. Each is killed in the middle of it. In the end all is done, and
// what must happen once has happened once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openMediaWeb, type MediaWeb } from '#/demo/media/media-web.ts'
import { mediaWebSources } from '#/demo/media/sources.ts'
import type { SourceHealth } from '#/kernel/media-source.ts'
import type { Delivery } from '#/notices/delivery.ts'
import type { Notice } from '#/notices/notice.ts'
import type { PendingQuestion, RunSummary, Transition } from '#/playbooks/desk.ts'
import type { NodeStatus } from '#/cluster/node-registry.ts'
import type { Playbook, WorkflowStep } from '#/playbooks/cacao/playbook.ts'
import { httpServer } from '../outbound/servers.ts'
import { playbookOf } from '../playbooks/engine/invented-desk.ts'
import { forbiddenAsked, hurried } from '../process/media-manners.ts'
import { compare, storedMentions } from '../process/media-truth.ts'
import { noRedis, startRedis } from '../support/redis.ts'
import type { Received } from '../notices/invented-notices.ts'
import type { ClusterTimes } from './cluster-child.ts'
import { startProcess, type ClusterProcess } from './cluster-processes.ts'

const HOUR_MS = 3_600_000
const PAUSE_MS = 30
/** Sources of the local web and their sites. */
const READ = { 'nhat-bao-song-may': 'nhat-bao', 'thoi-bao-ben-may': 'thoi-bao', 'bao-dan-hoi': 'dan-hoi' }
type Read = keyof typeof READ
const STEPS = 6
const RUNS = ['một', 'hai', 'ba', 'bốn']
const NOTICES = 30

/** What the outside has seen. */
interface Outside extends AsyncDisposable {
  readonly port: number
  /** `run step`, each time it came. */
  readonly steps: readonly string[]
  /** By channel: ids of notices, each time they came. */
  readonly notices: Readonly<Record<'known' | 'plain', readonly string[]>>
}

async function openOutside(): Promise<Outside> {
  const steps: string[] = []
  const notices = { known: [] as string[], plain: [] as string[] }
  const server = await httpServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://127.0.0.1')
      if (pathname === '/step') steps.push(`${searchParams.get('run')} ${searchParams.get('n')}`)
      else
        notices[pathname.slice(1) as 'known'].push(
          ...(JSON.parse(body) as Received).notices.map(({ id }) => id),
        )
      // Slow enough to be killed in the middle of it.
      setTimeout(() => response.end('{}'), 150)
    })
  })
  return { port: server.port, steps, notices, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

function playbookFor(port: number): Playbook {
  const steps: Record<string, Partial<WorkflowStep>> = {}
  for (let n = 1; n <= STEPS; n++)
    steps[`s${n}`] = {
      type: 'action',
      agent: 'machine',
      commands: [{ type: 'http-api', command: `POST /step?run=__run__:value&n=${n} HTTP/1.1` }],
      on_completion: n === STEPS ? 'end' : `s${n + 1}`,
    } as Partial<WorkflowStep>
  return playbookOf(
    { ...steps, end: {} },
    {
      playbook_variables: { __run__: { type: 'string', external: true } },
      agent_definitions: {
        machine: { type: 'http-api', name: 'Máy', address: { url: [`http://127.0.0.1:${port}`] } },
      },
    },
  )
}

const configFor = (port: number, secretsFile: string): string => `
media: { province: "92", contactEmail: thapcanh@example.com, contactUrl: "https://example.com/thapcanh" }
playbooks: { builtin: false, secretsFile: ${secretsFile}, signatures: { imported: warn } }
notices:
  webhook:
    - { id: known, url: "http://127.0.0.1:${port}/known", signingSecret: hook }
    - { id: plain, url: "http://127.0.0.1:${port}/plain", signingSecret: hook, idempotencyKey: false }
  recipients:
    - { id: desk, reach: [{ channel: known }, { channel: plain }] }
  routes:
    - { name: all, kinds: ["incident.*"], to: [desk], groupMinutes: 0 }
`

interface Cluster extends AsyncDisposable {
  readonly web: MediaWeb
  readonly outside: Outside
  readonly leaderFolder: string
  readonly read: readonly Read[]
  start(kind: 'leader' | 'worker', node: string): Promise<ClusterProcess>
}

async function openCluster(read: readonly Read[], times: ClusterTimes): Promise<Cluster> {
  const redis = await startRedis()
  const outside = await openOutside()
  const startAt = Date.now() - 25 * HOUR_MS
  const web = await openMediaWeb({ clock: { now: () => startAt + 24 * HOUR_MS }, startAt })
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-workers-'))
  const secretsFile = join(folder, 'secrets.yaml')
  writeFileSync(secretsFile, 'hook: "a secret of the test"\n', { mode: 0o600 })
  const sources = mediaWebSources(web)
    .filter(({ id }) => (read as readonly string[]).includes(id))
    .map(source => ({ ...source, pauseMs: PAUSE_MS, everyMinutes: 24 * 60 }))
  const started: ClusterProcess[] = []
  return {
    web,
    outside,
    read,
    leaderFolder: join(folder, 'leader'),
    async start(kind, node) {
      const running = await startProcess(kind, {
        node,
        dataDirectory: join(folder, kind === 'leader' ? 'leader' : node),
        redisUrl: redis.url,
        config: configFor(outside.port, secretsFile),
        sources,
        times,
      })
      started.push(running)
      return running
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(each => each.kill()))
      await web[Symbol.asyncDispose]()
      await outside[Symbol.asyncDispose]()
      await redis[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Until it holds; a test that waits for good is ended by its own timeout. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50)
}

async function beginWork(leader: ClusterProcess, { outside }: Cluster): Promise<void> {
  const playbook = playbookFor(outside.port)
  expect(await leader.ask('import', playbook)).toBe('added')
  for (const run of RUNS)
    expect(await leader.ask('start', { playbookId: playbook.id, run })).toMatchObject({ kind: 'done' })
  for (const id of noticeIds()) await notify(leader, id)
}

async function notify(leader: ClusterProcess, id: string): Promise<void> {
  const title = `Tin ${id}`
  const notice: Notice = { id, kind: 'incident.new', severity: 'high', title, text: '', at: Date.now() }
  expect(await leader.ask('notify', notice)).toBe('placed')
}

const noticeIds = (): readonly string[] => Array.from({ length: NOTICES }, (_, n) => `n-${n}`)
const allSteps = (): readonly string[] =>
  RUNS.flatMap(run => Array.from({ length: STEPS }, (_, n) => `${run} ${n + 1}`)).sort()

/** A person who looks whether what nobody knows of has happened. */
async function settleUnknown(leader: ClusterProcess, { outside }: Cluster): Promise<number> {
  const pending = await leader.ask<readonly PendingQuestion[]>('pending')
  for (const { id, rendered } of pending) {
    const { searchParams } = new URL(rendered[0]!.summary.replace(/^POST /, ''))
    const happened = outside.steps.includes(`${searchParams.get('run')} ${searchParams.get('n')}`)
    const by = { name: 'lead', role: 'lead' } as const
    const resolution = happened ? 'happened' : 'did-not-happen'
    await leader.ask('resolve', { id, answer: { resolution, answers: {}, note: 'đã xem', by } })
  }
  return pending.length
}

async function untilAllIsDone(leader: ClusterProcess, cluster: Cluster): Promise<number> {
  let unknown = 0
  await until(async () => {
    unknown += await settleUnknown(leader, cluster)
    const runs = await leader.ask<readonly RunSummary[]>('runs')
    const known = await leader.ask<readonly Delivery[]>('deliveries', 'known')
    const plain = await leader.ask<readonly Delivery[]>('deliveries', 'plain')
    const healths = await leader.ask<readonly SourceHealth[]>('healths')
    return (
      runs.every(({ state }) => state === 'succeeded') &&
      [...known, ...plain].every(({ endedAt }) => endedAt !== null) &&
      healths.every(({ lastRunAt }) => lastRunAt !== null)
    )
  })
  return unknown
}

/** What the incident's history would have heard: all of the log of each run. */
async function untilRunsAreHeard(leader: ClusterProcess): Promise<void> {
  for (const { id } of await leader.ask<readonly RunSummary[]>('runs')) {
    const { length: number } = await leader.ask<readonly Transition[]>('log', id)
    await until(
      async () => (await leader.ask<{ number: number } | undefined>('heard', id))?.number === number,
    )
  }
}

/** What the crawl brought, when the leader has ended. */
async function expectEverythingRead({ web, leaderFolder, read }: Cluster): Promise<void> {
  const sites: readonly string[] = read.map(id => READ[id])
  const visible = web.texts.filter(
    ({ site, publishedAt }) => sites.includes(site) && publishedAt <= web.now(),
  )
  const { missing, strange } = compare(visible, await storedMentions(join(leaderFolder, 'media.sqlite')), web)
  expect({ missing, strange: strange.map(({ url }) => url) }).toEqual({ missing: [], strange: [] })
  expect(await forbiddenAsked(web, web.log)).toEqual([])
}

describe.skipIf(noRedis)('a cluster with workers', { timeout: 300_000 }, () => {
  test('each worker is killed in its turn: all is done in the end, and once', async () => {
    await using cluster = await openCluster(['nhat-bao-song-may', 'thoi-bao-ben-may', 'bao-dan-hoi'], {
      leadLeaseMs: 30_000,
      workerLeaseMs: 10_000,
      lockMs: 6000,
    })
    const { outside, web } = cluster
    const [leader, one, two] = await Promise.all([
      cluster.start('leader', 'api-1'),
      cluster.start('worker', 'worker-1'),
      cluster.start('worker', 'worker-2'),
    ])
    await beginWork(leader, cluster)
    await until(() => outside.steps.length >= 2 && outside.notices.known.length >= 3 && web.log.length >= 20)
    await one.kill()
    const third = await cluster.start('worker', 'worker-3')
    await until(() => outside.steps.length >= 8 && outside.notices.known.length >= 10)
    await two.kill()
    // On a slow machine there may be nothing left that the third could do.
    await notify(leader, 'n-last')
    await untilAllIsDone(leader, cluster)
    await untilRunsAreHeard(leader)

    expect(outside.steps.toSorted()).toEqual(allSteps())
    expect(new Set(outside.notices.known)).toEqual(new Set([...noticeIds(), 'n-last']))
    const known = await leader.ask<readonly Delivery[]>('deliveries', 'known')
    expect(known.map(({ state }) => state)).toEqual(known.map(() => 'delivered'))
    // A receiver that does not know what it has got is sent nothing twice; what may have arrived is left to people.
    const plain = await leader.ask<readonly Delivery[]>('deliveries', 'plain')
    const lost = plain.filter(({ state }) => state === 'unknown').flatMap(each => each.notices)
    const delivered = plain.filter(({ state }) => state === 'delivered').flatMap(each => each.notices)
    expect(delivered.length + lost.length).toBe(NOTICES + 1)
    expect(outside.notices.plain).toHaveLength(new Set(outside.notices.plain).size)
    expect(outside.notices.plain).toEqual(expect.arrayContaining(delivered.map(({ id }) => id)))
    // A job is counted a moment after what it did was written down.
    await until(async () => (await third.ask<NodeStatus>('status')).figures['jobsDone']! > 0)
    const status = await third.ask<NodeStatus>('status')
    expect(status).toMatchObject({ name: 'worker-3', roles: ['worker'] })
    expect(hurried(web, web.log, PAUSE_MS)).toEqual([])
    // It ends in order while the leader lives.
    expect((await third.ask<NodeStatus>('end')).figures['jobsRunning']).toBe(0)
    await leader.kill()
    await expectEverythingRead(cluster)
  })

  test('the leader is killed: a worker waits for the next and loses nothing, not even how a step ended', async () => {
    await using cluster = await openCluster(['thoi-bao-ben-may'], {
      leadLeaseMs: 8000,
      workerLeaseMs: 60_000,
      lockMs: 60_000,
    })
    const { outside, web } = cluster
    const [first, worker] = await Promise.all([
      cluster.start('leader', 'api-1'),
      cluster.start('worker', 'worker-1'),
    ])
    await beginWork(first, cluster)
    await until(() => outside.steps.length >= 4 && outside.notices.known.length >= 3 && web.log.length >= 5)
    await first.kill()
    const second = await cluster.start('leader', 'api-2')
    // Nobody had to be asked what had happened: who did it lives.
    expect(await untilAllIsDone(second, cluster)).toBe(0)
    await untilRunsAreHeard(second)

    expect(outside.steps.toSorted()).toEqual(allSteps())
    expect(outside.notices.known.toSorted()).toEqual(noticeIds().toSorted())
    expect(outside.notices.plain.toSorted()).toEqual(noticeIds().toSorted())
    expect(hurried(web, web.log, PAUSE_MS)).toEqual([])
    const { problems } = await worker.ask<NodeStatus>('status')
    const codes = problems.map(({ code }) => code)
    expect(codes).toContain('cluster.away')
    for (const worse of ['job.failed', 'notice.failed', 'crawl.page-failed'])
      expect(codes).not.toContain(worse)
    await second.kill()
    await expectEverythingRead(cluster)
  })
})
