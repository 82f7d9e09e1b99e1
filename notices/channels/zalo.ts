// Notices by a Zalo Official Account: OpenAPI v3, a "consultation" message to one who has written to the
// account lately (Zalo's own rule). Zalo answers 200 to everything; `error` in the body says how it went.

import { callHttp } from '#/outbound/http-request.ts'
import { renderZalo } from '../message.ts'
import type { ZaloChannelConfig } from '../notice-config.ts'
import {
  SEND_TIMEOUT_MS,
  jsonObject,
  mayPass,
  quoted,
  unanswered,
  type Channel,
  type ChannelSurroundings,
  type SendOutcome,
} from './channel.ts'
import { createZaloTokens } from './zalo-token.ts'

const BASE_URL = 'https://openapi.zalo.me'
/** Error codes that mean the access token is wrong or has ended. */
const TOKEN_ERRORS = [-124, -201, -216, -220]
/** … that may pass: too many calls, trouble inside Zalo. */
const PASSING_ERRORS = [-32, -200, -500]

export function zaloChannel(config: ZaloChannelConfig, surroundings: ChannelSurroundings): Channel {
  const tokens = createZaloTokens(config, surroundings)

  async function post(
    token: string,
    userId: string,
    text: string,
    signal: AbortSignal,
  ): Promise<SendOutcome | 'token'> {
    const outcome = await callHttp({
      method: 'POST',
      url: `${config.baseUrl ?? BASE_URL}/v3.0/oa/message/cs`,
      headers: { 'content-type': 'application/json', access_token: token },
      body: JSON.stringify({ recipient: { user_id: userId }, message: { text } }),
      timeoutMs: SEND_TIMEOUT_MS,
      maxAnswerBytes: 64 * 1024,
      addresses: surroundings.addresses,
      signal,
    })
    if (outcome.kind !== 'answered') return unanswered(outcome)
    const answer = jsonObject(outcome)
    const error = answer?.['error']
    if (outcome.status === 200 && error === 0) return { kind: 'delivered' }
    if (TOKEN_ERRORS.includes(error as number)) return 'token'
    const reason = `Zalo answered ${quoted(error ?? outcome.status)}: ${quoted(answer?.['message'])}`
    if (outcome.status === 200 && typeof error !== 'number') return { kind: 'unknown', reason }
    return {
      kind: 'failed',
      reason,
      retryable: mayPass(outcome.status) || PASSING_ERRORS.includes(error as number),
    }
  }

  return {
    id: config.id,
    kind: 'zalo',
    quiet: config.quiet,
    repeats: true,
    async send(delivery, signal) {
      const text = renderZalo(delivery, surroundings.consoleUrl)
      let rejected: string | undefined
      for (let tries = 0; tries < 2; tries++) {
        const access = await tokens.access(signal, rejected)
        if ('kind' in access) return access
        const outcome = await post(access.token, delivery.address, text, signal)
        if (outcome !== 'token') return outcome
        rejected = access.token
      }
      return { kind: 'failed', reason: 'Zalo takes neither the access token nor a new one', retryable: true }
    },
  }
}
