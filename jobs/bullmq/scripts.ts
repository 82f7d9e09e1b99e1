// Steps that must be whole and that BullMQ does not offer, as Lua. They read BullMQ's own keys of a queue (`wait`,
// `delayed`, `active`, `completed`, `failed`, the hash of a job, `de:` for the job that holds a key); it is pinned
// exactly, and the conformance suite would show a change. Keys of ours in a queue: `cancelled` (sorted set by
// number), `newest` (hash of key → id of the latest job of that key).
//
// Every key of a cluster begins with the same hash tag, so all scripts may touch several of them.

import type { Redis } from 'ioredis'

/** The scripts, as methods of a client that `withJobScripts` has seen. `base` is `prefix:queue:`. */
export interface JobScripts {
  /** Notes the job as the latest of its key; gives its flag of cancellation and its Turn. */
  jobNoted(
    base: string,
    id: string,
    key: string,
    number: number,
  ): Promise<[cancelled: string | null, turn: string | null]>
  /** A waiting job becomes cancelled, a running one is flagged; with `onlyFlagged` = 1 only one that is flagged. */
  jobCancelled(
    base: string,
    holder: string,
    key: string,
    now: number,
    keep: number,
    onlyFlagged: 0 | 1,
  ): Promise<['cancelled' | 'running', id: string] | null>
  /** For each id its state, '' when there is none, and the fields of its hash. */
  jobRecords(base: string, ...ids: string[]): Promise<[state: string, fields: string[]][]>
  /** Replaces a Turn that is still the one seen. */
  jobTurnSwapped(base: string, id: string, seen: string, turn: string): Promise<0 | 1>
  /** Forgets the latest jobs of keys that are gone; gives the cursor to go on with, `0` at the end. */
  jobKeysForgotten(base: string, cursor: string): Promise<string>
}

const NOTED = `
local newest = KEYS[1] .. 'newest'
local held = redis.call('HGET', newest, ARGV[2])
if not held or tonumber(string.sub(held, 2)) < tonumber(ARGV[3]) then
  redis.call('HSET', newest, ARGV[2], ARGV[1])
end
return redis.call('HMGET', KEYS[1] .. ARGV[1], 'cancelled', 'turn')
`

const CANCELLED = `
local base, holder = KEYS[1], KEYS[1] .. ARGV[1]
local id = redis.call('GET', holder)
if not id or redis.call('EXISTS', base .. id) == 0 then return nil end
local job = base .. id
if ARGV[5] == '1' and redis.call('HGET', job, 'cancelled') ~= '1' then return nil end
redis.call('HSET', job, 'cancelled', '1')
if redis.call('ZREM', base .. 'delayed', id) + redis.call('LREM', base .. 'wait', 1, id) == 0 then
  return { 'running', id }
end
redis.call('HSET', job, 'finishedOn', ARGV[3])
redis.call('HSET', base .. 'newest', ARGV[2], id)
redis.call('DEL', holder)
redis.call('ZADD', base .. 'cancelled', tonumber(string.sub(id, 2)), id)
for _, old in ipairs(redis.call('ZREVRANGE', base .. 'cancelled', tonumber(ARGV[4]), -1)) do
  redis.call('ZREM', base .. 'cancelled', old)
  redis.call('DEL', base .. old)
end
return { 'cancelled', id }
`

const RECORDS = `
local base, records = KEYS[1], {}
for place, id in ipairs(ARGV) do
  local state = ''
  if redis.call('EXISTS', base .. id) == 0 then state = ''
  elseif redis.call('ZSCORE', base .. 'completed', id) then state = 'done'
  elseif redis.call('ZSCORE', base .. 'failed', id) then state = 'failed'
  elseif redis.call('ZSCORE', base .. 'cancelled', id) then state = 'cancelled'
  elseif redis.call('ZSCORE', base .. 'delayed', id) then state = 'delayed'
  elseif redis.call('LPOS', base .. 'active', id) then state = 'running'
  else state = 'due' end
  records[place] = { state, redis.call('HGETALL', base .. id) }
end
return records
`

const TURN_SWAPPED = `
local job = KEYS[1] .. ARGV[1]
if redis.call('HGET', job, 'turn') ~= ARGV[2] then return 0 end
redis.call('HSET', job, 'turn', ARGV[3])
return 1
`

const KEYS_FORGOTTEN = `
local newest = KEYS[1] .. 'newest'
local found = redis.call('HSCAN', newest, ARGV[1], 'COUNT', 200)
for at = 1, #found[2], 2 do
  if redis.call('EXISTS', KEYS[1] .. found[2][at + 1]) == 0 then redis.call('HDEL', newest, found[2][at]) end
end
return found[1]
`

/** Gives the client the scripts; doing so twice is harmless. */
export function withJobScripts(client: Redis): Redis & JobScripts {
  const scripts = {
    jobNoted: NOTED,
    jobCancelled: CANCELLED,
    jobRecords: RECORDS,
    jobTurnSwapped: TURN_SWAPPED,
    jobKeysForgotten: KEYS_FORGOTTEN,
  } satisfies Record<keyof JobScripts, string>
  for (const [name, lua] of Object.entries(scripts)) client.defineCommand(name, { numberOfKeys: 1, lua })
  return client as Redis & JobScripts
}
