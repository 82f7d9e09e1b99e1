// What the leader lets the others know: values by name, each replacing the one before. Readers ask for the version every
// few seconds and fetch what is new, so nothing is missed by a process that was away.

import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Redis } from 'ioredis'
import { askRedis } from './redis-failure.ts'

export interface Notice {
  /** Of its contents: the same value has the same version. */
  readonly version: string
  readonly value: unknown
}

export interface Board {
  /** Plain data, as JSON. */
  put(name: string, value: unknown): Promise<void>
  latest(name: string): Promise<Notice | undefined>
  /**
   * Calls `changed` with each value that is not of version `known`, until the signal fires. While Redis is away, or
   * when `changed` fails, it is asked again at the next turn.
   */
  follow(
    name: string,
    known: string | undefined,
    changed: (notice: Notice) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}

const LOOK_MS = 1000
const pack = promisify(gzip)
const unpack = promisify(gunzip)

export interface BoardOptions {
  /** OpenedRedis.commands */
  readonly redis: Redis
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
  readonly lookMs?: number
}

export function createBoard({ redis, prefix = '{thapcanh}', lookMs = LOOK_MS }: BoardOptions): Board {
  const keyOf = (name: string): string => `${prefix}:board:${name}`
  async function latest(name: string): Promise<Notice | undefined> {
    const [version, data] = await askRedis(() => redis.hmgetBuffer(keyOf(name), 'version', 'data'))
    if (!version || !data) return undefined
    return { version: version.toString(), value: JSON.parse((await unpack(data)).toString()) as unknown }
  }
  return {
    async put(name, value) {
      const text = JSON.stringify(value)
      const version = createHash('sha256').update(text).digest('hex')
      const data = await pack(text)
      await askRedis(() => redis.hset(keyOf(name), { version, data }))
    },
    latest,
    async follow(name, known, changed, signal) {
      let seen = known
      while (!signal.aborted) {
        try {
          const version = await askRedis(() => redis.hget(keyOf(name), 'version'))
          const notice = version === null || version === seen ? undefined : await latest(name)
          if (notice !== undefined) {
            await changed(notice)
            seen = notice.version
          }
        } catch {
          // Outages are told by the connection; the value is asked for again.
        }
        await sleep(lookMs, undefined, { signal }).catch(() => {})
      }
    },
  }
}
