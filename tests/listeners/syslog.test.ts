// What is particular to syslog over UDP, TCP and TLS; the rest is in conformance.test.ts.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { Value } from 'typebox/value'
import { describe, expect, test, vi } from 'vitest'
import { ListenerConfigSchema, spanMs } from '#/collectors/listeners/listener-config.ts'
import { openSyslogTcpListener } from '#/collectors/listeners/syslog-tcp.ts'
import { openSyslogTlsListener } from '#/collectors/listeners/syslog-tls.ts'
import { openSyslogUdpListener } from '#/collectors/listeners/syslog-udp.ts'
import { temporaryFolder } from '../raw-log/lines.ts'
import { makeCertificate } from './certificate.ts'
import { createTestDeps, portOf } from './memory-sink.ts'

const host = '127.0.0.1'
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 10 })

describe('UDP', () => {
  test('keeps a datagram as one message, without its line end, whatever is inside', async () => {
    const { deps, sink } = createTestDeps()
    await using listener = await openSyslogUdpListener(
      { kind: 'syslog-udp', id: 'u', host, port: 0, receiveBufferBytes: 65_536 },
      deps,
    )
    const socket = createSocket('udp4')
    for (const message of ['<13>a\n', '12 <13>b\nc\r\n', '<13>d\0e', 'x'.repeat(60_000)]) {
      socket.send(message, portOf(listener.health().address), host)
      await sleep(5)
    }
    await until(() => expect(sink.texts).toEqual(['<13>a', '12 <13>b\nc', '<13>d\0e', 'x'.repeat(60_000)]))
    socket.close()
  })

  test('counts what it cannot hold while the disk stands still', async () => {
    const { deps, sink, codes } = createTestDeps()
    await using listener = await openSyslogUdpListener(
      { kind: 'syslog-udp', id: 'u', host, port: 0, receiveBufferBytes: 4_194_304 },
      deps,
    )
    const held = Promise.withResolvers<void>()
    sink.holding = held.promise
    const socket = createSocket('udp4')
    const datagram = Buffer.alloc(60_000, 'x')
    const port = portOf(listener.health().address)
    for (let sent = 0; sent < 200; sent++) {
      await new Promise(resolve => socket.send(datagram, port, host, resolve))
      if (sent % 10 === 0) await sleep(3)
    }
    await until(() => expect(listener.health().dropped).toBeGreaterThan(30))
    held.resolve()
    await until(() => expect(sink.lines.length + listener.health().dropped).toBe(200))
    expect(codes()).toEqual(Array(listener.health().dropped).fill('udp.dropped'))
    socket.close()
  })

  test('counts what the kernel dropped', { skip: process.platform !== 'linux' }, async () => {
    const { deps, sink, codes } = createTestDeps()
    await using listener = await openSyslogUdpListener(
      { kind: 'syslog-udp', id: 'u', host, port: 0, receiveBufferBytes: 4096 },
      deps,
    )
    const socket = createSocket('udp4')
    const port = portOf(listener.health().address)
    // Sent without letting the listener run: the buffer holds a few of them.
    const sends: Promise<unknown>[] = []
    for (let sent = 0; sent < 500; sent++) {
      sends.push(new Promise(resolve => socket.send('y'.repeat(1000), port, host, resolve)))
    }
    await Promise.all(sends)
    await until(() => expect(sink.lines.length + listener.health().dropped).toBe(500))
    expect(listener.health().dropped).toBeGreaterThan(0)
    expect(new Set(codes())).toEqual(new Set(['udp.dropped']))
    socket.close()
  })
})

describe('TCP', () => {
  test('keeps what was read before a sender was reset, and says so', async () => {
    const { deps, sink, codes } = createTestDeps()
    await using listener = await openSyslogTcpListener({ kind: 'syslog-tcp', id: 't', host, port: 0 }, deps)
    const socket = connect(portOf(listener.health().address), host)
    await once(socket, 'connect')
    socket.write('<13>a\n<13>b\n<13>half')
    await sleep(60)
    socket.resetAndDestroy()
    await until(() => expect(sink.texts).toEqual(['<13>a', '<13>b', '<13>half']))
    expect(codes()).toEqual(['sender.reset', 'frame.incomplete'])
  })

  test('reads no more of a sender than it can keep', async () => {
    const { deps, sink } = createTestDeps()
    await using listener = await openSyslogTcpListener({ kind: 'syslog-tcp', id: 't', host, port: 0 }, deps)
    const held = Promise.withResolvers<void>()
    sink.holding = held.promise
    const socket = connect(portOf(listener.health().address), host)
    await once(socket, 'connect')
    const line = `<13>${'x'.repeat(995)}\n`
    let flushed = 0
    for (let block = 0; block < 64; block++) socket.write(line.repeat(1000), () => flushed++)
    await sleep(300)
    expect(flushed).toBeLessThan(30)
    held.resolve()
    socket.end()
    await until(() => expect(sink.lines).toHaveLength(64_000))
  })
})

describe('TLS', () => {
  const config = (files: { cert: string; key: string }) =>
    ({ kind: 'syslog-tls', id: 's', host, port: 0, ...files }) as const

  test('without a readable certificate says which key of the configuration is wrong', async () => {
    await using folder = await temporaryFolder()
    const good = makeCertificate(folder.directory)
    const missing = join(folder.directory, 'missing.pem')
    for (const [files, said] of [
      [{ ...good, cert: missing }, /cert: ENOENT/],
      [{ ...good, key: missing }, /key: ENOENT/],
      [{ cert: good.key, key: good.key }, /cert and key do not make a certificate/],
    ] as const) {
      const { deps, problems } = createTestDeps()
      await using listener = await openSyslogTlsListener(config(files), { ...deps, retryMs: 60_000 })
      expect(listener.health()).toMatchObject({ state: 'failed', detail: expect.stringMatching(said) })
      expect(problems).toMatchObject([{ code: 'listener.failed' }])
    }
  })

  test('with clientCa hears only senders with a certificate', async () => {
    await using folder = await temporaryFolder()
    const files = makeCertificate(folder.directory)
    const { deps, sink, codes } = createTestDeps()
    await using listener = await openSyslogTlsListener({ ...config(files), clientCa: files.cert }, deps)
    const port = portOf(listener.health().address)
    const stranger = connectTls({ port, host, rejectUnauthorized: false })
    stranger.on('error', () => {}) // refused on purpose
    stranger.on('secureConnect', () => stranger.write('<13>stranger\n'))
    await new Promise(resolve => stranger.on('close', resolve))
    const client = { cert: readFileSync(files.cert), key: readFileSync(files.key) }
    const known = connectTls({ port, host, rejectUnauthorized: false, ...client })
    await once(known, 'secureConnect')
    known.end('<13>known\n')
    await until(() => expect(sink.texts).toEqual(['<13>known']))
    expect(codes()).toEqual(['tls.failed'])
  })
})

describe('the configuration', () => {
  test.for([
    [
      { kind: 'syslog-udp', id: 'a' },
      { host: '0.0.0.0', port: 5514, receiveBufferBytes: 4 * 1024 * 1024 },
    ],
    [
      { kind: 'syslog-tcp', id: 'a' },
      { host: '0.0.0.0', port: 5514 },
    ],
    [
      { kind: 'syslog-tls', id: 'a', cert: 'c', key: 'k' },
      { host: '0.0.0.0', port: 6514 },
    ],
    [
      { kind: 'relp', id: 'a', zone: '+07:00', silentAfter: '10m', format: 'sshd' },
      { host: '0.0.0.0', port: 2514 },
    ],
    [
      { kind: 'http', id: 'a', tokens: [{ name: 'n', token: 'long-enough-token' }] },
      { host: '0.0.0.0', port: 8514 },
    ],
    [{ kind: 'files', id: 'a', paths: ['/var/log/*.log'] }, {}],
  ] as const)('%o is valid and gets its defaults', ([config, defaults]) => {
    const filled = Value.Default(ListenerConfigSchema, structuredClone(config))
    expect(Value.Check(ListenerConfigSchema, filled)).toBe(true)
    expect(filled).toEqual({ ...config, ...defaults })
  })

  test.for([
    { kind: 'syslog-udp' },
    { kind: 'syslog-tcp', id: 'has space', host: '::', port: 1 },
    { kind: 'syslog-tcp', id: 'a', host: '::', port: 70_000 },
    { kind: 'syslog-tls', id: 'a', host: '::', port: 1 },
    { kind: 'http', id: 'a', host: '::', port: 1, tokens: [] },
    { kind: 'http', id: 'a', host: '::', port: 1, tokens: [{ name: 'n', token: 'short' }] },
    { kind: 'files', id: 'a', paths: [] },
    { kind: 'relp', id: 'a', host: '::', port: 1, zone: 'Asia/Ho_Chi_Minh' },
    { kind: 'relp', id: 'a', host: '::', port: 1, silentAfter: '10 minutes' },
    { kind: 'beats', id: 'a', host: '::', port: 1 },
  ])('%o is refused', config => {
    expect(Value.Check(ListenerConfigSchema, config)).toBe(false)
  })

  test('spans are read', () => {
    expect(['90s', '10m', '24h', '7d'].map(spanMs)).toEqual([90_000, 600_000, 86_400_000, 604_800_000])
  })
})
