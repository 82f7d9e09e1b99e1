// A port on loopback that stays the same while the server behind it comes and goes.

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TcpRelay extends AsyncDisposable {
  readonly port: number
  /** Breaks all connections, and each new one, until `mend` is called. */
  cut(): void
  mend(): void
}

/** `target` is asked for at each connection. */
export async function openTcpRelay(target: () => { host: string; port: number }): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  let isCut = false
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer(inner => {
    if (isCut) return void inner.destroy()
    const outer = connect(target())
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      breakAll()
      await closed
    },
  }
}
