// Servers on loopback for the tests of outbound calls, each closed when its test ends.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface LocalServer extends AsyncDisposable {
  readonly port: number
}

export async function listening(server: Server): Promise<LocalServer> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export const httpServer = (answer: RequestListener): Promise<LocalServer> => listening(createServer(answer))

export const httpsServer = (
  files: { readonly cert: string; readonly key: string },
  answer: RequestListener,
): Promise<LocalServer> =>
  listening(createSecureServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, answer))

export const tcpServer = (talk: (socket: Socket) => void): Promise<LocalServer> =>
  listening(createTcpServer(talk))
