// A web server on loopback that writes down who asked for what and when: what the crawler promises is asserted
// from this log, never from the crawler's own word.

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LoggedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Of the process's monotonic clock, ms. */
  readonly at: number
  /** Requests that were being answered when it came, itself included. */
  readonly atOnce: number
  readonly status: () => number
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Writes the answer itself. */
  readonly write?: (response: ServerResponse) => void
}

export type Pages = Readonly<Record<string, Reply | string | ((request: LoggedRequest) => Reply)>>

export interface LoggedServer extends AsyncDisposable {
  readonly origin: string
  readonly port: number
  readonly log: LoggedRequest[]
  /** Paths asked for, in order. */
  paths(): string[]
  /** Connections made, whether anything was asked or not. */
  connections(): number
  /** How often. */
  count(path: string): number
  /** Shortest time between two requests, by the server's clock. */
  shortestGapMs(): number
  /** Replaces or adds pages. */
  serve(pages: Pages): void
}

/** Without a `/robots.txt` among the pages it has none (404). */
export async function startServer(pages: Pages = {}, host = '127.0.0.1'): Promise<LoggedServer> {
  let served = { ...pages }
  let answering = 0
  const log: LoggedRequest[] = []
  const server = createServer((request, response) => {
    answering++
    const logged: LoggedRequest = {
      path: request.url ?? '',
      headers: request.headers,
      at: performance.now(),
      atOnce: answering,
      status: () => response.statusCode,
    }
    log.push(logged)
    response.once('close', () => answering--)
    const page = served[logged.path]
    const reply = typeof page === 'function' ? page(logged) : typeof page === 'string' ? { body: page } : page
    if (reply?.write !== undefined) return reply.write(response)
    const isHtml = reply !== undefined
    response.writeHead(reply?.status ?? (isHtml ? 200 : 404), {
      'content-type': logged.path === '/robots.txt' ? 'text/plain' : 'text/html; charset=utf-8',
      ...reply?.headers,
    })
    response.end(reply?.body ?? '')
  })
  let connections = 0
  server.on('connection', () => connections++)
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    log,
    connections: () => connections,
    paths: () => log.map(({ path }) => path),
    count: path => log.filter(each => each.path === path).length,
    shortestGapMs: () => Math.min(...log.slice(1).map(({ at }, before) => at - log[before]!.at)),
    serve: more => void (served = { ...served, ...more }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
