// One request at a time for each host, and a pause between them, for all processes of a cluster together: what
// crawler/fetch/host-pace.ts is for one. The turn is a key with a lease, so that a process that dies in it gives it
// up; the pause is counted by Redis' clock, from the end of the request before, or from the last sign of life of one
// whose end nobody saw.
//
// A process that is cut off from Redis for longer than a lease may ask while another does.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { LIMITS } from '#/kernel/limits.ts'
import { keepLease } from './lease.ts'
import { askRedis } from './redis-failure.ts'

export interface SharedPaceOptions {
  /** Gives up soon: OpenedRedis.commands. */
  readonly redis: Redis
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
  /** The turn of a process that died ends after this; 15 s when absent. */
  readonly leaseMs?: number
}

export interface SharedPace {
  /** Waits for the turn; the host is taken until what is returned is disposed. Rejects when the signal fires. */
  enter(host: string, pauseMs: number, signal: AbortSignal): Promise<Disposable>
}

interface PaceScripts {
  /** 0: the turn is ours. -1: another has it. Else: ms of the pause that are left. */
  paceEntered(
    turn: string,
    last: string,
    token: string,
    pauseMs: number,
    leaseMs: number,
    keptMs: number,
  ): Promise<number>
  paceKept(turn: string, last: string, token: string, leaseMs: number, keptMs: number): Promise<0 | 1>
  paceLeft(turn: string, last: string, token: string, pauseMs: number, keptMs: number): Promise<0 | 1>
}

const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`
/** An end that lies ahead was written before the clock was set back: it is taken for one of now. */
const ENTERED = `${NOW}
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return -1 end
local last = redis.call('HMGET', KEYS[2], 'ended', 'pause')
if last[1] and not held then
  local ended = tonumber(last[1])
  if ended > now then
    ended = now
    redis.call('HSET', KEYS[2], 'ended', now)
  end
  local left = ended + math.max(tonumber(ARGV[2]), tonumber(last[2])) - now
  if left > 0 then return math.ceil(left) end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('HSET', KEYS[2], 'ended', now, 'pause', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 0
`
const KEPT = `${NOW}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'ended', now)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`
const LEFT = `${NOW}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'ended', now, 'pause', ARGV[2])
return redis.call('PEXPIRE', KEYS[2], ARGV[3])
`
/** While another has the turn, it is asked so often whether it has ended. */
const LOOK_MS = 200
/** Of a host whose longest pause is over nothing need be known. */
const KEPT_MS = 2 * LIMITS.maxPauseMs

export function createSharedPace(options: SharedPaceOptions): SharedPace {
  const { prefix = '{thapcanh}', leaseMs = 15_000 } = options
  const redis = withPaceScripts(options.redis)

  return {
    async enter(host, pauseMs, signal) {
      const keys = [`${prefix}:pace:turn:${host}`, `${prefix}:pace:last:${host}`] as const
      const token = randomUUID()
      for (;;) {
        signal.throwIfAborted()
        const heldSince = performance.now()
        const left = await askRedis(() =>
          redis.paceEntered(...keys, token, Math.ceil(pauseMs), leaseMs, KEPT_MS),
        )
        if (left === 0) return held(heldSince)
        await sleep(left < 0 ? LOOK_MS : left, undefined, { signal }).catch(() => {})
      }

      function held(heldSince: number): Disposable {
        const lease = keepLease({
          leaseMs,
          heldSince,
          renew: async () => (await redis.paceKept(...keys, token, leaseMs, KEPT_MS)) === 1,
          // What is being asked is answered all the same.
          lost: () => {},
        })
        return {
          [Symbol.dispose]() {
            lease[Symbol.dispose]()
            // Without Redis the turn ends by itself with its lease.
            redis.paceLeft(...keys, token, Math.ceil(pauseMs), KEPT_MS).catch(() => {})
          },
        }
      }
    },
  }
}

function withPaceScripts(client: Redis): Redis & PaceScripts {
  client.defineCommand('paceEntered', { numberOfKeys: 2, lua: ENTERED })
  client.defineCommand('paceKept', { numberOfKeys: 2, lua: KEPT })
  client.defineCommand('paceLeft', { numberOfKeys: 2, lua: LEFT })
  return client as Redis & PaceScripts
}
