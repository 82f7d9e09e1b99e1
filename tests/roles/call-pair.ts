// A process that leads and one that calls it, in one process for tests: the calls go over a real connection.

import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { createCallClient, type CallClient, type CallClientOptions } from '#/cluster/calls/call-client.ts'
import { openCallServer, type CallServer } from '#/cluster/calls/call-server.ts'
import type { Problem } from '#/kernel/problem.ts'

export const SECRET = 'a secret of the tests, without blanks'.replaceAll(' ', '-')

export interface CallPair extends AsyncDisposable {
  readonly server: CallServer
  readonly client: CallClient
  readonly problems: readonly Problem[]
}

export async function openCallPair(more: Partial<CallClientOptions> = {}): Promise<CallPair> {
  const problems: Problem[] = []
  const report = (problem: Problem): void => void problems.push(problem)
  const server = await openCallServer({ host: '127.0.0.1', port: 0, secret: SECRET, report })
  const leader = async () => ({ node: 'api-1', address: `127.0.0.1:${server.port}`, fence: 1 })
  const client = createCallClient({ leader, secret: SECRET, report, ...more })
  return {
    server,
    client,
    problems,
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

export interface CuttingLine extends AsyncDisposable {
  readonly port: number
  /** The next answer is not let through: the connection is cut when it comes. */
  readonly cutNextAnswer: () => void
  readonly cuts: () => number
}

/** A line to a port on which answers can be lost. */
export async function openCuttingLine(port: number): Promise<CuttingLine> {
  let cutting = false
  let cuts = 0
  const sockets = new Set<Socket>()
  const line = createServer(near => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (bytes: Buffer) => {
      if (!cutting) return void near.write(bytes)
      cutting = false
      cuts++
      near.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  return {
    port: (line.address() as AddressInfo).port,
    cutNextAnswer: () => void (cutting = true),
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      line.close()
      for (const socket of sockets) socket.destroy()
      await once(line, 'close')
    },
  }
}
