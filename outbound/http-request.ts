// One HTTP or HTTPS call, with an outcome in three kinds: surely not sent, answered, and unknown – sent, perhaps
// done, but the answer did not come. The connection is made first and used for this call only, so that
// everything before the first byte of the request is surely "not sent".
//
// Redirects are not followed: a 3xx is the answer. The timeout is for all of it, a dripping body included.

import { request as requestPlain, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { AddressPolicy } from './address-policy.ts'
import { isTimeout, messageOf, openSocket, type NotSent, type TlsChoice } from './connect.ts'

export interface HttpCall {
  readonly method: string
  /** http: or https:, without user and password. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** For connecting, sending and the whole answer. */
  readonly timeoutMs: number
  /** More of the body is not read; MAX_ANSWER_BYTES when absent. */
  readonly maxAnswerBytes?: number
  /** False: the body of this answer is of no use and is not read; read when absent. */
  readonly wantsBody?: (status: number, headers: HttpAnswer['headers']) => boolean
  readonly addresses: AddressPolicy
  readonly tls?: TlsChoice
  /** Cancels the call. */
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  readonly kind: 'answered'
  readonly status: number
  /** Names in lower case; several of one name joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Null: the body is whole. Otherwise why it is not; the status stands all the same. */
  readonly cut: string | null
}

export type HttpOutcome =
  | NotSent
  | HttpAnswer
  /** The request, or part of it, was sent, and no status came back. */
  | { readonly kind: 'unknown'; readonly reason: string }

export const MAX_ANSWER_BYTES = 1024 * 1024
const OUT_OF_TIME = 'no whole answer in time'

/** Whether the timeout ended the call, before or in the middle of its answer. */
export function ranOutOfTime(outcome: HttpOutcome): boolean {
  if (outcome.kind === 'not-sent') return outcome.cause === 'timeout'
  return outcome.kind === 'answered' ? outcome.cut === OUT_OF_TIME : outcome.reason.endsWith(OUT_OF_TIME)
}

/** Never throws for what the network does. */
export async function callHttp(call: HttpCall): Promise<HttpOutcome> {
  const url = URL.canParse(call.url) ? new URL(call.url) : undefined
  const mistake = mistakeOf(url)
  if (url === undefined || mistake !== undefined)
    return { kind: 'not-sent', cause: 'invalid', reason: mistake ?? 'this is no address' }
  const timeout = AbortSignal.timeout(call.timeoutMs)
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal])
  const secure = url.protocol === 'https:'
  const socket = await openSocket({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port === '' ? (secure ? 443 : 80) : url.port),
    addresses: call.addresses,
    signal,
    ...(secure ? { tls: call.tls ?? {} } : {}),
  })
  if ('kind' in socket) return socket
  try {
    return await exchange(url, call, socket, signal)
  } finally {
    socket.destroy()
  }
}

function mistakeOf(url: URL | undefined): string | undefined {
  if (url === undefined) return 'this is no address'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not spoken`
  if (url.username !== '' || url.password !== '') return 'user and password do not belong into an address'
  return undefined
}

async function exchange(url: URL, call: HttpCall, socket: Socket, signal: AbortSignal): Promise<HttpOutcome> {
  const body = typeof call.body === 'string' ? Buffer.from(call.body) : call.body
  const done = Promise.withResolvers<HttpOutcome>()
  let hasStatus = false
  const failed = (error: unknown): void => {
    if (!hasStatus) done.resolve({ kind: 'unknown', reason: `${url.host}: ${interrupted(error, signal)}` })
  }
  try {
    const request = requestPlain({
      createConnection: () => socket,
      method: call.method,
      path: `${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        'user-agent': 'thapcanh',
        'accept-encoding': 'identity',
        connection: 'close',
        ...(body === undefined ? {} : { 'content-length': String(body.byteLength) }),
        ...lowerCase(call.headers ?? {}),
      },
      maxHeaderSize: 64 * 1024,
    })
    const stop = (): void => failed(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    void done.promise.finally(() => signal.removeEventListener('abort', stop))
    request.on('error', failed)
    request.once('close', () => failed(new Error('the connection was closed before the answer')))
    request.once('response', answer => {
      hasStatus = true
      const { status, headers } = answerOf(answer, Buffer.alloc(0), null)
      if (call.wantsBody?.(status, headers) === false)
        return done.resolve({ kind: 'answered', status, headers, body: Buffer.alloc(0), cut: 'not read' })
      readAnswer(answer, call.maxAnswerBytes ?? MAX_ANSWER_BYTES, signal).then(done.resolve, done.reject)
    })
    // An upgrade was not asked for; its status is the answer.
    request.once('upgrade', answer =>
      done.resolve(answerOf(answer, Buffer.alloc(0), 'the protocol was changed')),
    )
    request.end(body)
    if (signal.aborted) stop()
  } catch (error) {
    // Node refuses method, path or headers with forbidden characters before it writes anything.
    return { kind: 'not-sent', cause: 'invalid', reason: messageOf(error) }
  }
  return await done.promise
}

async function readAnswer(
  answer: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  let cut: string | null = null
  const stop = (): void => void answer.destroy(new Error('stopped'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, maxBytes - bytes))
      bytes += chunk.byteLength
      if (bytes <= maxBytes) continue
      cut = `the answer is longer than ${maxBytes} bytes`
      break
    }
  } catch (error) {
    cut = interrupted(error, signal)
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return answerOf(answer, Buffer.concat(chunks), cut)
}

function answerOf(answer: IncomingMessage, body: Buffer, cut: string | null): HttpAnswer {
  const headers = Object.fromEntries(
    Object.entries(answer.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  )
  return { kind: 'answered', status: answer.statusCode ?? 0, headers, body, cut }
}

function interrupted(error: unknown, signal: AbortSignal): string {
  if (!signal.aborted) return messageOf(error)
  return isTimeout(signal) ? OUT_OF_TIME : 'cancelled while waiting for the answer'
}

/** One name, one header: `Host` of the caller takes the place of ours. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
