// The lead on Redis: a key that lasts for a lease and holds who leads, and beside it the last fence.
//
// The fence goes on from the last one, and is never less than Redis' own time in ms: should a Redis come back
// without its latest writes, it still grows.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { Retryable } from '#/kernel/errors.ts'
import { keepLease } from './lease.ts'
import type { LeaderLock, Term } from './leader-lock.ts'
import { askRedis } from './redis-failure.ts'

export interface RedisLeaderLockOptions {
  /** Gives up soon: OpenedRedis.commands. */
  readonly redis: Redis
  /** This process as people know it: host and role. */
  readonly holder: string
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
  /** A leader that died is followed after this at most; 15 s when absent. */
  readonly leaseMs?: number
}

interface LeadScripts {
  leadTaken(lead: string, fence: string, holder: string, leaseMs: number): Promise<string | null>
  leadKept(lead: string, holder: string, leaseMs: number): Promise<0 | 1>
  leadGiven(lead: string, holder: string): Promise<0 | 1>
}

/** The same holder again is one whose answer was lost on the way: it keeps its term. */
const TAKEN = `
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return nil end
if held then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('GET', KEYS[2])
end
local time = redis.call('TIME')
local ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local fence = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, ms))
redis.call('SET', KEYS[2], fence)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return fence
`
const KEPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`
const GIVEN = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`

export function createRedisLeaderLock(options: RedisLeaderLockOptions): LeaderLock {
  const { holder, prefix = '{thapcanh}', leaseMs = 15_000 } = options
  const redis = withLeadScripts(options.redis)
  const leadKey = (name: string): string => `${prefix}:lead:${name}`
  const fenceKey = (name: string): string => `${prefix}:fence:${name}`

  async function acquire(name: string): Promise<(Term & AsyncDisposable) | undefined> {
    const mine = `${holder} ${randomUUID()}`
    const heldSince = performance.now()
    const fence = await askRedis(() => redis.leadTaken(leadKey(name), fenceKey(name), mine, leaseMs))
    if (fence === null) return undefined
    const lost = new AbortController()
    const lease = keepLease({
      leaseMs,
      heldSince,
      renew: async () => (await redis.leadKept(leadKey(name), mine, leaseMs)) === 1,
      lost: reason => lost.abort(new Retryable('leader.lost', `${name}: ${reason}`)),
    })
    return {
      name,
      fence: Number(fence),
      signal: lost.signal,
      isHeld: lease.isHeld,
      async [Symbol.asyncDispose]() {
        lease[Symbol.dispose]()
        // Without Redis it ends by itself with its lease.
        await redis.leadGiven(leadKey(name), mine).catch(() => {})
      },
    }
  }

  async function lead(name: string, task: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await using term = await acquire(name)
        if (term !== undefined) {
          const until = AbortSignal.any([term.signal, signal])
          await task({ name, fence: term.fence, signal: until, isHeld: term.isHeld })
        }
      } catch (error) {
        if (!signal.aborted && !(error instanceof Retryable)) throw error
      }
      await sleep(leaseMs / 4, undefined, { signal }).catch(() => {})
    }
  }

  return {
    acquire,
    lead,
    async leader(name) {
      const [held, fence] = await askRedis(() => redis.mget(leadKey(name), fenceKey(name)))
      return held ? { holder: held.slice(0, held.lastIndexOf(' ')), fence: Number(fence) } : undefined
    },
  }
}

function withLeadScripts(client: Redis): Redis & LeadScripts {
  client.defineCommand('leadTaken', { numberOfKeys: 2, lua: TAKEN })
  client.defineCommand('leadKept', { numberOfKeys: 1, lua: KEPT })
  client.defineCommand('leadGiven', { numberOfKeys: 1, lua: GIVEN })
  return client as Redis & LeadScripts
}
