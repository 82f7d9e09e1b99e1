// Senders for listener tests, one a kind: each delivers lines the way its protocol does, and can misbehave.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { appendFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { createRelpParser } from '#/collectors/listeners/relp-frames.ts'

export interface Sender {
  /** Sends the lines; resolves when they are sent (and acknowledged, where the protocol can). */
  send(lines: readonly string[]): Promise<void>
  /** Sends rubbish, half a message, and hangs up in the middle. */
  misbehave(): Promise<void>
}

export const TOKEN = 'a-token-for-tests-only'

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}) // a reset by the listener is what some of these tests are about
  await once(socket, 'connect')
  return socket
}

async function write(socket: Socket, bytes: string | Buffer): Promise<void> {
  await new Promise<void>(resolve => socket.write(bytes, () => resolve()))
}

async function hangUp(socket: Socket, how: 'end' | 'reset'): Promise<void> {
  if (socket.destroyed) return
  const closed = once(socket, 'close')
  if (how === 'end') {
    socket.end()
    socket.resume()
  } else socket.resetAndDestroy()
  await closed
}

export function udpSender(port: number): Sender {
  const sendAll = async (datagrams: readonly Buffer[]): Promise<void> => {
    const socket = createSocket('udp4')
    for (const datagram of datagrams) {
      await new Promise<void>(resolve => socket.send(datagram, port, '127.0.0.1', () => resolve()))
    }
    socket.close()
  }
  return {
    send: lines => sendAll(lines.map(line => Buffer.from(line))),
    misbehave: () => sendAll([Buffer.alloc(0), Buffer.from('\n')]),
  }
}

export function tcpSender(port: number): Sender {
  return {
    async send(lines) {
      const socket = await connected(port)
      await write(socket, lines.map(line => `${line}\n`).join(''))
      await hangUp(socket, 'end')
    },
    async misbehave() {
      const silent = await connected(port)
      await hangUp(silent, 'reset')
      const half = await connected(port)
      await write(half, '9999 half of a frame')
      await hangUp(half, 'end')
    },
  }
}

export function tlsSender(port: number): Sender {
  return {
    async send(lines) {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      await write(socket, lines.map(line => `${Buffer.byteLength(line)} ${line}`).join(''))
      await hangUp(socket, 'end')
    },
    async misbehave() {
      const plain = await connected(port)
      await write(plain, 'this is not TLS at all\n')
      await hangUp(plain, 'end')
      const cut = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      cut.on('error', () => {}) // hung up on purpose
      await once(cut, 'secureConnect')
      await write(cut, '9999 half of a frame')
      cut.destroy()
      await once(cut, 'close')
    },
  }
}

/** A RELP session that waits for the answer to each frame it sent. */
export async function openRelp(port: number): Promise<{
  readonly socket: Socket
  /** Resolves with the answers, in order of transactions. */
  readonly request: (command: string, messages: readonly string[]) => Promise<string[]>
}> {
  const socket = await connected(port)
  const parser = createRelpParser()
  const waiting = new Map<number, (answer: string) => void>()
  let transaction = 0
  socket.on('data', (chunk: Buffer) => {
    for (const frame of parser.push(chunk).frames) waiting.get(frame.transaction)?.(frame.data.toString())
  })
  return {
    socket,
    request(command, messages) {
      let bytes = ''
      const answers = messages.map(message => {
        const number = ++transaction
        bytes += `${number} ${command} ${Buffer.byteLength(message)}${message === '' ? '' : ` ${message}`}\n`
        return new Promise<string>(resolve => waiting.set(number, resolve))
      })
      socket.write(bytes)
      return Promise.all(answers)
    },
  }
}

export function relpSender(port: number): Sender {
  return {
    async send(lines) {
      const { socket, request } = await openRelp(port)
      await request('open', ['relp_version=0\nrelp_software=test\ncommands=syslog'])
      await request('syslog', lines)
      await request('close', [''])
      await hangUp(socket, 'end')
    },
    async misbehave() {
      const rubbish = await connected(port)
      await write(rubbish, 'x'.repeat(200))
      rubbish.resume()
      await once(rubbish, 'close')
      const cut = await openRelp(port)
      await cut.request('open', ['relp_version=0'])
      await write(cut.socket, '2 syslog 999 half of a frame')
      await hangUp(cut.socket, 'reset')
    },
  }
}

export function httpSender(port: number): Sender {
  return {
    async send(lines) {
      const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
        body: lines.join('\n'),
      })
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
      await answer.body?.cancel()
    },
    async misbehave() {
      const rubbish = await connected(port)
      await write(rubbish, '\x16\x03\x01 no HTTP\r\n\r\n')
      rubbish.resume()
      await once(rubbish, 'close')
      const cut = await connected(port)
      const head = `POST /ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 999\r\n\r\n`
      await write(cut, `${head}half of a body\n`)
      await hangUp(cut, 'reset')
    },
  }
}

export function fileSender(path: string): Sender {
  return {
    send: lines => appendFile(path, lines.map(line => `${line}\n`).join('')),
    misbehave: () => appendFile(path, '\n\n\r\n'),
  }
}
