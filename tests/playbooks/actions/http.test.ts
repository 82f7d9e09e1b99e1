// http-api and openc2-http commands against real HTTP servers, some of which hang up.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { createSendHttp } from '#/playbooks/actions/send-http.ts'
import { createHttpAction } from '#/playbooks/actions/http-api.ts'
import { createOpenc2Action } from '#/playbooks/actions/openc2.ts'
import { createOwnServices } from '#/playbooks/actions/own-services.ts'
import type { AgentTarget, AuthenticationInfo, Command } from '#/playbooks/cacao/playbook.ts'
import { THAPCANH_EXTENSION } from '#/playbooks/extension.ts'
import { mustRender, performContext, problemOf, renderContext } from './invented-context.ts'

const send = createSendHttp({ timeoutMs: 2000, addresses: createAddressPolicy() })
const action = createHttpAction(send, createOwnServices([]))
const openc2 = createOpenc2Action(send)

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(answer: (seen: Seen, response: ServerResponse, request: IncomingMessage) => void) {
  const seen: Seen[] = []
  server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1')
  async function take(request: IncomingMessage, response: ServerResponse) {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one = { method: request.method!, url: request.url!, headers: request.headers, body }
    seen.push(one)
    answer(one, response, request)
  }
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, seen }
}

function firewall(url: string, authentication?: AuthenticationInfo) {
  const agent: AgentTarget = {
    type: 'http-api',
    name: 'Tường lửa',
    address: { url: [url] },
    ...(authentication === undefined ? {} : { authentication_info: 'auth--1' }),
  }
  return { agent, authentication }
}

const BLOCK: Command = {
  type: 'http-api',
  command: 'POST /api/v1/blocks/__zone__:value?note=__why__:value HTTP/1.1',
  headers: { 'X-Api-Key': ['{secret:fw}'], 'X-Two': ['a', 'b'] },
  content: '{"ip": "__ip__:value", "why": "__why__:value", "hours": __hours__:value}',
  playbook_activity: 'restrict-access',
}
const VALUES = { ip: '198.51.100.7', why: 'dò "mật khẩu"\n}, {"all": true', hours: '24', zone: '../admin' }

test('a request is sent as it was shown, values escaped for where they stand', async () => {
  const { url, seen } = await serve((_, response) => response.end('{"id": 7, "state": "added", "list": [1]}'))
  const rendered = mustRender(action, renderContext({ command: BLOCK, ...firewall(`${url}/root`) }, VALUES))
  expect(rendered).toMatchObject({ cutsOff: ['198.51.100.7'], target: new URL(url).host })
  expect(rendered.details['headers']).toEqual({
    'content-type': 'application/json',
    'x-api-key': '{secret:fw}',
    'x-two': 'a, b',
    'idempotency-key': '{idempotency-key}',
  })
  const outcome = await action.perform(rendered, performContext({ fw: 'k"1' }))
  expect(outcome).toMatchObject({
    kind: 'succeeded',
    outputs: { body: '{"id": 7, "state": "added", "list": [1]}', status: '200', id: '7', state: 'added' },
  })
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ method: 'POST' })
  expect(seen[0]!.url.startsWith('/root/api/v1/blocks/..%2Fadmin?note=d%C3%B2%20%22')).toBe(true)
  expect(JSON.parse(seen[0]!.body)).toEqual({ ip: VALUES.ip, why: VALUES.why, hours: 24 })
  expect(seen[0]!.headers).toMatchObject({ 'x-api-key': 'k"1', 'idempotency-key': 'run-1.step-2.0.abc' })
})

test('no value changes the shape of JSON, forms, markup or the request line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), value => {
      fc.pre(!value.includes('{secret:') && value !== '__x__')
      const render = (command: Partial<Command>) => {
        const { details } = mustRender(
          action,
          renderContext(
            {
              command: { type: 'http-api', command: 'POST /a/__x__?b=__x__', ...command },
              ...firewall('https://fw.example.com'),
            },
            { x: value },
          ),
        )
        return { url: new URL(String(details['url'])), text: (details['content'] as { text: string }).text }
      }
      const json = render({ content: '{"a": "__x__:value", "b": ["__x__"]}' })
      expect(JSON.parse(json.text)).toEqual({ a: value, b: [value] })
      expect(json.url.origin).toBe('https://fw.example.com')
      expect([...json.url.searchParams.keys()]).toEqual(['b'])
      const form = render({
        headers: { 'content-type': ['application/x-www-form-urlencoded'] },
        content: 'a=__x__&b=1',
      })
      expect([...new URLSearchParams(form.text).keys()]).toEqual(['a', 'b'])
      const markup = render({ headers: { 'content-type': ['text/xml'] }, content: '<a b="__x__">__x__</a>' })
      expect(markup.text.replaceAll(/&#\d+;/g, '')).toMatch(/^<a b="[^<>"&']*">[^<>"&']*<\/a>$/)
    }),
    { numRuns: 300 },
  )
})

test.each([
  [
    'basic',
    { type: 'http-basic', user_id: 'soc', kms: true, kms_key_identifier: 's' },
    'pa:ss',
    'Basic c29jOnBhOnNz',
  ],
  [
    'basic, the user name in the secret',
    { type: 'http-basic', kms: true, kms_key_identifier: 's' },
    'soc:pa:ss',
    'Basic c29jOnBhOnNz',
  ],
  [
    'user-auth',
    { type: 'user-auth', username: 'soc', kms: true, kms_key_identifier: 's' },
    'x',
    'Basic c29jOng=',
  ],
  ['bearer', { type: 'oauth2', kms: true, kms_key_identifier: 's' }, 'tok', 'Bearer tok'],
])('authentication by %s', async (_, info, secret, header) => {
  const { url, seen } = await serve((_, response) => response.end())
  const context = renderContext({
    command: { type: 'http-api', command: 'GET / HTTP/1.1' },
    ...firewall(url, info),
  })
  await action.perform(mustRender(action, context), performContext({ s: secret }))
  expect(seen[0]!.headers.authorization).toBe(header)
})

const CLIENT = (url: string): AuthenticationInfo => ({
  type: 'oauth2',
  kms: true,
  kms_key_identifier: 's',
  authentication_info_extensions: {
    [THAPCANH_EXTENSION]: { token_url: `${url}/token`, client_id: 'soc', scope: 'block' },
  },
})

test('client credentials: a token is fetched first, and stays out of the outcome', async () => {
  const { url, seen } = await serve((one, response) =>
    response.end(
      one.url === '/token' ? '{"access_token":"fetched-token"}' : `echo ${one.headers.authorization}`,
    ),
  )
  const context = renderContext({
    command: { type: 'http-api', command: 'POST /x' },
    ...firewall(url, CLIENT(url)),
  })
  const outcome = await action.perform(mustRender(action, context), performContext({ s: 'client-secret' }))
  expect(seen.map(one => [one.url, one.headers.authorization, one.body])).toEqual([
    ['/token', `Basic ${btoa('soc:client-secret')}`, 'grant_type=client_credentials&scope=block'],
    ['/x', 'Bearer fetched-token', ''],
  ])
  expect(outcome).toMatchObject({ kind: 'succeeded', outputs: { body: 'echo Bearer {secret:access-token}' } })
})

test('without a token nothing was done, and it is certain', async () => {
  const { url, seen } = await serve((_, response) => response.writeHead(500).end())
  const context = renderContext({
    command: { type: 'http-api', command: 'POST /x' },
    ...firewall(url, CLIENT(url)),
  })
  const outcome = await action.perform(mustRender(action, context), performContext({ s: 'c' }))
  expect(outcome).toMatchObject({ kind: 'failed', retryable: true })
  expect(seen.map(one => one.url)).toEqual(['/token'])
})

const hangUp = (_: Seen, __: ServerResponse, request: IncomingMessage) => void request.socket.destroy()
const status =
  (code: number, headers = {}) =>
  (_: Seen, response: ServerResponse) =>
    void response.writeHead(code, headers).end('why')

test.each([
  ['a server that hangs up after a POST', 'POST', hangUp, { kind: 'unknown' }],
  ['a server that hangs up after a GET', 'GET', hangUp, { kind: 'failed', retryable: true }],
  ['a server that never answers a POST', 'POST', () => {}, { kind: 'unknown' }],
  ['a refusal', 'POST', status(403), { kind: 'failed', retryable: false, reason: 'status 403: why' }],
  ['too many requests', 'POST', status(429), { kind: 'failed', retryable: true }],
  ['a server that is away', 'POST', status(503), { kind: 'failed', retryable: true }],
  ['a gateway that gave up on a POST', 'POST', status(504), { kind: 'unknown' }],
  ['a gateway that gave up on a GET', 'GET', status(504), { kind: 'failed', retryable: true }],
  [
    'a redirect',
    'POST',
    status(302, { location: 'http://192.0.2.1/' }),
    {
      kind: 'failed',
      retryable: false,
      reason: 'status 302: redirects are not followed (to http://192.0.2.1/)',
    },
  ],
])('%s', async (_, method, answer, outcome) => {
  const { url } = await serve(answer)
  const context = renderContext({
    command: { type: 'http-api', command: `${method} /x HTTP/1.1` },
    ...firewall(url),
  })
  expect(await action.perform(mustRender(action, context), performContext())).toMatchObject(outcome)
})

test('nobody listening: it did not happen', async () => {
  const { url } = await serve(() => {})
  server!.close()
  await once(server!, 'close')
  const context = renderContext({ command: { type: 'http-api', command: 'POST /x' }, ...firewall(url) })
  expect(await action.perform(mustRender(action, context), performContext())).toMatchObject({
    kind: 'failed',
    retryable: true,
  })
})

const over = (parts: Partial<Command>, values = {}) =>
  renderContext(
    {
      command: { type: 'http-api', command: 'POST /x HTTP/1.1', ...parts },
      ...firewall('https://fw.example.com'),
    },
    values,
  )
const PLAIN = firewall('http://fw.example.com', { type: 'oauth2', kms: true, kms_key_identifier: 's' })

test.each([
  [
    'a line break in a header',
    over({ headers: { 'X-A': ['__x__:value'] } }, { x: 'a\r\nX-B: c' }),
    'line break',
  ],
  [
    'a header of the connection',
    over({ headers: { 'Transfer-Encoding': ['chunked'] } }),
    'not for a playbook',
  ],
  ['a header that is no name', over({ headers: { 'X A': ['b'] } }), 'not the name'],
  ['a value that names a secret', over({ content: '{"a":"__x__"}' }, { x: '{secret:fw}' }), 'secret'],
  ['a text outside quotes', over({ content: '{"a": __x__:value}' }, { x: '1, "b": 2' }), 'outside quotes'],
  ['an object outside quotes', over({ content: '{"a": __x__:value}' }, { x: '{"b": 2}' }), 'outside quotes'],
  ['a body that is no JSON', over({ content: '{"a": ' }), 'not JSON'],
  ['a start line that is none', over({ command: 'POST' }), 'METHOD'],
  [
    'another machine than the agent',
    over({ command: 'POST https://evil.example.com/ HTTP/1.1' }),
    'the step’s machine',
  ],
  ['no machine', renderContext({ command: { type: 'http-api', command: 'GET /' } }), 'no machine'],
  [
    'a secret without TLS',
    renderContext({ command: { type: 'http-api', command: 'GET /' }, ...PLAIN }),
    'without TLS',
  ],
  [
    'a secret in a header without TLS',
    renderContext({ command: { ...BLOCK }, ...firewall('http://fw.example.com') }, VALUES),
    'without TLS',
  ],
  [
    'a value that leaves its host name',
    renderContext(
      { command: { type: 'http-api', command: 'GET /' }, ...firewall('https://__h__:value.example.com/') },
      { h: 'evil.example.net/#' },
    ),
    'may not hold',
  ],
  [
    'a password in the address',
    renderContext({
      command: { type: 'http-api', command: 'GET /' },
      ...firewall('https://a:b@fw.example.com'),
    }),
    'user name or password',
  ],
])('%s is a problem', (_, context, words) => {
  const problem = problemOf(action, context)
  expect(problem.code).toBe('command.invalid')
  expect(problem.detail).toContain(words)
})

test('a machine gets its own credentials only', () => {
  const target: AgentTarget = {
    type: 'linux',
    name: 'Máy bị nhiễm',
    address: { ipv4: ['192.0.2.9'] },
    authentication_info: 'auth--2',
  }
  const { agent } = firewall('https://fw.example.com', { type: 'oauth2' })
  const authentication = {
    type: 'user-auth',
    username: 'root',
    kms: true,
    kms_key_identifier: 'root-of-the-host',
  }
  const command: Command = {
    type: 'http-api',
    command: 'POST /isolate',
    playbook_activity: 'disconnect-system',
  }
  const rendered = mustRender(action, renderContext({ command, agent, target, authentication }))
  expect(rendered.details['authentication']).toEqual({ kind: 'none' })
  expect(rendered.cutsOff).toEqual(['192.0.2.9'])
})

test.each([
  ['no activity', undefined, ['198.51.100.7', 'x.example.com']],
  ['access is restricted', 'restrict-access', ['198.51.100.7', 'x.example.com']],
  ['something is delivered', 'deliver-content', []],
  ['it is taken back', 'revert-system', []],
])('what is cut off when %s', (_, activity, cutsOff) => {
  const parts = activity === undefined ? {} : { playbook_activity: activity }
  const context = over({ content: '{"a":"198.51.100.7","b":"at http://x.example.com/y"}', ...parts })
  expect(mustRender(action, context).cutsOff).toEqual(cutsOff)
})

describe('openc2', () => {
  const deny = {
    action: 'deny',
    target: { ipv4_net: '__ip__:value' },
    args: { response_requested: 'complete' },
  }
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
  const contextOf = (url: string, value: unknown) =>
    renderContext(
      {
        command: { type: 'openc2-http', command: 'POST /openc2 HTTP/1.1', content_b64: encode(value) },
        ...firewall(url),
      },
      { ip: '198.51.100.0/24' },
    )

  test.each([
    ['bare', deny, 'application/openc2-cmd+json;version=1.0', (body: Record<string, unknown>) => body],
    [
      'in a message',
      { headers: { from: 'soc' }, body: { openc2: { request: deny } } },
      'application/openc2+json;version=1.0',
      (body: Record<string, unknown>) =>
        (body['body'] as { openc2: { request: Record<string, unknown> } }).openc2.request,
    ],
  ])('a command %s carries the key as its id', async (_, written, type, requestIn) => {
    const { url, seen } = await serve((_, response) =>
      response.end('{"status":200,"status_text":"ok","results":{"x":1}}'),
    )
    const rendered = mustRender(openc2, contextOf(url, written))
    expect(rendered).toMatchObject({ cutsOff: ['198.51.100.0/24'] })
    expect(rendered.summary).toContain('OpenC2 deny ipv4_net "198.51.100.0/24"')
    expect(await openc2.perform(rendered, performContext())).toMatchObject({
      kind: 'succeeded',
      outputs: { results: '{"x":1}', status: '200', status_text: 'ok' },
    })
    expect(seen[0]!.headers).toMatchObject({ 'content-type': type, 'x-request-id': 'run-1.step-2.0.abc' })
    expect(requestIn(JSON.parse(seen[0]!.body) as Record<string, unknown>)).toEqual({
      ...deny,
      target: { ipv4_net: '198.51.100.0/24' },
      command_id: 'run-1.step-2.0.abc',
    })
  })

  test.each([
    ['102: it was taken, no more is known', '{"status":102}', 200, { kind: 'unknown' }],
    [
      '501: the consumer cannot do it',
      '{"status":501,"status_text":"no"}',
      200,
      { kind: 'failed', retryable: false, reason: 'OpenC2 status 501 no' },
    ],
    ['503 of the consumer', '{"status":503}', 200, { kind: 'failed', retryable: true }],
    ['401 of HTTP', 'who are you', 401, { kind: 'failed', retryable: false }],
    ['no body', '', 200, { kind: 'succeeded' }],
    ['a response in a message', '{"body":{"openc2":{"response":{"status":404}}}}', 200, { kind: 'failed' }],
  ])('%s', async (_, body, code, outcome) => {
    const { url } = await serve((_, response) => response.writeHead(code).end(body))
    expect(await openc2.perform(mustRender(openc2, contextOf(url, deny)), performContext())).toMatchObject(
      outcome,
    )
  })

  test.each([
    ['no action', { target: { domain_name: 'x' } }, 'needs an action'],
    ['two targets', { action: 'deny', target: { a: 1, b: 2 } }, 'one target'],
  ])('%s is a problem', (_, written, words) => {
    expect(problemOf(openc2, contextOf('https://fw.example.com', written)).detail).toContain(words)
  })
})
