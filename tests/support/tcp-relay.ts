// A port on loopback that stays the same while the server behind it comes and goes.

import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TcpRelay extends AsyncDisposable {
  readonly port: number
}

/** `target` is asked for at each connection. */
export async function openTcpRelay(target: () => { host: string; port: number }): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  const server = createServer(inner => {
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
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
