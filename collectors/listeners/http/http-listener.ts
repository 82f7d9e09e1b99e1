// The HTTP listener: one server for POST /ingest, Elasticsearch's _bulk and Splunk's HEC. For every request:
// find the endpoint, check the token, read the body within its bounds, let the endpoint keep the lines and
// answer. Each refusal is said in the words of the endpoint's own protocol and counted as a problem.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { createInlet, type Inlet } from '../inlet.ts'
import {
  breakage,
  formatAddress,
  keepListening,
  listen,
  peerAddress,
  type Endpoint as Bound,
} from '../keep-listening.ts'
import type { HttpConfig } from '../listener-config.ts'
import type { Listener, ListenerDeps } from '../listener.ts'
import { readCertificate } from '../syslog-tls.ts'
import { batchMark, createBatchMemory, type BatchMemory } from './batch-memory.ts'
import { bulkEndpoint } from './bulk-endpoint.ts'
import { elasticHello } from './elastic-hello.ts'
import type { Answer, Endpoint } from './exchange.ts'
import { createHecEndpoints } from './hec-endpoints.ts'
import { ingestEndpoint } from './ingest-endpoint.ts'
import { isRefusal, readBody, type BodyBudget, type Refusal } from './read-body.ts'
import { createAuthorise, type Authorise } from './tokens.ts'

const CLOSING_MS = 1500
/** How long a request waits for the disk before it is told to come again. */
const CONGESTION_MS = 10_000
const RETRY_AFTER = { busy: '1', 'disk-full': '5' } as const

export function openHttpListener(
  config: HttpConfig,
  deps: ListenerDeps,
  batches: BatchMemory = createBatchMemory(),
): Promise<Listener> {
  const { host, port } = config
  const inlet = createInlet(config.id, deps)
  const service = new HttpService(config, deps, inlet, batches)
  return keepListening({
    config,
    configuredAddress: formatAddress({ address: host, port }),
    inlet,
    deps,
    open: async () => openHttpServer(await createAnyServer(config), host, port, inlet, service),
  })
}

async function createAnyServer(config: HttpConfig): Promise<Server> {
  const { cert, key } = config
  const options = { requestTimeout: 120_000, headersTimeout: 30_000, keepAliveTimeout: 65_000 }
  if (cert === undefined && key === undefined) return createServer(options)
  if (cert === undefined || key === undefined) throw new Error('cert and key must be given both or neither')
  return createTlsServer({ ...options, ...(await readCertificate({ cert, key })) })
}

async function openHttpServer(
  server: Server,
  host: string,
  port: number,
  inlet: Inlet,
  service: HttpService,
): Promise<Bound> {
  server.maxConnections = LIMITS.maxConnections
  server.on('drop', data => {
    const detail = `refused: ${LIMITS.maxConnections} connections are open already`
    inlet.problem('sender.refused', peerAddress(data?.remoteAddress), detail)
  })
  const latest = new WeakMap<object, IncomingMessage>()
  server.on('request', (request, response) => {
    latest.set(request.socket, request)
    void service.serve(request, response)
  })
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    // A request that broke off was noticed where its body was read.
    const brokeOff = latest.get(socket)?.complete === false
    if (error.code !== 'ECONNRESET' && !brokeOff)
      inlet.problem('request.malformed', '', `not HTTP: ${error.message}`)
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  const address = await listen(server, host, port)
  return {
    address,
    broken: breakage(server),
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      await Promise.race([closed, sleep(CLOSING_MS, undefined, { ref: false })])
      server.closeAllConnections()
    },
  }
}

class HttpService {
  readonly #config: HttpConfig
  readonly #deps: ListenerDeps
  readonly #inlet: Inlet
  readonly #batches: BatchMemory
  readonly #authorise: Authorise
  readonly #endpoints: readonly Endpoint[]
  readonly #budget: BodyBudget = { held: 0 }

  constructor(config: HttpConfig, deps: ListenerDeps, inlet: Inlet, batches: BatchMemory) {
    this.#config = config
    this.#deps = deps
    this.#inlet = inlet
    this.#batches = batches
    this.#authorise = createAuthorise(config.tokens)
    const hec = createHecEndpoints({ firstAckId: deps.clock.now(), healthy: () => inlet.stuck === undefined })
    this.#endpoints = [ingestEndpoint, bulkEndpoint, ...hec, elasticHello]
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const peer = peerAddress(request.socket.remoteAddress)
    // A sender that hangs up is noticed where its body is read.
    response.on('error', error => this.#inlet.problem('sender.reset', peer, error.message))
    const url = URL.parse(request.url ?? '', 'http://listener')
    const here = this.#endpoints.filter(endpoint => url !== null && endpoint.path.test(url.pathname))
    const endpoint = here.find(({ methods }) => methods.includes(request.method ?? ''))
    if (url === null || endpoint === undefined) {
      request.resume()
      const detail = `${request.method} ${(request.url ?? '').slice(0, 200)}: there is nothing here`
      this.#inlet.problem('request.malformed', peer, detail)
      const answer = { error: here.length > 0 ? 'method-not-allowed' : 'not-found', message: detail }
      return send(response, { status: here.length > 0 ? 405 : 404, body: answer })
    }
    try {
      const answer = await this.#answer(endpoint, request, url, peer)
      if (answer) send(response, answer, request.method === 'HEAD')
    } catch (error) {
      // A mistake of ours ends this request, not the process.
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#inlet.problem('listener.failed', peer, `${url.pathname}: ${reason}`)
      send(response, {
        status: 500,
        body: { error: 'internal', message: 'see the problems of this listener' },
      })
    }
  }

  /** The answer; undefined when nobody is there to hear it. */
  async #answer(
    endpoint: Endpoint,
    request: IncomingMessage,
    url: URL,
    peer: string,
  ): Promise<Answer | undefined> {
    const token = this.#checkToken(endpoint, request)
    if (typeof token !== 'string') {
      request.resume()
      this.#inlet.problem('request.unauthorized', peer, `${url.pathname}: ${token.reason}`)
      return endpoint.refuse(token)
    }
    const key = request.headers['idempotency-key']
    const body = endpoint.readsBody ? await this.#readBody(request) : Buffer.alloc(0)
    if (isRefusal(body)) return this.#refuse(endpoint, body, peer)
    let lines = 0
    try {
      return await endpoint.handle({
        request,
        url,
        body,
        receivedMs: this.#inlet.now(),
        line: (bytes, envelope) => {
          if (++lines > LIMITS.maxBodyLines)
            throw new Permanent('request.too-many-lines', `more than ${LIMITS.maxBodyLines} lines`)
          return this.#line(bytes, envelope, peer)
        },
        keep: lines => this.#keep(lines, token, typeof key === 'string' ? key : '', peer),
        problem: detail => this.#inlet.problem('request.malformed', peer, detail),
      })
    } catch (error) {
      if (error instanceof Permanent)
        return this.#refuse(endpoint, { refused: 'too-large', reason: error.message }, peer)
      if (!(error instanceof Retryable)) throw error
      return this.#refuse(
        endpoint,
        { refused: 'disk-full', reason: `cannot be kept now: ${error.message}` },
        peer,
      )
    } finally {
      this.#budget.held -= body.length
    }
  }

  #checkToken(endpoint: Endpoint, request: IncomingMessage): string | Refusal {
    if (endpoint.needs === 'open') return ''
    const result = this.#authorise(request.headers.authorization, endpoint.needs)
    if (result.kind === 'granted') return result.name
    if (result.kind === 'missing') return { refused: 'unauthorized', reason: result.reason }
    if (result.kind === 'unknown') {
      return {
        refused: endpoint.needs === 'hec' ? 'forbidden' : 'unauthorized',
        reason: 'the token is not known',
      }
    }
    return { refused: 'forbidden', reason: `the token "${result.name}" does not open this inlet` }
  }

  async #readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
    const { sink } = this.#deps
    if (sink.congested) await Promise.race([sink.relieved(), sleep(CONGESTION_MS, undefined, { ref: false })])
    if (sink.congested) {
      request.resume()
      return { refused: 'busy', reason: 'the disk cannot keep up' }
    }
    return readBody(request, this.#budget)
  }

  #refuse(endpoint: Endpoint, refusal: Refusal, peer: string): Answer | undefined {
    const { refused, reason } = refusal
    // A full disk is told by the raw log, and being busy is no fault of anyone.
    if (refused === 'too-large') this.#inlet.problem('request.too-large', peer, reason)
    else if (refused !== 'disk-full' && refused !== 'busy')
      this.#inlet.problem('request.malformed', peer, reason)
    if (refused === 'gone') return undefined
    const answer = endpoint.refuse(refusal)
    if (refused !== 'busy' && refused !== 'disk-full') return answer
    return { ...answer, headers: { ...answer.headers, 'Retry-After': RETRY_AFTER[refused] } }
  }

  #line(bytes: Buffer, envelope: RawLine['envelope'], peer: string): RawLine {
    const cut = bytes.length > LIMITS.maxLineBytes
    if (cut)
      this.#inlet.problem('frame.too-long', peer, `${bytes.length} bytes cut to ${LIMITS.maxLineBytes}`)
    const kept = cut ? bytes.subarray(0, LIMITS.maxLineBytes) : bytes
    return { bytes: kept, envelope, receivedMs: this.#inlet.now(), listener: this.#config.id, peer }
  }

  async #keep(lines: readonly RawLine[], token: string, key: string, peer: string): Promise<void> {
    if (lines.length === 0) return
    if (key === '') return this.#inlet.offer(lines)
    const known = await this.#batches.keepOnce(batchMark(token, key), lines, rest => this.#inlet.offer(rest))
    for (let repeat = 0; repeat < known; repeat++) {
      this.#inlet.problem('sender.repeated', peer, 'sent again under the same Idempotency-Key; kept once')
    }
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer, withoutBody = false): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(withoutBody ? undefined : text)
}
