// Opens a server on an address of its own within 127.0.0.0/8, where the system has it (Linux, Windows);
// elsewhere (macOS) on 127.0.0.1 with a port of its own.

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers the origin, `http://127.0.0.3:8080`. Port 0: any free one. Rejects as listening does (`EADDRINUSE`). */
export async function listenOnLoopback(
  server: Server,
  address: string,
  port: number,
  portElsewhere: number,
): Promise<string> {
  try {
    return await listen(server, address, port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error
    return await listen(server, '127.0.0.1', portElsewhere)
  }
}

async function listen(server: Server, address: string, port: number): Promise<string> {
  server.listen(port, address)
  await once(server, 'listening')
  return `http://${address}:${(server.address() as AddressInfo).port}`
}
