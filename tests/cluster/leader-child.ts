// A process that leads whenever it can, and writes a snapshot every few milliseconds while it believes so. Run by
// the tests of the leader lock: `node leader-child.ts URL NAME LEASE_MS`. On stdout, a line each: `leads FENCE`,
// `lost FENCE REASON`, `wrote FENCE N`, `fenced FENCE`, `careless FENCE CODE`: after losing the lead it writes once
// more without asking itself whether it may.

import { setTimeout as sleep } from 'node:timers/promises'
import { openRedis } from '#/cluster/open-redis.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { createRedisSnapshotStore } from '#/cluster/redis-snapshot-store.ts'
import { Permanent } from '#/kernel/errors.ts'

const [url, name, leaseMs] = process.argv.slice(2) as [string, string, string]
const redis = await openRedis({ url, report: () => {}, connectMs: 60_000 })
const leaders = createRedisLeaderLock({ redis: redis.commands, holder: name, leaseMs: Number(leaseMs) })
const snapshots = createRedisSnapshotStore({ redis: redis.commands })
const say = (...words: unknown[]) => void process.stdout.write(`${words.join(' ')}\n`)

await leaders.lead(
  'test',
  async ({ fence, signal }) => {
    say('leads', fence)
    await snapshots.takeOver('state', fence)
    const write = (n: number) =>
      snapshots.write('state', { fence, position: `${name} ${n}`, data: Buffer.from(name) })
    try {
      for (let n = 0; !signal.aborted; n++) {
        await write(n)
        say('wrote', fence, n)
        await sleep(10, undefined, { signal }).catch(() => {})
      }
    } catch (error) {
      if (!(error instanceof Permanent)) throw error
      say('fenced', fence)
    }
    say('lost', fence, signal.reason)
    await write(-1).then(
      () => say('careless', fence, 'taken'),
      (error: unknown) => say('careless', fence, (error as Permanent).code),
    )
  },
  new AbortController().signal,
)
