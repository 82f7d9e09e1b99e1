// Snapshots in Redis: one hash for each name, written by a script that looks at the fence first.

import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { askRedis } from './redis-failure.ts'
import type { Snapshot, SnapshotStore } from './snapshot-store.ts'

export interface RedisSnapshotStoreOptions {
  /** OpenedRedis.commands */
  readonly redis: Redis
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
}

interface SnapshotScripts {
  snapshotWritten(
    key: string,
    fence: number,
    position: string,
    hash: string,
    data: Buffer,
  ): Promise<string | null>
  snapshotFenced(key: string, fence: number): Promise<string | null>
}

/** Both give the greater fence that was found, or nil when the caller's is none the less. */
const WRITTEN = `
local held = redis.call('HGET', KEYS[1], 'fence')
if held and tonumber(held) > tonumber(ARGV[1]) then return held end
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'made', ARGV[1], 'position', ARGV[2], 'sha256', ARGV[3], 'data', ARGV[4])
return nil
`
const FENCED = `
local held = redis.call('HGET', KEYS[1], 'fence')
if held and tonumber(held) > tonumber(ARGV[1]) then return held end
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
return nil
`

export function createRedisSnapshotStore({
  redis: client,
  prefix = '{thapcanh}',
}: RedisSnapshotStoreOptions): SnapshotStore {
  const redis = withSnapshotScripts(client)
  const keyOf = (name: string): string => `${prefix}:snapshot:${name}`
  const refuse = (name: string, fence: number, greater: string | null): void => {
    if (greater !== null)
      throw new Permanent('snapshot.fenced', `${name}: term ${fence} was overtaken by term ${greater}`)
  }

  return {
    async write(name, { fence, position, data }) {
      if (data.length > LIMITS.maxSnapshotBytes)
        throw new Permanent(
          'snapshot.too-large',
          `${name}: ${data.length} bytes, at most ${LIMITS.maxSnapshotBytes}`,
        )
      const hash = hashOf(position, data)
      refuse(
        name,
        fence,
        await askRedis(() => redis.snapshotWritten(keyOf(name), fence, position, hash, data)),
      )
    },
    async takeOver(name, fence) {
      refuse(name, fence, await askRedis(() => redis.snapshotFenced(keyOf(name), fence)))
      const [made, place, hash, data] = await askRedis(() =>
        redis.hmgetBuffer(keyOf(name), 'made', 'position', 'sha256', 'data'),
      )
      if (!made || !place || !hash || !data) return undefined
      const snapshot: Snapshot = { fence: Number(made.toString()), position: place.toString(), data }
      if (hashOf(snapshot.position, data) !== hash.toString())
        throw new Permanent('snapshot.damaged', `${name}: its bytes are not those that were written`)
      return snapshot
    },
  }
}

function withSnapshotScripts(client: Redis): Redis & SnapshotScripts {
  client.defineCommand('snapshotWritten', { numberOfKeys: 1, lua: WRITTEN })
  client.defineCommand('snapshotFenced', { numberOfKeys: 1, lua: FENCED })
  return client as Redis & SnapshotScripts
}

function hashOf(position: string, data: Buffer): string {
  return createHash('sha256').update(position).update('\n').update(data).digest('hex')
}
