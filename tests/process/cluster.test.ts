// A cluster on loopback, with a real Redis and a real Elasticsearch: three collectors, two correlators and the process that
// leads, each killed in turn under load and started again. In the end every acknowledged event is stored, once, and the
// alerts are those of a platform that runs alone and was sent the same events at the same time.

import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { describe, expect, test } from 'vitest'
import { startChildPlatform, TEST_TOKEN, type ChildPlatform } from '#/bench/child-platform.ts'
import type { ClusterRole } from '#/cluster/node-registry.ts'
import type { Alert } from '#/kernel/alert.ts'
import { noElasticsearch } from '../support/elasticsearch/archive.ts'
import { startElasticsearch } from '../support/elasticsearch/cluster.ts'
import { freePort } from '../support/free-port.ts'
import { noRedis, startRedis } from '../support/redis.ts'
import { httpListener } from './http-listener.ts'

const COLLECTORS = 3
const BATCH = 10
const EVERY_MS = 100
const LATENESS_SECONDS = 60
const RULES = `title: Failed
name: failed
id: 00000000-0000-4000-8000-0000000000f1
level: low
logsource: {product: linux}
detection: {words: ['Failed password'], condition: words}
---
title: Accepted
name: accepted
id: 00000000-0000-4000-8000-0000000000f2
level: low
logsource: {product: linux}
detection: {words: ['Accepted password'], condition: words}
---
title: Log cleared
id: 00000000-0000-4000-8000-0000000000f3
level: high
logsource: {product: linux}
detection: {words: ['log was cleared'], condition: words}
---
title: Many failed
name: many
id: 00000000-0000-4000-8000-0000000000f4
level: medium
correlation:
  type: event_count
  rules: [failed]
  group-by: [source.ip]
  timespan: 20s
  condition: {gte: 5}
---
title: Many failed, then in
id: 00000000-0000-4000-8000-0000000000f5
level: high
correlation:
  type: temporal_ordered
  rules: [many, accepted]
  group-by: [source.ip]
  timespan: 20s
  generate: true
---
title: One account tried from many hosts
id: 00000000-0000-4000-8000-0000000000f6
level: medium
correlation:
  type: value_count
  rules: [failed]
  group-by: [user.name]
  timespan: 10s
  condition: {gte: 8, field: source.ip}
---
title: A storm of failures
id: 00000000-0000-4000-8000-0000000000f7
level: medium
correlation:
  type: event_count
  rules: [failed]
  timespan: 5s
  condition: {gte: 40}
`

const missing = noRedis || noElasticsearch

describe.skipIf(missing)('a cluster', () => {
  test('loses nothing and alerts as one, whoever is killed', { timeout: 1_800_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thapcanh-cluster-'))
    mkdirSync(join(folder, 'rules'))
    writeFileSync(join(folder, 'rules', 'rules.yml'), RULES)
    await using stack = new AsyncDisposableStack()
    stack.defer(() => rmSync(folder, { recursive: true, force: true }))
    const redis = stack.use(await startRedis())
    const elasticsearch = stack.use(await startElasticsearch())
    const ports = await Promise.all(Array.from({ length: COLLECTORS + 1 }, () => freePort()))
    const member = createMembers(folder, redis.url, elasticsearch.nodes[0]!.url, stack)

    const alone = await member('alone', undefined, ports[COLLECTORS])
    const api = await member('api', 'api')
    const collectors = await Promise.all(
      ports.slice(0, COLLECTORS).map((port, nth) => member(`collector-${nth}`, 'collector', port)),
    )
    const correlators = await Promise.all([0, 1].map(nth => member(`correlator-${nth}`, 'correlator')))

    const load = new AbortController()
    const story = createStory()
    const sending = ports
      .slice(0, COLLECTORS)
      .map((port, nth) => send(story, nth, [port, ports[COLLECTORS]!], load.signal))
    for (const one of [...collectors, ...correlators, api]) {
      await sleep(3000)
      await one.killAndStart()
    }
    await sleep(3000)
    load.abort()
    const acknowledged = (await Promise.all(sending)).flat().sort((a, b) => a - b)

    const stored = await eventuallyStored(elasticsearch.nodes[0]!.url, acknowledged.length)
    expect(stored).toEqual(acknowledged)
    // Both have then judged all that happened.
    await sleep((LATENESS_SECONDS + 5) * 1000)
    const difference = (): unknown => {
      const [apart, whole] = [api, alone].map(({ directory }) => new Set(alertsIn(directory)))
      return { missing: [...whole!.difference(apart!)], additional: [...apart!.difference(whole!)] }
    }
    const nothing = { missing: [], additional: [] }
    await expect.poll(difference, { timeout: 600_000, interval: 1000 }).toEqual(nothing)

    const byRule = Map.groupBy(alertsIn(alone.directory), line => line.slice(0, 36))
    expect([...byRule.keys()].map(id => id.slice(-2)).sort()).toEqual(['f2', 'f3', 'f4', 'f5', 'f6', 'f7'])
    expect(acknowledged.length).toBeGreaterThan(3000)
    expect([api, ...collectors, ...correlators].every(one => one.starts() > 1)).toBe(true)
  })
})

interface Member {
  readonly directory: string
  killAndStart(): Promise<void>
  starts(): number
}

/** Starts processes that end with the stack; `role` undefined: a platform alone. */
function createMembers(folder: string, redis: string, elasticsearch: string, stack: AsyncDisposableStack) {
  return async (name: string, role: ClusterRole | undefined, port?: number): Promise<Member> => {
    const directory = join(folder, name)
    mkdirSync(directory)
    const config = JSON.stringify({
      console: { port: 0 },
      listeners: port === undefined ? [] : [httpListener(port)],
      rules: { builtin: false, folders: [join(folder, 'rules')] },
      correlation: { latenessSeconds: LATENESS_SECONDS },
      media: { enabled: false },
      ...(role === undefined
        ? {}
        : {
            cluster: {
              node: name,
              redis: { url: redis },
              elasticsearch: { nodes: [elasticsearch] },
              partitions: 6,
              leaseSeconds: 30,
            },
          }),
    })
    const args = role === undefined ? [] : ['--role', role]
    let starts = 0
    let isWanted = true
    let running: ChildPlatform
    const spawned: ChildProcess[] = []
    /** As systemd would: what ends without being told to is started again. */
    const start = async (): Promise<void> => {
      starts += 1
      const begun = await startChildPlatform({
        dataDirectory: directory,
        config,
        args,
        onSpawned: child => spawned.push(child),
      })
      running = begun
      begun.process.once('exit', code => {
        if (isWanted && running === begun && code !== null)
          start().catch((error: unknown) => {
            if (isWanted) throw error
          })
      })
    }
    await start()
    stack.defer(async () => {
      isWanted = false
      await running[Symbol.asyncDispose]()
      // One that ended by itself while it was being killed was started twice.
      for (const child of spawned) child.kill('SIGKILL')
    })
    return {
      directory,
      starts: () => starts,
      async killAndStart() {
        await running.kill()
        await start()
      },
    }
  }
}

/** Numbered events of one city hour: attackers try accounts, some get in, now and then a log is cleared. */
function createStory(): (collector: number) => object {
  let number = 0
  let lastMs = 0
  return collector => {
    const n = number++
    // No two at the same time: their order would be chance.
    lastMs = Math.max(lastMs + 1, Date.now())
    const attacker = `203.0.113.${1 + (Math.floor(n / 45) % 60)}`
    const [message, address] =
      n % 97 === 0
        ? ['the log was cleared', '198.51.100.7']
        : n % 23 === 0
          ? ['Accepted password for root', attacker]
          : n % 3 === 0
            ? ['Failed password for root', attacker]
            : ['session opened for a clerk', '198.51.100.20']
    return {
      '@timestamp': new Date(lastMs).toISOString(),
      message: `${message} n=${n} .`,
      'event.dataset': 'system.auth',
      'host.name': `web-0${collector}`,
      'source.ip': address,
      'user.name': n % 2 === 0 ? 'root' : 'admin',
    }
  }
}

/** Posts batches to all ports until aborted, each again under its key until it is taken; resolves with the numbers. */
async function send(
  story: (collector: number) => object,
  collector: number,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<number[]> {
  const acknowledged: number[] = []
  for (let batch = 0; !signal.aborted; batch++) {
    const events = Array.from({ length: BATCH }, () => story(collector))
    const body = events.map(event => JSON.stringify(event)).join('\n')
    const key = `batch-${collector}-${batch}`
    await Promise.all(ports.map(port => untilTaken(port, key, body)))
    acknowledged.push(...events.map(event => numberOf((event as { message: string }).message)))
    await sleep(EVERY_MS)
  }
  return acknowledged
}

async function untilTaken(port: number, key: string, body: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${TEST_TOKEN}`,
    'content-type': 'application/x-ndjson',
    'idempotency-key': key,
  }
  for (;;) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/ingest`, { method: 'POST', headers, body })
      await answer.arrayBuffer()
      if (answer.ok) return
    } catch {
      // Killed a moment ago, or not yet there again.
    }
    await sleep(50)
  }
}

function numberOf(message: string): number {
  return Number(/ n=(\d+) /.exec(message)?.[1])
}

/** The numbers of all stored events, sorted, when there are so many, or when waiting for them was in vain. */
async function eventuallyStored(url: string, count: number): Promise<readonly number[]> {
  const client = new Client({ node: url })
  try {
    const index = 'thapcanh-events-*'
    await expect
      .poll(
        async () => {
          await client.indices.refresh({ index })
          return (await client.count({ index })).count
        },
        { timeout: 600_000, interval: 500 },
      )
      .toBeGreaterThanOrEqual(count)
    const numbers: number[] = []
    for await (const document of client.helpers.scrollDocuments<{ message: string }>({ index, size: 1000 }))
      numbers.push(numberOf(document.message))
    return numbers.sort((a, b) => a - b)
  } finally {
    await client.close()
  }
}

/** What each alert says, without what depends on who received: ids. */
function alertsIn(directory: string): readonly string[] {
  using state = new DatabaseSync(join(directory, 'state.sqlite'), { readOnly: true })
  return state
    .prepare('SELECT rule_id, at, body FROM alert')
    .all()
    .map(row => {
      const { entity, matched, eventIds } = JSON.parse(row['body'] as string) as Alert
      return JSON.stringify([row['rule_id'], row['at'], entity, matched, eventIds.length]).slice(2)
    })
    .sort()
}
