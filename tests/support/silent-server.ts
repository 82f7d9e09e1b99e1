// A server on loopback that is of no use: it takes connections and says nothing, or breaks each of them at once.

import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export interface SilentServer extends AsyncDisposable {
  readonly port: number
  /** Connections until now. */
  connections(): number
}

export async function openSilentServer(manner: 'says nothing' | 'hangs up'): Promise<SilentServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer(socket => {
    connections++
    socket.on('error', () => {})
    if (manner === 'hangs up') return void socket.destroy()
    sockets.add(socket)
    socket.resume().on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
