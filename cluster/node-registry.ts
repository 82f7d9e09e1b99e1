// The processes of a cluster: each has a name and a number that are its own for good, and says every few seconds that it
// lives and how it fares. A name belongs to a data folder: whoever comes with the name of another is refused, because
// two raw logs of one number would give different events the same ids.

import type { Redis } from 'ioredis'
import { Fatal } from '#/kernel/errors.ts'
import { MAX_LOGS } from '#/kernel/ids.ts'
import { askRedis } from './redis-failure.ts'

export const CLUSTER_ROLES = ['collector', 'correlator', 'worker', 'api'] as const
export type ClusterRole = (typeof CLUSTER_ROLES)[number]

/** What a process tells of itself; plain data. */
export interface NodeStatus {
  readonly name: string
  readonly roles: readonly ClusterRole[]
  readonly startedAt: number
  /** Figures by name: events received, stored, lag, jobs done; and what is wrong. */
  readonly figures: Readonly<Record<string, number>>
  readonly problems: readonly { readonly code: string; readonly count: number; readonly detail: string }[]
  /** The whole of its health report, where it makes one; plain data of the same program. */
  readonly health?: unknown
}

export interface KnownNode {
  readonly status: NodeStatus
  /** ms since it last said so. */
  readonly silentMs: number
}

export interface NodeRegistry {
  /** The number of this name, new or the one it has had. Throws Fatal (`cluster.node-taken`) when it is another folder's. */
  claim(name: string, folderId: string): Promise<number>
  beat(status: NodeStatus): Promise<void>
  /** It is listed no longer; its name keeps its number. */
  leave(name: string): Promise<void>
  nodes(): Promise<readonly KnownNode[]>
  /** Throws Fatal (`cluster.partitions`) when the cluster runs with another number. */
  agreeOnPartitions(partitions: number): Promise<void>
}

interface RegistryScripts {
  nodeClaimed(nodes: string, counter: string, name: string, folder: string): Promise<string | null>
  nodeBeat(status: string, seen: string, name: string, text: string): Promise<1>
}

/** nil: the name is another folder's. */
const CLAIMED = `
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local number, folder = string.match(held, '^(%d+) (.*)$')
  if folder ~= ARGV[2] then return nil end
  return number
end
local number = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d %s', number, ARGV[2]))
return tostring(number)
`
/** By Redis' own clock: those of the machines may differ. */
const BEAT = `
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
return 1
`

export interface NodeRegistryOptions {
  /** OpenedRedis.commands */
  readonly redis: Redis
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
}

export function createNodeRegistry({
  redis: client,
  prefix = '{thapcanh}',
}: NodeRegistryOptions): NodeRegistry {
  client.defineCommand('nodeClaimed', { numberOfKeys: 2, lua: CLAIMED })
  client.defineCommand('nodeBeat', { numberOfKeys: 2, lua: BEAT })
  const redis = client as Redis & RegistryScripts
  const keys = {
    names: `${prefix}:nodes`,
    counter: `${prefix}:nodes:last`,
    status: `${prefix}:nodes:status`,
    seen: `${prefix}:nodes:seen`,
    partitions: `${prefix}:partitions`,
  }
  return {
    async claim(name, folderId) {
      const number = await askRedis(() => redis.nodeClaimed(keys.names, keys.counter, name, folderId))
      if (number === null)
        throw new Fatal(
          'cluster.node-taken',
          `The name ${name} belongs to another data folder of this cluster. Give this process a name of its own (cluster.node).`,
        )
      if (Number(number) > MAX_LOGS)
        throw new Fatal(
          'cluster.node-taken',
          `This cluster has had ${MAX_LOGS} processes with raw logs; there can be no more.`,
        )
      return Number(number)
    },
    async beat(status) {
      await askRedis(() => redis.nodeBeat(keys.status, keys.seen, status.name, JSON.stringify(status)))
    },
    async leave(name) {
      await askRedis(() => redis.multi().hdel(keys.status, name).hdel(keys.seen, name).exec())
    },
    async nodes() {
      const [told, seen, [seconds, micros]] = await askRedis(() =>
        Promise.all([redis.hgetall(keys.status), redis.hgetall(keys.seen), redis.time()]),
      )
      const nowMs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
      return Object.entries(told)
        .map(([name, text]) => ({
          status: JSON.parse(text) as NodeStatus,
          silentMs: Math.max(0, nowMs - Number(seen[name] ?? 0)),
        }))
        .sort((a, b) => (a.status.name < b.status.name ? -1 : 1))
    },
    async agreeOnPartitions(partitions) {
      await askRedis(() => redis.setnx(keys.partitions, partitions))
      const agreed = Number(await askRedis(() => redis.get(keys.partitions)))
      if (agreed !== partitions)
        throw new Fatal(
          'cluster.partitions',
          `cluster.partitions is ${partitions} here; the cluster runs with ${agreed}. What correlations have counted would be lost.`,
        )
    },
  }
}
