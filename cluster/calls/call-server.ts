// Answers calls of the cluster's other processes, on an address of its own beside the console's. A request is read
// only after its secret was found good; one that comes while this process does not lead, or is not ready, is told
// to come again (503), and whoever called finds out who leads now.
//
// Nothing here is encrypted: the address belongs to a network of the cluster's own.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { packError } from '#/kernel/carry-error.ts'
import { Fatal } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Callable, CallTable } from './call-table.ts'
import { argumentsOf, CALL_PATH, packAnswer, unpackCall, type WiredCall } from './call-wire.ts'
import { isSameSecret } from './cluster-secret.ts'
import { createRememberedCalls } from './remembered-calls.ts'

export interface CallServerOptions {
  readonly host: string
  /** 0: the system chooses. */
  readonly port: number
  readonly secret: string
  readonly report: ReportProblem
}

export interface CallServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /**
   * Answers calls to `name` until it is disposed, while `isLeading` holds: it is asked before a call is done, and
   * again before its answer is given.
   */
  serve<T extends Callable<T>>(
    name: string,
    table: CallTable<T>,
    implementation: T,
    isLeading?: () => boolean,
  ): Disposable
}

interface Service {
  readonly table: Readonly<Record<string, 'read' | 'change'>>
  readonly methods: Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>
  readonly isLeading: () => boolean
}

/** Whoever called must ask again, here or elsewhere. */
class ComeAgain extends Error {}

/** Throws Fatal (`cluster.calls`) when it cannot listen there. */
export async function openCallServer(options: CallServerOptions): Promise<CallServer> {
  const { host, secret, report } = options
  const services = new Map<string, Service>()
  const remembered = createRememberedCalls()
  let underWay = 0

  async function perform(call: WiredCall, signal: AbortSignal): Promise<Buffer> {
    const { isLeading, table, methods } = serviceOf(call)
    const kind = Object.hasOwn(table, call.method) ? table[call.method] : undefined
    if (kind === undefined) throw new ComeAgain(`${call.service} has no ${call.method} here`)
    return await remembered.answer(call.id, kind === 'change', async () => {
      // What changes something goes on to its end, whether its answer is waited for or not.
      const until = kind === 'read' ? signal : new AbortController().signal
      const answer = await answerOf(() => methods[call.method]!(...argumentsOf(call, until)))
      if (until.aborted || !isLeading()) throw new ComeAgain('it was not answered to the end')
      return answer
    })
  }

  function serviceOf({ service: name }: WiredCall): Service {
    const service = services.get(name)
    if (service?.isLeading() !== true) throw new ComeAgain(`${name} is not served here now`)
    return service
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!isSameSecret(given, secret)) {
      const where = `sender ${request.socket.remoteAddress ?? ''}`
      report({ code: 'request.unauthorized', where, detail: 'a call with another secret than the cluster’s' })
      return refuse(request, response, 401)
    }
    if (request.method !== 'POST' || request.url !== CALL_PATH) return refuse(request, response, 404)
    if (underWay >= LIMITS.maxCallsAtOnce) return refuse(request, response, 503)
    underWay++
    try {
      const body = await readBody(request)
      if (body === undefined) return refuse(request, response, 413)
      const call = unpackCall(body)
      if (call === undefined) return refuse(request, response, 400)
      const gone = new AbortController()
      response.on('close', () => gone.abort(new DOMException('nobody waits for it', 'AbortError')))
      const answer = await perform(call, gone.signal)
      response.writeHead(200, { 'content-length': answer.length }).end(answer)
    } catch (error) {
      if (!(error instanceof ComeAgain)) throw error
      refuse(request, response, 503)
    } finally {
      underWay--
    }
  }

  const server = createServer((request, response) => {
    // What is left is a connection that broke while it was read: nobody is there to be told.
    handle(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = LIMITS.callConnectionMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(
        new Fatal('cluster.calls', `Calls cannot be taken on ${host}:${options.port}: ${cause.message}`, {
          cause,
        }),
      ),
    )
    server.listen(options.port, host, resolve)
  })

  return {
    host,
    port: (server.address() as AddressInfo).port,
    serve(name, table, implementation, isLeading = () => true) {
      if (services.has(name)) throw new Error(`${name} is served already`)
      const methods = implementation as unknown as Service['methods']
      const service: Service = { table, methods, isLeading }
      services.set(name, service)
      return {
        [Symbol.dispose]() {
          if (services.get(name) === service) services.delete(name)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answerOf(work: () => Promise<unknown>): Promise<Buffer> {
  try {
    return packAnswer({ kind: 'result', result: await work() })
  } catch (error) {
    return packAnswer({ kind: 'failed', error: packError(error) })
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  // What has not been read of it is not waited for.
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-length': 0 }).end()
}

/** Undefined when it is longer than may be. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LIMITS.maxCallBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
