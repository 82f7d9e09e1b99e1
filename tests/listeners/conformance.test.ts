// What every listener must do, whatever its protocol.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { openFilesListener } from '#/collectors/listeners/follow-files.ts'
import { openHttpListener } from '#/collectors/listeners/http/http-listener.ts'
import type { ListenerKind } from '#/collectors/listeners/listener-config.ts'
import type { Listener, ListenerDeps } from '#/collectors/listeners/listener.ts'
import { openRelpListener } from '#/collectors/listeners/relp.ts'
import { openSyslogTcpListener } from '#/collectors/listeners/syslog-tcp.ts'
import { openSyslogTlsListener } from '#/collectors/listeners/syslog-tls.ts'
import { openSyslogUdpListener } from '#/collectors/listeners/syslog-udp.ts'
import { temporaryFolder } from '../raw-log/lines.ts'
import { makeCertificate } from './certificate.ts'
import { createTestDeps, portOf } from './memory-sink.ts'
import {
  fileSender,
  httpSender,
  relpSender,
  tcpSender,
  tlsSender,
  TOKEN,
  udpSender,
  type Sender,
} from './senders.ts'

interface Subject {
  open(deps: ListenerDeps, folder: string, port: number): Promise<Listener>
  sender(address: string): Sender
  /** True when `send` resolves only after the lines are durable. */
  readonly acknowledges: boolean
  /** Whom the lines are said to come from. */
  readonly peer: (folder: string) => string
}

const host = '127.0.0.1'
const loopback = (): string => host

const subjects: Record<ListenerKind, Subject> = {
  'syslog-udp': {
    open: (deps, _, port) =>
      openSyslogUdpListener(
        { kind: 'syslog-udp', id: 'test', host, port, receiveBufferBytes: 262_144 },
        deps,
      ),
    sender: address => udpSender(portOf(address)),
    acknowledges: false,
    peer: loopback,
  },
  'syslog-tcp': {
    open: (deps, _, port) => openSyslogTcpListener({ kind: 'syslog-tcp', id: 'test', host, port }, deps),
    sender: address => tcpSender(portOf(address)),
    acknowledges: false,
    peer: loopback,
  },
  'syslog-tls': {
    open: (deps, folder, port) =>
      openSyslogTlsListener({ kind: 'syslog-tls', id: 'test', host, port, ...makeCertificate(folder) }, deps),
    sender: address => tlsSender(portOf(address)),
    acknowledges: false,
    peer: loopback,
  },
  relp: {
    open: (deps, _, port) => openRelpListener({ kind: 'relp', id: 'test', host, port }, deps),
    sender: address => relpSender(portOf(address)),
    acknowledges: true,
    peer: loopback,
  },
  http: {
    open: (deps, _, port) =>
      openHttpListener(
        { kind: 'http', id: 'test', host, port, tokens: [{ name: 'tests', token: TOKEN }] },
        deps,
      ),
    sender: address => httpSender(portOf(address)),
    acknowledges: true,
    peer: loopback,
  },
  files: {
    async open(deps, folder) {
      const path = join(folder, 'app.log')
      await writeFile(path, '', { flag: 'a' })
      const places = new Map<string, string>()
      const positions = {
        get: (key: string) => places.get(key),
        put: (key: string, value: string) => void places.set(key, value),
      }
      return openFilesListener(
        { kind: 'files', id: 'test', paths: [path] },
        { ...deps, positions, pollMs: 20 },
      )
    },
    sender: address => fileSender(address),
    acknowledges: false,
    peer: folder => join(folder, 'app.log'),
  },
}

const kinds = Object.keys(subjects) as ListenerKind[]
const networked = kinds.filter(kind => kind !== 'files')
const lines = (count: number, what = 'line'): string[] =>
  Array.from({ length: count }, (_, index) => `<13>${what} ${index} Đà Nẵng`)
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 10 })

describe.each(kinds)('%s', kind => {
  const subject = subjects[kind]

  test('delivers what is sent, in order, once, and says from whom', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink, heard, problems } = createTestDeps()
    await using listener = await subject.open(deps, folder.directory, 0)
    const { address } = listener.health()
    await subject.sender(address).send(lines(100))
    await until(() => expect(sink.lines).toHaveLength(100))
    await subject.sender(address).send(lines(50, 'more'))
    await until(() => expect(sink.lines).toHaveLength(150))
    expect(sink.texts).toEqual([...lines(100), ...lines(50, 'more')])
    const peer = subject.peer(folder.directory)
    expect(new Set(sink.lines.map(line => `${line.listener} ${line.peer}`))).toEqual(
      new Set([`test ${peer}`]),
    )
    await until(() => expect(heard.get(`test ${peer}`)).toBe(150))
    expect(listener.health()).toMatchObject({
      kind,
      state: 'listening',
      detail: '',
      received: 150,
      dropped: 0,
    })
    expect(problems).toEqual([])
  })

  test('acknowledges nothing that is not durable, and loses nothing that waits', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink, problems } = createTestDeps()
    await using listener = await subject.open(deps, folder.directory, 0)
    const held = Promise.withResolvers<void>()
    sink.holding = held.promise
    let sent = false
    const sending = subject
      .sender(listener.health().address)
      .send(lines(20))
      .then(() => (sent = true))
    await sleep(150)
    expect(sink.lines).toEqual([])
    expect(sent).toBe(!subject.acknowledges)
    held.resolve()
    await sending
    await until(() => expect(sink.texts).toEqual(lines(20)))
    expect(problems).toEqual([])
  })

  test('takes in what was sent while the log was congested', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink } = createTestDeps()
    await using listener = await subject.open(deps, folder.directory, 0)
    sink.congested = true
    const sending = subject.sender(listener.health().address).send(lines(20))
    await sleep(100)
    expect(sink.lines).toEqual([])
    expect(listener.health().state).toBe('paused')
    sink.relieve()
    await sending
    await until(() => expect(sink.texts).toEqual(lines(20)))
    expect(listener.health().state).toBe('listening')
  })

  test('survives rubbish, half messages and senders that hang up, and still listens', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink, problems } = createTestDeps()
    await using listener = await subject.open(deps, folder.directory, 0)
    const sender = subject.sender(listener.health().address)
    await sender.misbehave()
    await sender.misbehave()
    await sender.send(lines(5))
    await until(() => expect(sink.texts.filter(text => text.startsWith('<13>line'))).toEqual(lines(5)))
    const unsaid = problems.filter(({ where, detail }) => !where.startsWith('test') || detail === '')
    expect(unsaid).toEqual([])
    // An empty line in a file is nothing; everything else is told.
    expect(problems.length > 0).toBe(kind !== 'files')
    expect(listener.health().state).toBe('listening')
  })

  test('closes within two seconds, also with lines that cannot be written', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink } = createTestDeps()
    const listener = await subject.open(deps, folder.directory, 0)
    sink.full = true
    const sending = subject
      .sender(listener.health().address)
      .send(lines(5))
      .catch(() => 'refused')
    await sleep(100)
    const startedMs = performance.now()
    await listener[Symbol.asyncDispose]()
    expect(performance.now() - startedMs).toBeLessThan(2000)
    expect(listener.health().state).toBe('stopped')
    expect(sink.lines).toEqual([])
    await Promise.race([sending, sleep(1000)])
  })
})

describe.each(kinds.filter(kind => kind !== 'http'))('%s', kind => {
  const subject = subjects[kind]
  test('holds lines while the disk is full and delivers them when there is space', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink } = createTestDeps()
    await using listener = await subject.open(deps, folder.directory, 0)
    sink.full = true
    const sending = subject.sender(listener.health().address).send(lines(5))
    await until(() =>
      expect(listener.health()).toMatchObject({
        state: 'paused',
        detail: expect.stringContaining('no space'),
      }),
    )
    sink.full = false
    await sending
    await until(() => expect(sink.texts).toEqual(lines(5)))
    await until(() => expect(listener.health().state).toBe('listening'))
  })
})

describe.each(networked)('%s', kind => {
  const subject = subjects[kind]
  test('on a port that is taken says so, keeps trying, and listens as soon as it is free', async () => {
    await using folder = await temporaryFolder()
    const { deps, sink, problems } = createTestDeps()
    const taken = await takePort(kind)
    await using listener = await subject.open(deps, folder.directory, taken.port)
    const said = expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${taken.port}.*EADDRINUSE`))
    expect(listener.health()).toMatchObject({
      state: 'failed',
      detail: said,
      address: `127.0.0.1:${taken.port}`,
    })
    expect(problems[0]).toMatchObject({ code: 'listener.failed', where: 'test', detail: said })
    await taken.free()
    await until(() => expect(listener.health().state).toBe('listening'))
    await subject.sender(listener.health().address).send(lines(3))
    await until(() => expect(sink.texts).toEqual(lines(3)))
  })

  test('closes while it waits for its port', async () => {
    await using folder = await temporaryFolder()
    const { deps } = createTestDeps()
    const taken = await takePort(kind)
    const listener = await subject.open({ ...deps, retryMs: 60_000 }, folder.directory, taken.port)
    await listener[Symbol.asyncDispose]()
    expect(listener.health().state).toBe('stopped')
    await taken.free()
  })
})

async function takePort(kind: ListenerKind): Promise<{ port: number; free(): Promise<unknown> }> {
  if (kind === 'syslog-udp') {
    const socket = createSocket('udp4')
    socket.bind(0, host)
    await once(socket, 'listening')
    return {
      port: socket.address().port,
      free: () => new Promise(resolve => socket.close(() => resolve(undefined))),
    }
  }
  const server = createServer()
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { port, free: () => new Promise(resolve => server.close(resolve)) }
}
