// The log of what was raised: nothing leaves it before it is kept for good.

import { expect, test } from 'vitest'
import type { SharedLogs } from '#/cluster/redis-logs.ts'
import { Retryable } from '#/kernel/errors.ts'
import { handOn, takeRaised, type Raised } from '#/pipeline/raised-log.ts'

function createLogs(): SharedLogs {
  let entries: { id: string; data: Buffer }[] = []
  let next = 1
  return {
    async append(added) {
      for (const { data } of added) entries.push({ id: String(next++), data })
    },
    read: async (_log, after, limit) =>
      entries.filter(({ id }) => after === null || Number(id) > Number(after)).slice(0, limit),
    async trim(_log, through) {
      entries = entries.filter(({ id }) => Number(id) > Number(through))
    },
    length: async () => entries.length,
  }
}

const hidden = (ruleId: string): Raised => ({ kind: 'hidden', hidden: [{ ruleId } as never] })

test('what was raised stays until it is kept, and is taken again when it could not be', async () => {
  const logs = createLogs()
  await handOn(logs, hidden('a'))
  await handOn(logs, hidden('b'))
  const taken: Raised[] = []
  const keep = (raised: Raised): void => void taken.push(raised)
  const lost = new Retryable('leader.lost', 'another leads')
  await expect(takeRaised(logs, keep, () => Promise.reject(lost))).rejects.toBe(lost)
  expect(await logs.length('raised')).toBe(2)
  let waiting = -1
  const kept = async (): Promise<void> => {
    waiting = await logs.length('raised')
  }
  expect(await takeRaised(logs, keep, kept)).toBe(2)
  expect(waiting).toBe(2)
  expect(await logs.length('raised')).toBe(0)
  expect(taken).toEqual([hidden('a'), hidden('b'), hidden('a'), hidden('b')])
})

test('an empty log waits for nothing', async () => {
  const never = (): Promise<never> => Promise.reject(new Error('asked'))
  expect(await takeRaised(createLogs(), () => {}, never)).toBe(0)
})
