// HTTP out, against real servers that behave and servers that do not: what was surely not sent, what was
// answered, and what nobody can know.

import { lookup } from 'node:dns/promises'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { createAddressPolicy } from '#/outbound/address-policy.ts'
import { callHttp, type HttpCall } from '#/outbound/http-request.ts'
import { makeCertificate } from '../listeners/certificate.ts'
import { freePort } from '../support/free-port.ts'
import { httpServer, httpsServer, tcpServer } from './servers.ts'

const addresses = createAddressPolicy()
const call = (url: string, more: Partial<HttpCall> = {}) =>
  callHttp({ method: 'GET', url, timeoutMs: 3000, addresses, ...more })

const folder = mkdtempSync(join(tmpdir(), 'thapcanh-http-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const certificate = makeCertificate(folder)

describe('answered', () => {
  test('status, headers and body come back; method, headers and body go out', async () => {
    let seen: unknown
    await using server = await httpServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const { method, url, headers } = request
        seen = {
          method,
          url,
          body,
          host: headers.host,
          key: headers['idempotency-key'],
          length: headers['content-length'],
        }
        response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end('đã nhận')
      })
    })
    const outcome = await call(`http://127.0.0.1:${server.port}/chặn?a=1`, {
      method: 'POST',
      headers: { 'Idempotency-Key': 'k1', 'Content-Type': 'application/json' },
      body: '{"địa chỉ":"192.0.2.1"}',
    })
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 201,
      headers: { 'content-type': 'text/plain', 'set-cookie': 'a=1, b=2' },
      body: Buffer.from('đã nhận'),
      cut: null,
    })
    expect(seen).toEqual({
      method: 'POST',
      url: '/ch%E1%BA%B7n?a=1',
      body: '{"địa chỉ":"192.0.2.1"}',
      host: `127.0.0.1:${server.port}`,
      key: 'k1',
      length: String(Buffer.byteLength('{"địa chỉ":"192.0.2.1"}')),
    })
  })

  test('a redirect is the answer and is not followed', async () => {
    let calls = 0
    await using server = await httpServer((_, response) => {
      calls++
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    const outcome = await call(`http://127.0.0.1:${server.port}/`)
    expect(outcome).toMatchObject({ kind: 'answered', status: 302, headers: { location: '/elsewhere' } })
    expect(calls).toBe(1)
  })

  test('a body beyond the limit is cut, and says so', async () => {
    await using server = await httpServer((_, response) => void response.end('x'.repeat(500_000)))
    const outcome = await call(`http://127.0.0.1:${server.port}/`, { maxAnswerBytes: 1000 })
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 200,
      cut: 'the answer is longer than 1000 bytes',
    })
    expect(outcome.kind === 'answered' && outcome.body.byteLength).toBe(1000)
  })

  test.each([
    ['drips slower than the timeout', 400, (end: () => void) => void end],
    ['hangs up in the middle', 3000, (end: () => void) => end()],
  ])('the status stands when the body %s', async (_, timeoutMs, how) => {
    await using server = await httpServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
      how(() => setTimeout(() => response.destroy(), 60))
    })
    const outcome = await call(`http://127.0.0.1:${server.port}/`, { timeoutMs })
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, cut: expect.any(String) })
  })

  test('an authority of one’s own is trusted when its file is given', async () => {
    await using server = await httpsServer(certificate, (_, response) => void response.end('kín'))
    const outcome = await call(`https://localhost:${server.port}/`, {
      tls: { ca: readFileSync(certificate.cert, 'utf8') },
    })
    expect(outcome).toMatchObject({ kind: 'answered', status: 200, body: Buffer.from('kín') })
  })
})

describe('not sent', () => {
  test('nobody listens', async () => {
    const port = await freePort()
    expect(await call(`http://127.0.0.1:${port}/secret-path`)).toEqual({
      kind: 'not-sent',
      cause: 'connect',
      reason: `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    })
  })

  test('no such name', async () => {
    expect(await call('http://does-not-exist.invalid/')).toMatchObject({ kind: 'not-sent', cause: 'dns' })
  })

  test('a certificate that nobody we trust has signed', async () => {
    let calls = 0
    await using server = await httpsServer(certificate, (_, response) => {
      calls++
      response.end()
    })
    const outcome = await call(`https://localhost:${server.port}/`, { method: 'POST', body: 'x' })
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'tls' })
    expect(calls).toBe(0)
  })

  test('a certificate of another name', async () => {
    await using server = await httpsServer(certificate, (_, response) => void response.end())
    const tls = { ca: readFileSync(certificate.cert, 'utf8') }
    expect(await call(`https://127.0.0.1:${server.port}/`, { tls })).toMatchObject({
      kind: 'not-sent',
      cause: 'tls',
    })
    expect(await call(`https://127.0.0.1:${server.port}/`, { tls: { verify: false } })).toMatchObject({
      kind: 'answered',
    })
  })

  test('a server that takes the connection and never shakes hands', async () => {
    await using server = await tcpServer(() => {})
    const outcome = await call(`https://127.0.0.1:${server.port}/`, { timeoutMs: 200 })
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'timeout' })
  })

  test.each([
    ['a link-local address', 'http://169.254.169.254/latest/meta-data/', 'refused-address'],
    ['the same as an IPv4-mapped one', 'http://[::ffff:a9fe:a9fe]/', 'refused-address'],
    ['the same as one number', 'http://2852039166/', 'refused-address'],
    ['a link-local IPv6 address', 'http://[fe80::1]/', 'refused-address'],
    ['a protocol that is not spoken', 'file:///etc/passwd', 'invalid'],
    ['a password in the address', 'http://an:secret@192.0.2.1/', 'invalid'],
    ['no address at all', 'not an address', 'invalid'],
  ])('%s is refused', async (_, url, cause) => {
    expect(await call(url)).toMatchObject({ kind: 'not-sent', cause })
  })

  test('a header that would carry another one', async () => {
    let calls = 0
    await using server = await httpServer((_, response) => {
      calls++
      response.end()
    })
    const outcome = await call(`http://127.0.0.1:${server.port}/`, { headers: { 'x-a': 'b\r\nx-c: d' } })
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'invalid' })
    expect(calls).toBe(0)
  })

  test('a name that resolves to a refused address', async () => {
    const onlyLocal = { allows: (address: string) => !/^(127\.|::1)/.test(address) }
    await using server = await httpServer((_, response) => void response.end())
    const outcome = await call(`http://localhost:${server.port}/`, { addresses: onlyLocal })
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'refused-address' })
  })

  test('a name that resolves to something else when it is connected to', async () => {
    // The policy is asked of each answer of the resolver, then of what the socket is connected to.
    const answers = (await lookup('localhost', { all: true })).length
    let asked = 0
    let calls = 0
    await using server = await httpServer((_, response) => {
      calls++
      response.end()
    })
    const outcome = await call(`http://localhost:${server.port}/`, {
      addresses: { allows: () => ++asked <= answers },
    })
    expect(asked).toBe(answers + 1)
    expect(outcome).toMatchObject({ kind: 'not-sent', cause: 'refused-address' })
    expect(calls).toBe(0)
  })

  test('a call that was cancelled before', async () => {
    const signal = AbortSignal.abort(new Error('no'))
    expect(await call('http://127.0.0.1:1/', { signal })).toMatchObject({ cause: 'cancelled' })
  })
})

describe('unknown', () => {
  test('the server reads the request and hangs up', async () => {
    await using server = await httpServer(
      request => void request.on('end', () => request.socket.destroy()).resume(),
    )
    const outcome = await call(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: 'chặn' })
    expect(outcome).toEqual({ kind: 'unknown', reason: `127.0.0.1:${server.port}: socket hang up` })
  })

  test('the server reads the request and says nothing in time', async () => {
    await using server = await httpServer(() => {})
    const began = Date.now()
    const outcome = await call(`http://127.0.0.1:${server.port}/`, { timeoutMs: 200 })
    expect(outcome).toEqual({ kind: 'unknown', reason: `127.0.0.1:${server.port}: no whole answer in time` })
    expect(Date.now() - began).toBeLessThan(2000)
  })

  test('the call is cancelled while it waits', async () => {
    const received = vi.fn<() => void>()
    await using server = await httpServer(received)
    const cancel = new AbortController()
    const outcome = call(`http://127.0.0.1:${server.port}/`, { signal: cancel.signal })
    await vi.waitFor(() => expect(received).toHaveBeenCalled())
    cancel.abort()
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('cancelled') })
  })

  test('the answer is not HTTP', async () => {
    await using server = await tcpServer(socket => void socket.end('220 mail.example.com ESMTP\r\n'))
    expect(await call(`http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'unknown' })
  })

  test('the headers never end', async () => {
    await using server = await tcpServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write(`x-${Math.random()}: ${'a'.repeat(1000)}\r\n`), 1)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await call(`http://127.0.0.1:${server.port}/`)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('Header overflow'),
    })
  })
})

test('sockets and timers of finished calls are gone', async () => {
  let open = 0
  await using server = await httpServer((request, response) => {
    open++
    request.socket.once('close', () => open--)
    response.end('x'.repeat(100_000))
  })
  await Promise.all(
    Array.from({ length: 20 }, () => call(`http://127.0.0.1:${server.port}/`, { maxAnswerBytes: 10 })),
  )
  await vi.waitFor(() => expect(open).toBe(0))
})

describe('which addresses', () => {
  const allowed = [
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.16.0.1',
    '192.0.2.1',
    '::1',
    '2001:db8::1',
    'fd12::1',
    '::ffff:10.0.0.1',
  ]
  const refused = [
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    '::',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::',
    'example.com',
    '',
  ]
  test.each(allowed)('%s is connected to', address => expect(addresses.allows(address)).toBe(true))
  test.each(refused)('%s is not', address => expect(addresses.allows(address)).toBe(false))
  test('an exception is', () => {
    const policy = createAddressPolicy(['169.254.10.0/24', 'fe80::5'])
    expect(
      ['169.254.10.9', '169.254.11.9', 'fe80::5', 'fe80::6'].map(address => policy.allows(address)),
    ).toEqual([true, false, true, false])
  })
})
