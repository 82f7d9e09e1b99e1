// What an event costs in a cluster, process by process: for sizing. One collector, one correlator, the leader, a real
// Redis and a real Elasticsearch of one node (as the tests start them), all on this machine.
//
//   npm run -s bench -- cluster [--events 100000] [--rules DIR]…
//
// Sends as fast as the collector takes it, waits until all is stored, and tells CPU time by process, and bytes on disk.

import { connect } from 'node:net'
import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Client } from '@elastic/elasticsearch'
import type { ClusterRole } from '#/cluster/node-registry.ts'
import { startElasticsearch } from '../tests/support/elasticsearch/cluster.ts'
import { startRedis } from '../tests/support/redis.ts'
import { startChildPlatform } from './child-platform.ts'
import { cpuSeconds, residentMb } from './process-figures.ts'
import { BLOCK_LINES, syslogBlocks } from './syslog-blocks.ts'

const STORED_LOOK_MS = 200
const PREFIX = 'thapcanh'

export async function clusterBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: { events: { type: 'string', default: '100000' }, rules: { type: 'string', multiple: true } },
  })
  const wanted = Number(values.events)
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-bench-cluster-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const redis = stack.use(await startRedis())
  const elasticsearch = stack.use(await startElasticsearch())
  const url = elasticsearch.nodes[0]!.url
  const start = async (role: ClusterRole) =>
    stack.use(
      await startChildPlatform({
        args: ['--role', role, '--node', role],
        config: JSON.stringify({
          console: { port: 0 },
          listeners: [{ kind: 'syslog-tcp', id: 'syslog-tcp', host: '127.0.0.1', port: 0 }],
          rules: { folders: values.rules ?? [] },
          media: { enabled: false },
          cluster: { redis: { url: redis.url }, elasticsearch: { nodes: [url], prefix: PREFIX } },
        }),
      }),
    )
  const api = await start('api')
  const correlator = await start('correlator')
  const collector = await start('collector')
  const client = new Client({ node: url })
  stack.defer(() => client.close())
  const stored = async (): Promise<number> => {
    const found = await client.get<{ position: number }>(
      { index: `${PREFIX}-positions`, id: 'collector' },
      { ignore: [404] },
    )
    return (found._source?.position ?? 0) % 2 ** 40
  }

  const blocks = syslogBlocks()
  await send(collector.tcpPort, blocks.slice(0, 10))
  await until(async () => (await stored()) >= 10 * BLOCK_LINES)
  await sleep(2000)

  const pids = { collector: collector.pid, correlator: correlator.pid, leader: api.pid, ...serverPids() }
  const before = Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)] as const)
  const begun = performance.now()
  const count = Math.ceil(wanted / BLOCK_LINES)
  await send(
    collector.tcpPort,
    Array.from({ length: count }, (_, nth) => blocks[nth % blocks.length]!),
  )
  const sent = count * BLOCK_LINES
  await until(async () => (await stored()) >= sent + 10 * BLOCK_LINES)
  const seconds = (performance.now() - begun) / 1000
  const cpuMicros = Object.fromEntries(
    before.map(([name, cpu]) => [
      name,
      round(((cpuSeconds(pids[name as keyof typeof pids]) - cpu) * 1e6) / sent),
    ]),
  )
  const residents = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, residentMb(pid)]))
  const index = `${PREFIX}-events-*`
  await client.indices.refresh({ index })
  const { count: kept } = await client.count({ index })
  await client.indices.forcemerge({ index, max_num_segments: 1 })
  await client.indices.flush({ index })
  const { _all } = await client.indices.stats({ index, metric: ['store'] })
  return {
    bench: 'cluster',
    sent,
    lost: sent + 10 * BLOCK_LINES - kept,
    eventsPerSecond: Math.round(sent / seconds),
    cpuMicrosPerEvent: cpuMicros,
    residentMb: residents,
    bytesPerEvent: Math.round((_all.primaries?.store?.size_in_bytes ?? 0) / kept),
  }
}

async function send(port: number, blocks: readonly Buffer[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  for (const block of blocks) if (!socket.write(block)) await once(socket, 'drain')
  socket.end()
  await once(socket, 'close')
}

async function until(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await sleep(STORED_LOOK_MS)
}

/** The newest of each: those that were started a moment ago. */
function serverPids(): { readonly redis: number; readonly elasticsearch: number } {
  const newest = (pattern: string): number =>
    Number(execFileSync('pgrep', ['-n', '-f', pattern], { encoding: 'utf8' }))
  return { redis: newest('redis-server'), elasticsearch: newest('org.elasticsearch.bootstrap') }
}

const round = (value: number): number => Math.round(value * 10) / 10
