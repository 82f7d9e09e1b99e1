// Notices by a Telegram bot: Bot API, method sendMessage. The token stands in the address that is called, so
// no address ever gets into a reason.

import { callHttp } from '#/outbound/http-request.ts'
import { renderTelegram } from '../message.ts'
import type { TelegramChannelConfig } from '../notice-config.ts'
import {
  SEND_TIMEOUT_MS,
  jsonObject,
  mayPass,
  quoted,
  unanswered,
  type Channel,
  type ChannelSurroundings,
} from './channel.ts'

const BASE_URL = 'https://api.telegram.org'

export function telegramChannel(config: TelegramChannelConfig, surroundings: ChannelSurroundings): Channel {
  const { secret, addresses, consoleUrl } = surroundings
  return {
    id: config.id,
    kind: 'telegram',
    quiet: config.quiet,
    repeats: true,
    async send(delivery, signal) {
      const token = secret(config.tokenSecret)
      const outcome = await callHttp({
        method: 'POST',
        url: `${config.baseUrl ?? BASE_URL}/bot${encodeURIComponent(token).replaceAll('%3A', ':')}/sendMessage`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          chat_id: delivery.address,
          text: renderTelegram(delivery, consoleUrl),
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
        }),
        timeoutMs: SEND_TIMEOUT_MS,
        maxAnswerBytes: 64 * 1024,
        addresses,
        signal,
      })
      if (outcome.kind !== 'answered') return unanswered(outcome)
      const answer = jsonObject(outcome)
      if (outcome.status === 200 && answer?.['ok'] === true) return { kind: 'delivered' }
      const reason = `Telegram answered with status ${outcome.status}: ${quoted(answer?.['description'])}`
      // 200 without a readable answer: it took something.
      if (outcome.status === 200) return { kind: 'unknown', reason }
      // A wrong token (401, 404) may be mended in the file of secrets without a restart.
      const mendable = outcome.status === 401 || outcome.status === 404
      return { kind: 'failed', reason, retryable: mendable || mayPass(outcome.status) }
    },
  }
}
