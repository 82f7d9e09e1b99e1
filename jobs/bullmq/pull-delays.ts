// After a clock went back: what we put off ourselves, a retry or the next turn of a repeated job, waits no longer
// than it was put off, and not for the time that never was. What somebody gave a time keeps it.

import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { redisFailure } from '#/cluster/redis-failure.ts'
import { turnOf } from './job-record.ts'
import type { JobScripts } from './scripts.ts'
import { pulledTurn, type KeptJob } from './turns.ts'

/** `now`: as the clock stands, in ms UTC. */
export async function pullDelays(
  client: Redis & JobScripts,
  queue: Queue<KeptJob>,
  now: number,
): Promise<void> {
  for (const id of await client.zrange(queue.toKey('delayed'), 0, -1)) {
    const [data, seen] = await client.hmget(queue.toKey(id), 'data', 'turn')
    // Without a Turn it was not put off by us.
    if (!data || !seen) continue
    const turn = pulledTurn(turnOf(JSON.parse(data) as KeptJob, seen), now)
    if (turn === undefined) continue
    try {
      await queue.getBackend().changeDelay(id, turn.putOffMs!)
    } catch (error) {
      if (redisFailure(error) !== undefined) throw error
      // It has begun meanwhile.
      continue
    }
    await client.jobTurnSwapped(queue.toKey(''), id, seen, JSON.stringify(turn))
  }
}
