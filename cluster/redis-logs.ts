// Logs that several processes share: Redis streams. What is appended is there for whoever reads, in order, until it is
// trimmed. As durable as Redis itself (open-redis.ts says when that is not enough).

import type { Redis } from 'ioredis'
import { askRedis } from './redis-failure.ts'

export interface SharedLogEntry {
  /** Its place; later entries of the log have greater ones. */
  readonly id: string
  readonly data: Buffer
}

export interface SharedLogs {
  /** All of them or none; in order, also within one log. Throws Retryable when Redis is away or full. */
  append(entries: readonly { readonly log: string; readonly data: Buffer }[]): Promise<void>
  /** Entries after that place (null: from the first that is left), at most `limit`. Does not wait for any. */
  read(log: string, after: string | null, limit: number): Promise<readonly SharedLogEntry[]>
  /** Forgets all up to that place, itself included. */
  trim(log: string, through: string): Promise<void>
  length(log: string): Promise<number>
}

const FIELD = 'd'

export interface RedisLogsOptions {
  /** OpenedRedis.commands */
  readonly redis: Redis
  /** Begins every key; `{thapcanh}` when absent. */
  readonly prefix?: string
}

export function createRedisLogs({ redis, prefix = '{thapcanh}' }: RedisLogsOptions): SharedLogs {
  const keyOf = (log: string): string => `${prefix}:log:${log}`
  return {
    async append(entries) {
      if (entries.length === 0) return
      await askRedis(async () => {
        const transaction = redis.multi()
        for (const { log, data } of entries) transaction.xadd(keyOf(log), '*', FIELD, data)
        const answers = await transaction.exec()
        for (const [error] of answers ?? []) if (error !== null) throw error
      })
    },
    async read(log, after, limit) {
      const from = after === null ? '-' : `(${after}`
      const found = await askRedis(() => redis.xrangeBuffer(keyOf(log), from, '+', 'COUNT', limit))
      return found.map(([id, fields]) => ({ id: id.toString(), data: fields[1]! }))
    },
    async trim(log, through) {
      const [ms, number] = through.split('-')
      await askRedis(() => redis.xtrim(keyOf(log), 'MINID', `${ms}-${BigInt(number!) + 1n}`))
    },
    length: log => askRedis(() => redis.xlen(keyOf(log))),
  }
}
