// Bulk requests against a server that is busy, away, full or will not: what is sent again, and what is not.

import { errors } from '@elastic/elasticsearch'
import { expect, test } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { type BulkAnswer, type BulkLine, type SendBulk, writeBulk } from '#/store/elastic/bulk-writer.ts'

const lines = (count: number, size = 10): BulkLine[] =>
  Array.from({ length: count }, (_, i) => ({ id: `e${i + 1}`, action: '{}', document: 'x'.repeat(size) }))

/** Answers each document by its id and how often it was asked. */
function server(answer: (id: string, times: number) => BulkAnswer) {
  const asked = new Map<string, number>()
  const requests: string[][] = []
  const pauses: number[] = []
  const send: SendBulk = async request => {
    requests.push(request.map(({ id }) => id))
    return request.map(({ id }) => {
      const times = (asked.get(id) ?? 0) + 1
      asked.set(id, times)
      return answer(id, times)
    })
  }
  const write = (
    some: readonly BulkLine[],
    via: SendBulk = send,
    conflict: 'written' | 'refused' = 'written',
  ) =>
    writeBulk(some, {
      conflict,
      send: via,
      random: () => 1,
      signal: new AbortController().signal,
      pause: async ms => void pauses.push(ms),
    })
  return { asked, requests, pauses, write, send }
}

const responseError = (statusCode: number, reason = 'refused'): Error =>
  new errors.ResponseError({
    statusCode,
    body: { error: { type: 'x', reason } },
    warnings: null,
    meta: {} as never,
  })

test('what is there already counts as written', async () => {
  const { write, requests } = server(id => ({ status: id === 'e2' ? 409 : 201 }))
  expect(await write(lines(3))).toEqual([])
  expect(requests).toEqual([['e1', 'e2', 'e3']])
})

test('what has changed meanwhile is not replaced, and told', async () => {
  const { write, send } = server(() => ({ status: 409, reason: 'version conflict' }))
  expect(await write(lines(1), send, 'refused')).toEqual([{ id: 'e1', reason: 'version conflict' }])
})

test('only what was too much is sent again, after growing pauses', async () => {
  const { write, requests, pauses } = server((id, times) => ({
    status: id !== 'e1' && times < 3 ? 429 : 201,
  }))
  expect(await write(lines(3))).toEqual([])
  expect(requests).toEqual([
    ['e1', 'e2', 'e3'],
    ['e2', 'e3'],
    ['e2', 'e3'],
  ])
  expect(pauses).toEqual([250, 500])
})

test('what the server will never take is told, and the rest is written', async () => {
  const { write } = server(id => (id === 'e2' ? { status: 400, reason: 'cannot parse' } : { status: 201 }))
  expect(await write(lines(3))).toEqual([{ id: 'e2', reason: 'cannot parse' }])
})

test.each([
  ['busy as a whole', () => responseError(429)],
  ['away', () => new errors.ConnectionError('connect ECONNREFUSED')],
  ['slow', () => new errors.TimeoutError('timed out')],
])('a server that is %s is asked again, in smaller requests', async (_name, failure) => {
  const { write, requests, send } = server(() => ({ status: 201 }))
  let failures = 1
  const size = LIMITS.maxBulkBytes / 4
  await write(lines(4, size - 2), async request => {
    if (failures-- > 0) throw failure()
    return await send(request)
  })
  expect(requests).toEqual([
    ['e1', 'e2'],
    ['e3', 'e4'],
  ])
})

test('a request that is too large is cut', async () => {
  const { write, send, requests } = server(() => ({ status: 201 }))
  await write(lines(4, LIMITS.maxBulkBytes / 4 - 2), async request => {
    if (request.length > 2) throw responseError(413)
    return await send(request)
  })
  expect(requests).toEqual([
    ['e1', 'e2'],
    ['e3', 'e4'],
  ])
})

test('a request has at most so many documents, and one at least', async () => {
  const { write, requests } = server(() => ({ status: 201 }))
  await write(lines(LIMITS.maxBulkEvents + 1))
  await write(lines(2, LIMITS.maxBulkBytes + 1))
  expect(requests.map(({ length }) => length)).toEqual([LIMITS.maxBulkEvents, 1, 1, 1])
})

test('a server that stays busy is given up, and the batch can be tried again', async () => {
  const { write, asked } = server(() => ({ status: 429, reason: 'queue is full' }))
  await expect(write(lines(1))).rejects.toThrow(Retryable)
  await expect(write(lines(1))).rejects.toMatchObject({
    code: 'store.failed',
    message: expect.stringContaining('queue is full'),
  })
  expect(asked.get('e1')).toBe(2 * LIMITS.maxBulkTries)
})

test('a full disk is told as such at once', async () => {
  const reason =
    'cluster_block_exception: index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]'
  const { write, asked } = server(() => ({ status: 429, reason }))
  await expect(write(lines(1))).rejects.toMatchObject({ name: 'Retryable', code: 'disk.full' })
  expect(asked.get('e1')).toBe(1)
})

test('a request that is refused for good is not repeated', async () => {
  const { write } = server(() => ({ status: 201 }))
  let times = 0
  const failed = write(lines(1), async () => {
    times++
    throw responseError(401, 'missing authentication')
  })
  await expect(failed).rejects.toMatchObject({ code: 'store.failed' })
  expect(times).toBe(1)
})

test('a mistake of ours is not taken for a failure of the server', async () => {
  const { write } = server(() => ({ status: 201 }))
  const mistake = new TypeError('not a function')
  await expect(write(lines(1), () => Promise.reject(mistake))).rejects.toBe(mistake)
})

test('a writer that ends gives up at once', async () => {
  const ending = new AbortController()
  const reason = new Retryable('store.failed', 'the store is being closed')
  const written = writeBulk(lines(1), {
    conflict: 'written',
    send: async () => {
      ending.abort(reason)
      return [{ status: 429 }]
    },
    random: () => 1,
    signal: ending.signal,
  })
  await expect(written).rejects.toBe(reason)
})
