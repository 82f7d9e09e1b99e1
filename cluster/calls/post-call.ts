// One try of a call: a POST to an address, and what became of it. It never throws for what the network or the
// other side does.

import { request, type Agent } from 'node:http'
import { LIMITS } from '#/kernel/limits.ts'
import { CALL_PATH, unpackAnswer, type WiredAnswer } from './call-wire.ts'

export type PostOutcome =
  | { readonly kind: 'answered'; readonly answer: WiredAnswer }
  /** No answer, or one that says to come again: it may have been done all the same. */
  | { readonly kind: 'away'; readonly reason: string }
  /** Asking again is of no use. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface PostOptions {
  /** `host:port` */
  readonly address: string
  readonly agent: Agent
  readonly secret: string
  readonly body: Buffer
  /** Cuts it short: `away`. */
  readonly signal: AbortSignal
}

export async function postCall({ address, agent, secret, body, signal }: PostOptions): Promise<PostOutcome> {
  if (body.length > LIMITS.maxCallBytes)
    return { kind: 'refused', reason: `a call of ${body.length} bytes, at most ${LIMITS.maxCallBytes}` }
  const { promise, resolve } = Promise.withResolvers<PostOutcome>()
  const away = (reason: string): void => resolve({ kind: 'away', reason })
  const headers = { authorization: `Bearer ${secret}`, 'content-length': body.length }
  const url = URL.parse(`http://${address}${CALL_PATH}`)
  if (url === null) return { kind: 'away', reason: `${address} is no address` }
  const sent = request(url, { method: 'POST', agent, headers, signal })
  sent.on('error', error => away(error.message))
  sent.on('response', response => {
    const chunks: Buffer[] = []
    let length = 0
    response.on('error', error => away(error.message))
    response.on('close', () => away('the connection was cut within the answer'))
    response.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > LIMITS.maxCallBytes) {
        resolve({ kind: 'refused', reason: `an answer of more than ${LIMITS.maxCallBytes} bytes` })
        response.destroy()
      } else chunks.push(chunk)
    })
    response.on('end', () => resolve(outcomeOf(response.statusCode ?? 0, Buffer.concat(chunks))))
  })
  sent.end(body)
  return await promise
}

function outcomeOf(status: number, body: Buffer): PostOutcome {
  switch (status) {
    case 200: {
      const answer = unpackAnswer(body)
      return answer === undefined
        ? { kind: 'refused', reason: 'its answer cannot be read: is it of another version?' }
        : { kind: 'answered', answer }
    }
    case 503:
      return { kind: 'away', reason: 'it does not lead, or is not ready' }
    case 401:
      return { kind: 'refused', reason: 'it has another secret' }
    case 413:
      return { kind: 'refused', reason: 'the call is too long' }
    default:
      return { kind: 'refused', reason: `it answered with status ${status}` }
  }
}
