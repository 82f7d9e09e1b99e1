import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openHttpListener } from '#/collectors/listeners/http/http-listener.ts'
import type { HttpConfig } from '#/collectors/listeners/listener-config.ts'
import type { Listener } from '#/collectors/listeners/listener.ts'
import { openListeners } from '#/collectors/listeners/open-listeners.ts'
import { openLog, temporaryFolder } from '../raw-log/lines.ts'
import { createTestDeps, type TestDeps } from './memory-sink.ts'

const SECRET = 'a-token-for-tests-only'
const config: HttpConfig = {
  kind: 'http',
  id: 'web',
  host: '127.0.0.1',
  port: 0,
  tokens: [
    { name: 'all', token: SECRET },
    { name: 'hec only', token: 'another-token-for-tests', inlets: ['hec'] },
  ],
}

let listener: Listener
let test_: TestDeps
let base: string

beforeEach(async () => {
  test_ = createTestDeps()
  listener = await openHttpListener(config, test_.deps)
  base = `http://${listener.health().address}`
})
afterEach(() => listener[Symbol.asyncDispose]())

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

async function call(path: string, init: RequestInit & { auth?: string | null } = {}): Promise<Answered> {
  const { auth = `Bearer ${SECRET}`, headers, ...rest } = init
  const all = {
    'content-type': 'application/x-ndjson',
    ...(auth === null ? {} : { authorization: auth }),
    ...(headers as object),
  }
  const answer = await fetch(base + path, { method: 'POST', ...rest, headers: all })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
}

const kept = (): string[] =>
  test_.sink.lines.map(({ envelope, bytes }) => `${envelope} ${Buffer.from(bytes).toString()}`)

describe('POST /ingest', () => {
  const bodies: { name: string; type: string; body: string; kept: string[] }[] = [
    {
      name: 'NDJSON',
      type: 'application/x-ndjson',
      body: '{"a":1}\n{"b":"x\\n"}\n',
      kept: ['json {"a":1}', 'json {"b":"x\\n"}'],
    },
    {
      name: 'NDJSON without a last line end',
      type: 'application/x-ndjson',
      body: '{"a":1}\r\n\r\n{"b":2}',
      kept: ['json {"a":1}', 'json {"b":2}'],
    },
    {
      name: 'a line of NDJSON that is broken',
      type: 'application/x-ndjson',
      body: '{"a":\n{"b":2}\n',
      kept: ['json {"a":', 'json {"b":2}'],
    },
    {
      name: 'plain lines',
      type: 'text/plain',
      body: '[error] x\n<34>a\n<x>b\n',
      kept: ['line [error] x', 'syslog <34>a', 'line <x>b'],
    },
    {
      name: 'one JSON object over several lines',
      type: 'application/json',
      body: '{\n "a": [1,\n 2]\n}',
      kept: ['json {\n "a": [1,\n 2]\n}'],
    },
    {
      name: 'an array of objects',
      type: 'application/json',
      body: '[{"a":"]"}, {"b":"\\"}"}]',
      kept: ['json {"a":"]"}', 'json {"b":"\\"}"}'],
    },
    {
      name: 'an array of strings',
      type: 'application/json',
      body: '["Đà Nẵng","b\\tc"]',
      kept: ['line Đà Nẵng', 'line b\tc'],
    },
    {
      name: 'an array of anything',
      type: 'application/json; charset=utf-8',
      body: '[1, null,[2]]',
      kept: ['line 1', 'line null', 'line [2]'],
    },
    {
      name: 'objects after each other',
      type: 'application/json',
      body: '{"a":1}{"b":2}\n',
      kept: ['json {"a":1}', 'json {"b":2}'],
    },
    {
      name: 'an array without a content type of its own',
      type: 'application/x-www-form-urlencoded',
      body: ' [{"a":1}]',
      kept: ['json {"a":1}'],
    },
    { name: 'a byte order mark', type: 'application/json', body: '\ufeff{"a":1}', kept: ['json {"a":1}'] },
    { name: 'an empty array', type: 'application/json', body: '[]', kept: [] },
    { name: 'nothing', type: 'text/plain', body: '', kept: [] },
  ]
  test.for(bodies)('takes $name', async ({ type, body, kept: expected }) => {
    const answer = await call('/ingest', { body, headers: { 'content-type': type } })
    expect(answer).toMatchObject({ status: 200, body: { received: expected.length } })
    expect(kept()).toEqual(expected)
    expect(test_.problems).toEqual([])
  })

  test.for(['[{"a":1}', '[{"a":1} {"b":2}]', '{"a":1', '[1] 2', '{"a":1}}', '["x'])(
    'refuses %s as JSON and keeps nothing',
    async body => {
      const answer = await call('/ingest', { body, headers: { 'content-type': 'application/json' } })
      expect(answer).toMatchObject({ status: 400, body: { error: 'malformed' } })
      expect(kept()).toEqual([])
      expect(test_.codes()).toEqual(['request.malformed'])
    },
  )

  test.for([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
  ] as const)('takes a body compressed with %s', async ([encoding, compress]) => {
    const body = compress(Buffer.from('{"a":1}\n{"b":2}\n'))
    const answer = await call('/ingest', { body, headers: { 'content-encoding': encoding } })
    expect(answer).toMatchObject({ status: 200, body: { received: 2 } })
  })

  test.for([
    { name: 'a body that is not gzip', encoding: 'gzip', body: Buffer.from('{"a":1}'), status: 400 },
    {
      name: 'half of a gzip body',
      encoding: 'gzip',
      body: gzipSync(Buffer.alloc(5000, 'ab12')).subarray(0, 30),
      status: 400,
    },
    { name: 'an unknown encoding', encoding: 'lzma', body: Buffer.from('x'), status: 415 },
  ])('refuses $name and keeps nothing', async ({ encoding, body, status }) => {
    expect((await call('/ingest', { body, headers: { 'content-encoding': encoding } })).status).toBe(status)
    expect(kept()).toEqual([])
    expect(test_.codes()).toEqual(['request.malformed'])
  })

  test('cuts a line that is too long and says so', async () => {
    await call('/ingest', { body: `{"a":"${'x'.repeat(200_000)}"}\n{"b":1}\n` })
    expect(test_.sink.lines.map(({ bytes }) => bytes.length)).toEqual([128 * 1024, 7])
    expect(test_.codes()).toEqual(['frame.too-long'])
  })

  test('refuses a body over the limit, announced, unannounced, or once decompressed', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024 + 1, 'a')
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < large.length; at += 65_536) controller.enqueue(large.subarray(at, at + 65_536))
        controller.close()
      },
    })
    expect((await call('/ingest', { body: large })).status).toBe(413)
    expect((await call('/ingest', { body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
    expect(
      (await call('/ingest', { body: gzipSync(large), headers: { 'content-encoding': 'gzip' } })).status,
    ).toBe(413)
    expect(test_.codes()).toEqual(['request.too-large', 'request.too-large', 'request.too-large'])
    expect(kept()).toEqual([])
  })

  test('refuses a body of more lines than it may have', async () => {
    const answer = await call('/ingest', { body: 'a\n'.repeat(250_001) })
    expect(answer).toMatchObject({ status: 413, body: { message: 'more than 250000 lines' } })
    expect(kept()).toEqual([])
    expect((await call('/ingest', { body: 'a\n'.repeat(250_000) })).status).toBe(200)
  })

  test('takes ten megabytes without holding up everything else for long', async () => {
    const line = `${JSON.stringify({ message: 'x'.repeat(150) })}\n`
    const body = line.repeat(Math.floor((10 * 1024 * 1024) / line.length))
    let longestMs = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last)
      last = performance.now()
    }, 1)
    const answer = await call('/ingest', { body })
    clearInterval(watch)
    expect(answer.body).toEqual({ received: body.length / line.length })
    expect(longestMs).toBeLessThan(500)
  })

  test('keeps nothing of a sender that hangs up half-way', async () => {
    const request = httpRequest(`${base}/ingest`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}`, 'content-length': 1000 },
    })
    request.on('error', () => {}) // hung up on purpose
    request.write('{"a":1}\n{"b":2}\n')
    await sleep(50)
    request.destroy()
    await vi.waitFor(() => expect(test_.codes()).toEqual(['request.malformed']))
    expect(test_.problems[0]!.detail).toContain('hung up after 16 bytes')
    expect(kept()).toEqual([])
  })

  test('tells a sender to come again when the disk is full, and counts nothing', async () => {
    test_.sink.full = true
    const answer = await call('/ingest', { body: '{"a":1}' })
    expect(answer).toMatchObject({ status: 503, body: { error: 'disk-full' } })
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(listener.health()).toMatchObject({ state: 'paused', received: 0 })
    test_.sink.full = false
    expect((await call('/ingest', { body: '{"a":1}' })).status).toBe(200)
    expect(kept()).toEqual(['json {"a":1}'])
  })
})

describe('a token', () => {
  const basic = Buffer.from(`anyone:${SECRET}`).toString('base64')
  test.for([
    `Bearer ${SECRET}`,
    `bearer  ${SECRET} `,
    `Splunk ${SECRET}`,
    `ApiKey ${SECRET}`,
    `ApiKey ${basic}`,
    `Basic ${basic}`,
  ])('is known in the form %s', async auth => {
    expect((await call('/ingest', { auth, body: '{}' })).status).toBe(200)
  })

  test.for([
    null,
    'Bearer',
    `Bearer ${SECRET}x`,
    `Bearer ${SECRET.slice(1)}`,
    'Basic !!!',
    `Digest ${SECRET}`,
    SECRET,
  ])('is refused in the form %s, without saying it anywhere', async auth => {
    const answer = await call('/ingest', { auth, body: '{"a":1}' })
    expect(answer.status).toBe(401)
    expect(test_.codes()).toEqual(['request.unauthorized'])
    expect(JSON.stringify([test_.problems, answer.body])).not.toContain(SECRET.slice(1))
    expect(kept()).toEqual([])
  })

  test('opens only the inlets it is for', async () => {
    const auth = 'Splunk another-token-for-tests'
    expect((await call('/ingest', { auth, body: '{}' })).status).toBe(403)
    expect((await call('/_bulk', { auth, body: '{}' })).status).toBe(403)
    expect((await call('/services/collector', { auth, body: '{"event":"x"}' })).status).toBe(200)
  })
})

describe('Idempotency-Key', () => {
  const post = (key: string, body = '{"a":1}\n{"b":2}\n', auth = `Bearer ${SECRET}`): Promise<Answered> =>
    call('/ingest', { body, auth, headers: { 'idempotency-key': key } })

  test('makes a batch that is sent twice be kept once and acknowledged twice', async () => {
    expect((await post('batch 1')).body).toEqual({ received: 2 })
    expect((await post('batch 1')).body).toEqual({ received: 2 })
    expect((await post('batch 2')).body).toEqual({ received: 2 })
    expect(kept()).toHaveLength(4)
    expect(test_.codes()).toEqual(['sender.repeated', 'sender.repeated'])
  })

  test('makes a batch that is sent twice at once be kept once', async () => {
    await Promise.all([post('x'), post('x'), post('x')])
    expect(kept()).toHaveLength(2)
  })

  test('of a batch that could not be kept does not count', async () => {
    test_.sink.full = true
    expect((await post('x')).status).toBe(503)
    test_.sink.full = false
    expect((await post('x')).status).toBe(200)
    expect(kept()).toHaveLength(2)
  })

  test('is remembered through a restart, also of a batch that was half written', async () => {
    await using folder = await temporaryFolder()
    const positions = { get: () => undefined, put: () => {} }
    const round = async (key: string, body: string): Promise<unknown> => {
      await using log = await openLog(folder.directory)
      await using listeners = await openListeners([config], {
        ...test_.deps,
        sink: log,
        rawLog: log,
        positions,
      })
      base = `http://${listeners.health()[0]!.address}`
      await post(key, body)
      return log.lastSequence
    }
    expect(await round('one', '{"a":1}\n{"a":2}\n')).toBe(2)
    expect(await round('one', '{"a":1}\n{"a":2}\n')).toBe(2)
    // As if only two of four lines had reached the disk.
    expect(await round('one', '{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}\n')).toBe(4)
    expect(await round('two', '{"a":1}\n')).toBe(5)
  })
})

describe('_bulk', () => {
  const bulk = (lines: readonly unknown[], path = '/_bulk'): Promise<Answered> =>
    call(path, {
      body: lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    })

  test('keeps documents of index and create and answers each', async () => {
    const answer = await bulk(
      [{ create: { _index: 'logs-a' } }, { m: 1 }, { index: { _id: 'x' } }, { m: 2 }],
      '/logs-b/_bulk',
    )
    expect(answer.headers.get('x-elastic-product')).toBe('Elasticsearch')
    expect(answer).toMatchObject({
      status: 200,
      body: {
        errors: false,
        items: [
          { create: { _index: 'logs-a', status: 201, result: 'created' } },
          { index: { _index: 'logs-b', _id: 'x', status: 201 } },
        ],
      },
    })
    expect(kept()).toEqual(['json {"m":1}', 'json {"m":2}'])
  })

  test('refuses a bad document alone and keeps the others', async () => {
    const answer = await bulk(
      [
        { create: {} },
        '{"broken',
        { create: {} },
        '[1]',
        { delete: { _id: 'x' } },
        { update: {} },
        {},
        { create: {} },
        { m: 1 },
      ],
      '/x/_bulk',
    )
    const { errors, items } = answer.body as {
      errors: boolean
      items: Record<string, { status: number; error?: { type: string } }>[]
    }
    expect(errors).toBe(true)
    expect(items.map(item => Object.values(item)[0]!.status)).toEqual([400, 400, 400, 400, 201])
    expect(items[0]!['create']!.error!.type).toBe('document_parsing_exception')
    expect(kept()).toEqual(['json {"m":1}'])
    expect(test_.codes()).toEqual(['request.malformed', 'request.malformed'])
  })

  test.for([
    ['an action that is none', [{ create: {} }, { m: 1 }, { m: 2 }]],
    ['an action that is not JSON', ['hello']],
    ['a last action without a document', [{ create: {} }, { m: 1 }, { create: {} }]],
  ])('refuses a request with %s whole', async ([, lines]) => {
    const answer = await bulk(lines as unknown[])
    expect(answer).toMatchObject({
      status: 400,
      body: { status: 400, error: { type: 'illegal_argument_exception' } },
    })
    expect(kept()).toEqual([])
    expect(test_.codes()).toEqual(['request.malformed'])
  })

  test('says in Elasticsearch’s words that the disk is full', async () => {
    test_.sink.full = true
    expect(await bulk([{ create: {} }, { m: 1 }])).toMatchObject({
      status: 503,
      body: { error: { type: 'unavailable_shards_exception' } },
    })
  })

  test.for([
    ['GET', '/', 200],
    ['HEAD', '/', 200],
    ['GET', '/_license', 200],
    ['GET', '/_xpack', 200],
    ['HEAD', '/_index_template/filebeat-9.0.0', 200],
    ['GET', '/_index_template/filebeat-9.0.0', 200],
    ['PUT', '/_index_template/filebeat-9.0.0', 200],
    ['PUT', '/_component_template/x', 200],
    ['GET', '/_ilm/policy/filebeat', 200],
    ['PUT', '/_ilm/policy/filebeat', 200],
    ['PUT', '/_data_stream/filebeat-9.0.0', 200],
    ['GET', '/_ingest/pipeline/filebeat-%ZZ', 200],
    ['GET', '/_search', 404],
    ['DELETE', '/_bulk', 405],
  ] as const)('answers %s %s with %i', async ([method, path, status]) => {
    const answer = await call(path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-elastic-product')).toBe(status === 200 ? 'Elasticsearch' : null)
  })
})

describe('HEC', () => {
  const hec = (
    path: string,
    body: string,
    init: RequestInit & { auth?: string | null } = {},
  ): Promise<Answered> => call(`/services/collector${path}`, { auth: `Splunk ${SECRET}`, body, ...init })

  test.for(['', '/event', '/event/1.0'])('takes events one after the other at %s', async path => {
    const body = '{"event":"a","sourcetype":"s"}{"time":1,"event":{"b":1}}\n\n{"event":0}'
    expect(await hec(path, body)).toMatchObject({ status: 200, body: { text: 'Success', code: 0 } })
    expect(kept()).toEqual([
      'hec {"event":"a","sourcetype":"s"}',
      'hec {"time":1,"event":{"b":1}}',
      'hec {"event":0}',
    ])
  })

  test('takes raw lines', async () => {
    expect(await hec('/raw', 'a\nb\n')).toMatchObject({ status: 200, body: { code: 0 } })
    expect(kept()).toEqual(['line a', 'line b'])
  })

  test.for([
    ['no data', '', '', 400, 5],
    ['no data', '/raw', '\n\n', 400, 5],
    ['invalid data format', '', '{"event":"a"}{"event"', 400, 6],
    ['invalid data format', '', '{"event":}', 400, 6],
    ['invalid data format', '', 'hello', 400, 6],
    ['a missing event field', '', '{"event":"a"}{"time":1}', 400, 12],
    ['a blank event field', '', '{"event":""}', 400, 13],
    ['a channel that is none', '?channel=x', '{"event":"a"}', 400, 11],
    ['an ack without a channel', '/ack', '{"acks":[0]}', 400, 10],
  ] as const)('answers %s (%s, %s) with its code and keeps nothing', async ([, path, body, status, code]) => {
    expect(await hec(path, body)).toMatchObject({ status, body: { code } })
    expect(kept()).toEqual([])
  })

  test('answers a missing and an unknown token with their codes', async () => {
    expect(await hec('', '{"event":"a"}', { auth: null })).toMatchObject({ status: 401, body: { code: 2 } })
    expect(await hec('', '{"event":"a"}', { auth: 'Splunk no-such-token' })).toMatchObject({
      status: 403,
      body: { code: 4 },
    })
  })

  test('acknowledges what was answered, and nothing else', async () => {
    const channel = '?channel=00000000-0000-4000-8000-000000000001'
    const first = (await hec(channel, '{"event":"a"}')).body as { ackId: number }
    const second = (await hec(`/raw${channel}`, 'b')).body as { ackId: number }
    const { body } = await hec(
      `/ack${channel}`,
      JSON.stringify({ acks: [first.ackId, second.ackId, second.ackId + 1] }),
    )
    expect(body).toEqual({ acks: { [first.ackId]: true, [second.ackId]: true, [second.ackId + 1]: false } })
  })

  test('is healthy without a token until the disk is full', async () => {
    expect(await hec('/health', '', { method: 'GET', body: null, auth: null })).toMatchObject({
      status: 200,
      body: { code: 17 },
    })
    test_.sink.full = true
    expect(await hec('', '{"event":"a"}')).toMatchObject({ status: 503, body: { code: 9 } })
    expect(await hec('/health', '', { method: 'GET', body: null, auth: null })).toMatchObject({
      status: 503,
      body: { code: 18 },
    })
  })
})

test('requests beyond what memory is there for are told to come again', async () => {
  const held = Promise.withResolvers<void>()
  test_.sink.holding = held.promise
  const body = Buffer.alloc(9 * 1024 * 1024, `${'x'.repeat(9999)}\n`)
  const first = Array.from({ length: 7 }, () => call('/ingest', { body }))
  await expect.poll(() => test_.sink.waiting).toBe(7)
  const late = await call('/ingest', { body })
  expect(late.status).toBe(429)
  expect(late.headers.get('retry-after')).toBe('1')
  test_.sink.lines.length = 0
  held.resolve()
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(7).fill(200))
  expect((await call('/ingest', { body: '{}' })).status).toBe(200)
})
