// A process of a cluster that waits for its servers at the start ends when it is told to, in good order: whoever set up
// an address wrongly, or starts everything after a power cut, is not made to wait.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startChildPlatform } from '#/bench/child-platform.ts'
import { CLUSTER_ROLES, createNodeRegistry, type ClusterRole } from '#/cluster/node-registry.ts'
import { openRedis } from '#/cluster/open-redis.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'
import { openSilentServer, type SilentServer } from '../support/silent-server.ts'

// Processes that take their time to load on a machine that is busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })
const WAIT = { timeout: 120_000, interval: 50 }
const SIGNALS = ['SIGTERM', 'SIGINT'] as const
const MANNERS = ['says nothing', 'hangs up'] as const

interface Waiting {
  readonly role: ClusterRole
  readonly redisUrl: string
  readonly elasticUrl: string
  readonly signal: (typeof SIGNALS)[number]
  /** The process has come to where it waits. */
  readonly waits: () => boolean | Promise<boolean>
}

let named = 0

/** Code and signal with which the process ended. */
async function endOf(waiting: Waiting): Promise<readonly [number | null, string | null]> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'thapcanh-waits-'))
  const secretFile = join(dataDirectory, 'secret')
  writeFileSync(secretFile, 'a-secret-of-the-whole-cluster-for-tests-only\n', { mode: 0o600 })
  let child: ChildProcess | undefined
  try {
    const started = startChildPlatform({
      dataDirectory,
      config: JSON.stringify({
        console: { port: 0 },
        listeners: [],
        rules: { builtin: false },
        media: { enabled: false },
        cluster: {
          redis: { url: waiting.redisUrl },
          elasticsearch: { nodes: [waiting.elasticUrl] },
          calls: { secretFile, host: '127.0.0.1', port: 0 },
        },
      }),
      args: ['--role', waiting.role, '--node', `${waiting.role}-${++named}`],
      onSpawned: spawned => (child = spawned),
    })
    const ended = once(child!, 'exit')
    // It never starts, and says in the end that it did not; before it is told to end, that is the fault to show.
    const failed = started.then((): never => expect.unreachable('it should have waited'))
    await Promise.race([vi.waitUntil(waiting.waits, WAIT), failed])
    child!.kill(waiting.signal)
    return (await ended) as [number | null, string | null]
  } finally {
    child?.kill('SIGKILL')
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

const urlOf = ({ port }: SilentServer, scheme: string): string => `${scheme}://127.0.0.1:${port}`

describe.each(MANNERS)('a Redis that %s', manner => {
  test.each(SIGNALS)('is not waited for after %s', async signal => {
    await using server = await openSilentServer(manner)
    const [redisUrl, elasticUrl] = [urlOf(server, 'redis'), urlOf(server, 'http')]
    const waits = (): boolean => server.connections() > 0
    expect(await endOf({ role: 'api', redisUrl, elasticUrl, signal, waits })).toEqual([0, null])
  })
})

describe.skipIf(noRedis)('with a Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => await redis[Symbol.asyncDispose]())

  const roles = CLUSTER_ROLES.filter(role => role !== 'worker')
  test.each(MANNERS.flatMap(manner => roles.map(role => ({ manner, role }))))(
    'the role $role does not wait for an Elasticsearch that $manner',
    async ({ manner, role }) => {
      await using server = await openSilentServer(manner)
      const elasticUrl = urlOf(server, 'http')
      const waits = (): boolean => server.connections() > 0
      const { url: redisUrl } = redis
      expect(await endOf({ role, redisUrl, elasticUrl, signal: 'SIGTERM', waits })).toEqual([0, null])
    },
  )

  test('a worker does not wait for a leader', async () => {
    await using connection = await openRedis({ url: redis.url, report: () => {}, connectMs: 60_000 })
    const registry = createNodeRegistry({ redis: connection.commands })
    const waits = async (): Promise<boolean> =>
      (await registry.nodes()).some(({ status }) => status.roles.includes('worker'))
    const [redisUrl, elasticUrl] = [redis.url, 'http://127.0.0.1:1']
    expect(await endOf({ role: 'worker', redisUrl, elasticUrl, signal: 'SIGTERM', waits })).toEqual([0, null])
  })
})
