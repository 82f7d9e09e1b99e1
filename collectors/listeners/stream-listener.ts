// A listener on a stream server (TCP, TLS): accepts connections up to a limit, runs one session for each,
// and when it is closed lets the sessions keep what they have read before it ends them.

import type { Server, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '#/kernel/limits.ts'
import type { Inlet } from './inlet.ts'
import { breakage, listen, peerAddress, type Endpoint } from './keep-listening.ts'

/** Time sessions get to make durable what they have read, when the listener is closed. */
const CLOSING_MS = 1500
const KEEP_ALIVE_MS = 60_000

/** One connection, from its first byte to its last; resolves when nothing of it is under way any more. */
export type Session = (socket: Socket, peer: string, closing: AbortSignal) => Promise<void>

export interface StreamServerOptions {
  readonly server: Server
  /** `connection`, or `secureConnection` for TLS. */
  readonly event: 'connection' | 'secureConnection'
  readonly host: string
  readonly port: number
  readonly inlet: Inlet
  readonly session: Session
}

/** Binds the server; rejects when the address is taken. */
export async function openStreamServer(options: StreamServerOptions): Promise<Endpoint> {
  const { server, inlet, session } = options
  const closing = new AbortController()
  const sessions = new Map<Socket, Promise<void>>()
  const connections = new Set<Socket>()
  // Counts raw connections, so that unfinished TLS handshakes are bounded as well.
  server.maxConnections = LIMITS.maxConnections
  server.on('drop', data => {
    const detail = `refused: ${LIMITS.maxConnections} connections are open already`
    inlet.problem('sender.refused', peerAddress(data?.remoteAddress), detail)
  })
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  server.on(options.event, (socket: Socket) => {
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    const running = session(socket, peerAddress(socket.remoteAddress), closing.signal).finally(() => {
      socket.destroy()
      sessions.delete(socket)
    })
    sessions.set(socket, running)
  })
  const address = await listen(server, options.host, options.port)
  return {
    address,
    broken: breakage(server),
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      closing.abort()
      const all = Promise.allSettled(sessions.values())
      await Promise.race([all, sleep(CLOSING_MS, undefined, { ref: false })])
      for (const socket of [...sessions.keys(), ...connections]) socket.destroy()
      await Promise.race([Promise.all([all, closed]), sleep(CLOSING_MS / 4, undefined, { ref: false })])
    },
  }
}
