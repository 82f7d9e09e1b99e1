// Each channel against a real server that speaks as Telegram, Zalo, a webhook's receiver or a mail server do.

import { createHmac } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { bodiesOf, headersOf, mailServer } from '../outbound/mail-server.ts'
import { httpServer } from '../outbound/servers.ts'
import { LINE, NOON, configOf, invented, openDesk } from './invented-notices.ts'
import { createChannels } from '#/notices/channels/create-channels.ts'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import type { Delivery } from '#/notices/delivery.ts'

interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A server that keeps what it was asked and answers with status and text. */
async function api(answer: (asked: Asked, number: number) => { status?: number; body: unknown } | 'hang up') {
  const asked: Asked[] = []
  const server = await httpServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body }
      const how = answer(one, asked.push(one))
      if (how === 'hang up') return void request.socket.destroy()
      response.writeHead(how.status ?? 200, { 'content-type': 'application/json' })
      response.end(typeof how.body === 'string' ? how.body : JSON.stringify(how.body))
    })
  })
  return {
    asked,
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

const DELIVERY: Delivery = {
  id: 'd-1',
  channel: 'c',
  address: '42',
  recipient: 'desk',
  language: 'vi',
  route: 'all',
  groupMs: 0,
  kind: 'incident.new',
  severity: 'high',
  state: 'sending',
  held: false,
  count: 1,
  notices: [invented('1')],
  incidentIds: ['i-1'],
  moreIncidents: false,
  createdAt: NOON,
  dueAt: NOON,
  attempts: 1,
  error: null,
  endedAt: null,
}

function channel(config: object, secrets: Record<string, string> = {}) {
  let now = NOON
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const open = () =>
    [
      ...createChannels(configOf(config), {
        records: state.records,
        clock,
        addresses: createAddressPolicy(),
        secret: name => secrets[name] ?? `secret of ${name}`,
        consoleUrl: 'https://soc.example.com',
      }).values(),
    ][0]!
  const send = (using = open()) => using.send(DELIVERY, new AbortController().signal)
  return { send, open, clock, records: state.records, secrets }
}

describe('webhook', () => {
  const config = (url: string, more: object = {}) => ({
    webhook: [{ id: 'c', url: `${url}/hook`, signingSecret: 'key', ...more }],
  })

  test('the body is signed together with the time, and the key is the delivery', async () => {
    await using server = await api(() => ({ status: 204, body: '' }))
    expect(await channel(config(server.url)).send()).toEqual({ kind: 'delivered' })
    const [{ headers, body, path }] = server.asked as [Asked]
    const timestamp = String(headers['x-thapcanh-timestamp'])
    expect(Number(timestamp)).toBe(NOON / 1000)
    const mac = createHmac('sha256', 'secret of key').update(`${timestamp}.${body}`).digest('hex')
    expect(headers).toMatchObject({ 'x-thapcanh-signature': `sha256=${mac}`, 'idempotency-key': 'd-1' })
    expect(path).toBe('/hook')
    expect(JSON.parse(body)).toMatchObject({ version: 1, id: 'd-1', notices: [{ line: LINE }] })
  })

  test.each([
    [500, true],
    [429, true],
    [400, false],
    [302, false],
  ])('status %d: worth trying again: %s', async (status, retryable) => {
    await using server = await api(() => ({ status, body: 'secret of key' }))
    const outcome = await channel(config(server.url)).send()
    expect(outcome).toEqual({ kind: 'failed', reason: `answered with status ${status}`, retryable })
  })

  test.each([
    [true, 'waiting', 2],
    [false, 'unknown', 1],
  ] as const)(
    'no answer, receiver knows keys: %s – then it is %s',
    async (idempotencyKey, state, messages) => {
      await using server = await api((_, number) => (number === 1 ? 'hang up' : { body: '' }))
      await using desk = await openDesk(() => ({
        ...config(server.url, { idempotencyKey }),
        recipients: [{ id: 'desk', reach: [{ channel: 'c' }] }],
        routes: [{ name: 'all', to: ['desk'] }],
      }))
      await desk.notices.notify(invented('1'))
      await vi.waitFor(async () => {
        expect((await desk.notices.deliveries({ limit: 5 })).deliveries).toMatchObject([
          { state, attempts: 1, error: expect.any(String) },
        ])
      })
      desk.clock.turn(60_000)
      await vi.waitFor(() => expect(server.asked).toHaveLength(messages))
      const keys = server.asked.map(({ headers }) => headers['idempotency-key'])
      expect(keys).toEqual(idempotencyKey ? ['d-1', 'd-1'] : [undefined])
    },
  )
})

describe('Telegram', () => {
  const config = (baseUrl: string) => ({ telegram: [{ id: 'c', tokenSecret: 'bot', baseUrl }] })
  const secrets = { bot: '123:AAbb-cc' }

  test('a message goes to the chat as HTML, without previews of links', async () => {
    await using server = await api(() => ({ body: { ok: true, result: { message_id: 7 } } }))
    expect(await channel(config(server.url), secrets).send()).toEqual({ kind: 'delivered' })
    const [{ path, body }] = server.asked as [Asked]
    expect(path).toBe('/bot123:AAbb-cc/sendMessage')
    expect(JSON.parse(body)).toMatchObject({
      chat_id: '42',
      parse_mode: 'HTML',
      text: expect.stringContaining(`<pre>${LINE}</pre>`),
      link_preview_options: { is_disabled: true },
    })
  })

  test.each([
    [400, 'Bad Request: chat not found', false],
    [403, 'Forbidden: bot was blocked by the user', false],
    [401, 'Unauthorized', true],
    [429, 'Too Many Requests: retry after 5', true],
    [502, 'Bad Gateway', true],
  ])('error %d', async (status, description, retryable) => {
    await using server = await api(() => ({ status, body: { ok: false, error_code: status, description } }))
    expect(await channel(config(server.url), secrets).send()).toEqual({
      kind: 'failed',
      reason: `Telegram answered with status ${status}: ${description}`,
      retryable,
    })
  })

  test('no reason holds the token', async () => {
    await using server = await api(() => 'hang up')
    expect(JSON.stringify(await channel(config(server.url), secrets).send())).not.toContain('AAbb')
    expect(JSON.stringify(await channel(config('http://127.0.0.1:1'), secrets).send())).not.toContain('AAbb')
  })
})

describe('Zalo', () => {
  const config = (url: string) => ({
    zalo: [
      {
        id: 'c',
        appId: 'app-1',
        appSecret: 'app',
        refreshTokenSecret: 'first',
        baseUrl: url,
        oauthUrl: `${url}/v4/oa/access_token`,
      },
    ],
  })
  /** Refresh tokens are good once; access tokens a day; answers are those of Zalo. */
  function zalo() {
    let number = 0
    let refresh = 'secret of first'
    let access = ''
    return {
      revoke: () => (access = 'revoked'),
      answer({ path, headers, body }: Asked) {
        if (path === '/v4/oa/access_token') {
          const form = new URLSearchParams(body)
          const isRight =
            headers['secret_key'] === 'secret of app' &&
            form.get('app_id') === 'app-1' &&
            form.get('grant_type') === 'refresh_token' &&
            form.get('refresh_token') === refresh
          if (!isRight) return { body: { error: -14014, error_name: 'Invalid refresh token.' } }
          number++
          ;[access, refresh] = [`access-${number}`, `refresh-${number}`]
          return { body: { access_token: access, refresh_token: refresh, expires_in: '90000' } }
        }
        if (headers['access_token'] !== access)
          return { body: { error: -216, message: 'Access token is invalid' } }
        return { body: { error: 0, message: 'Success', data: { message_id: 'm-1' } } }
      },
    }
  }

  test('a token is bought once, used until it nears its end, and the new refresh token is kept', async () => {
    const fake = zalo()
    await using server = await api(asked => fake.answer(asked))
    const tested = channel(config(server.url))
    const one = tested.open()
    for (let n = 0; n < 3; n++) expect(await tested.send(one)).toEqual({ kind: 'delivered' })
    // As after a restart.
    expect(await tested.send()).toEqual({ kind: 'delivered' })
    tested.clock.turn(90_000_000)
    expect(await tested.send()).toEqual({ kind: 'delivered' })
    const paths = server.asked.map(({ path }) => (path === '/v3.0/oa/message/cs' ? 'message' : 'token'))
    expect(paths).toEqual(['token', 'message', 'message', 'message', 'message', 'token', 'message'])
    expect(JSON.parse(server.asked[1]!.body)).toMatchObject({
      recipient: { user_id: '42' },
      message: { text: expect.stringContaining(LINE) },
    })
  })

  test('a token that Zalo no longer takes is replaced, by one refresh for several messages at once', async () => {
    const fake = zalo()
    await using server = await api(asked => fake.answer(asked))
    const tested = channel(config(server.url))
    const one = tested.open()
    await tested.send(one)
    fake.revoke()
    const outcomes = await Promise.all([1, 2, 3].map(() => tested.send(one)))
    expect(outcomes).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }, { kind: 'delivered' }])
    expect(server.asked.filter(({ path }) => path === '/v4/oa/access_token')).toHaveLength(2)
  })

  test('a refresh token that a person has replaced is used; the store holds none of them in clear', async () => {
    const fake = zalo()
    await using server = await api(asked => fake.answer(asked))
    const tested = channel(config(server.url))
    await tested.send()
    const stored = await tested.records.get({ name: 'notice-zalo-token', keys: () => ({}) }, 'c')
    expect(JSON.stringify(stored)).not.toMatch(/access-1|refresh-1/)
    tested.secrets['first'] = 'refresh-1'
    expect(await tested.send()).toEqual({ kind: 'delivered' })
    tested.secrets['first'] = 'used up'
    expect(await tested.send()).toEqual({
      kind: 'failed',
      reason: 'Zalo gave no access token (status 200): Invalid refresh token.',
      retryable: true,
    })
  })

  test.each([
    [
      { error: -213, message: 'User has not followed OA' },
      { kind: 'failed', retryable: false },
    ],
    [
      { error: -32, message: 'Rate limit' },
      { kind: 'failed', retryable: true },
    ],
    ['<html>', { kind: 'unknown' }],
  ])('%j', async (body, expected) => {
    const fake = zalo()
    await using server = await api(asked => (asked.path.startsWith('/v3') ? { body } : fake.answer(asked)))
    expect(await channel(config(server.url)).send()).toMatchObject(expected)
  })
})

test('e-mail: the line that caused it stands in both bodies, and the id in the Message-ID', async () => {
  await using server = await mailServer()
  const email = {
    id: 'c',
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    from: 'thapcanh@example.com',
  }
  const tested = channel({ email: [email] })
  const outcome = await tested
    .open()
    .send({ ...DELIVERY, address: 'an@example.com' }, new AbortController().signal)
  expect(outcome).toEqual({ kind: 'delivered' })
  const { raw } = server.mails[0]!
  expect(headersOf(raw)).toMatchObject({
    subject: '[Thápcanh] Cao – Sự cố 1',
    'message-id': '<notice-d-1@example.com>',
  })
  const bodies = bodiesOf(raw)
  expect(bodies['text/plain']).toContain(LINE)
  expect(bodies['text/html']).toContain(`<pre>${LINE}</pre>`)
})
