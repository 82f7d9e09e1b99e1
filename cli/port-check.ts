// What `doctor` says of the addresses in a configuration: whether each port is free.

import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { Config } from '#/config-schema.ts'
import type { Finding } from './finding.ts'

interface Place {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly transport: 'tcp' | 'udp'
}

/** Tries to listen on every port that the platform would, one finding each. */
export async function checkPorts({ console, listeners }: Config): Promise<Finding[]> {
  const places: Place[] = [{ name: 'console', ...console, transport: 'tcp' }]
  for (const listener of listeners) {
    if (listener.kind === 'files') continue
    const { id, host, port, kind } = listener
    places.push({ name: id, host, port, transport: kind === 'syslog-udp' ? 'udp' : 'tcp' })
  }
  return await Promise.all(places.map(checkPlace))
}

async function checkPlace({ name, host, port, transport }: Place): Promise<Finding> {
  const error = await (transport === 'udp' ? tryUdp(host, port) : tryTcp(host, port))
  const detail =
    error === undefined
      ? `free (${name})`
      : `${name}: ${error}; stop what uses it, or change the port in the configuration`
  return { check: `port ${port}/${transport}`, ok: error === undefined, detail }
}

function tryTcp(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', error => resolve(error.message))
    server.listen({ host, port }, () => server.close(() => resolve(undefined)))
  })
}

function tryUdp(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', error => {
      socket.close()
      resolve(error.message)
    })
    socket.bind(port, host, () => socket.close(() => resolve(undefined)))
  })
}
