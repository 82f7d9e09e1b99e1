// Whether a mail server could be handed mail: connects, reads its greeting, says EHLO and begins TLS as it is set, and
// leaves without having sent anything or signed in (RFC 5321, RFC 3207).

import { once } from 'node:events'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { MailServer } from './mail.ts'

export interface MailProbe {
  /** First word of its greeting: what it calls itself. */
  readonly name: string
  /** Of its certificate, ms UTC; null without TLS. */
  readonly certificateUntil: number | null
}

/** So much is read before the end of an answer. */
const MAX_ANSWER = 64 * 1024

/** Throws Error with what was asked and what came of it; the signal's end is one of them. */
export async function probeMailServer(
  { host, port, security, ca }: Pick<MailServer, 'host' | 'port' | 'security' | 'ca'>,
  signal: AbortSignal,
): Promise<MailProbe> {
  const trusted = ca === undefined ? {} : { ca }
  const named = isIP(host) === 0 ? { servername: host } : {}
  const tls = { host, ...named, ...trusted }
  const open = new Set<Socket>()
  const stop = (): void => open.forEach(socket => void socket.destroy(new Error('no answer in time')))
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    if (security === 'tls') {
      const socket = keep(connectTls({ ...tls, port }))
      await once(socket, 'secureConnect')
      return { name: await greet(socket), certificateUntil: untilOf(socket) }
    }
    const plain = keep(connectTcp({ host, port }))
    await once(plain, 'connect')
    const name = await greet(plain)
    if (security === 'none') return { name, certificateUntil: null }
    await say(plain, 'STARTTLS', 220)
    const socket = keep(connectTls({ ...tls, socket: plain }))
    await once(socket, 'secureConnect')
    await say(socket, `EHLO ${hostname()}`, 250)
    return { name, certificateUntil: untilOf(socket) }
  } catch (error) {
    throw new Error(signal.aborted ? 'no answer in time' : (error as Error).message, { cause: error })
  } finally {
    signal.removeEventListener('abort', stop)
    for (const socket of open) socket.destroy()
  }

  function keep<T extends Socket>(socket: T): T {
    open.add(socket)
    // Whoever waits for something hears of it; between two waits nobody does.
    socket.on('error', () => {})
    return socket
  }
}

async function greet(socket: Socket): Promise<string> {
  const greeting = await hear(socket, 'its greeting', 220)
  await say(socket, `EHLO ${hostname()}`, 250)
  return greeting.split(/\s/)[0] ?? ''
}

async function say(socket: Socket, command: string, wanted: number): Promise<string> {
  socket.write(`${command}\r\n`)
  return await hear(socket, command, wanted)
}

/** The text of an answer of one line or several, without its code. */
async function hear(socket: Socket, asked: string, wanted: number): Promise<string> {
  let text = ''
  while (!/^\d{3}(?: .*)?\r?\n$/m.test(text.slice(text.lastIndexOf('\n', text.length - 2) + 1))) {
    if (text.length > MAX_ANSWER) throw new Error(`${asked}: its answer does not end`)
    const chunk = await nextChunk(socket)
    if (chunk === undefined) throw new Error(`${asked}: it hung up`)
    text += chunk.toString('latin1')
  }
  const last = text.trimEnd().split('\n').at(-1)!
  if (Number(last.slice(0, 3)) !== wanted)
    throw new Error(`${asked}: ${text.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`)
  return text.slice(4).trim()
}

/** Undefined at the end. What comes while nobody waits stays in the socket. */
async function nextChunk(socket: Socket): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = socket.read() as Buffer | null
    if (chunk !== null) return chunk
    if (socket.readableEnded || socket.destroyed) return undefined
    const settled = new AbortController()
    const { signal } = settled
    // Throws what the socket failed of.
    await Promise.race(['readable', 'end', 'close'].map(event => once(socket, event, { signal }))).finally(
      () => settled.abort(),
    )
  }
}

function untilOf(socket: TLSSocket): number {
  return Date.parse(socket.getPeerCertificate().valid_to)
}
