// Notices as JSON to a program of the city's own. The body is signed: X-Thapcanh-Signature is
// `sha256=` and the HMAC-SHA256, in hex, of X-Thapcanh-Timestamp (seconds), a dot and the body; a receiver
// compares it and refuses what is older than some minutes. Idempotency-Key is the delivery's id, the same each
// time it is sent: a receiver that knows it loses nothing and does nothing twice. One that does not know it
// (`idempotencyKey: false`) is never sent again what it may have taken.

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isoTime } from '#/kernel/clock.ts'
import { callHttp } from '#/outbound/http-request.ts'
import type { Delivery } from '../delivery.ts'
import type { WebhookChannelConfig } from '../notice-config.ts'
import { SEND_TIMEOUT_MS, mayPass, unanswered, type Channel, type ChannelSurroundings } from './channel.ts'

export function webhookChannel(config: WebhookChannelConfig, surroundings: ChannelSurroundings): Channel {
  const { secret, clock, addresses, consoleUrl } = surroundings
  return {
    id: config.id,
    kind: 'webhook',
    quiet: config.quiet,
    repeats: config.idempotencyKey,
    async send(delivery, signal) {
      const body = JSON.stringify(webhookBody(delivery, consoleUrl))
      const timestamp = String(Math.floor(clock.now() / 1000))
      const outcome = await callHttp({
        method: 'POST',
        url: config.url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-thapcanh-timestamp': timestamp,
          'x-thapcanh-signature': signature(secret(config.signingSecret), timestamp, body),
          ...(config.idempotencyKey ? { 'idempotency-key': delivery.id } : {}),
        },
        body,
        timeoutMs: SEND_TIMEOUT_MS,
        maxAnswerBytes: 16 * 1024,
        addresses,
        signal,
        ...(config.ca === undefined ? {} : { tls: { ca: readFileSync(config.ca, 'utf8') } }),
      })
      if (outcome.kind !== 'answered') return unanswered(outcome)
      const { status } = outcome
      if (status >= 200 && status < 300) return { kind: 'delivered' }
      return { kind: 'failed', reason: `answered with status ${status}`, retryable: mayPass(status) }
    },
  }
}

/** `sha256=…` over timestamp and body. */
export function signature(key: string, timestamp: string, body: string): string {
  return `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`
}

function webhookBody(delivery: Delivery, consoleUrl: string | undefined): Readonly<Record<string, unknown>> {
  const { id, kind, severity, count, held, notices } = delivery
  return {
    version: 1,
    id,
    kind,
    severity,
    count,
    held,
    notices: notices.map(notice => ({
      ...notice,
      at: isoTime(notice.at),
      ...(notice.link === undefined || consoleUrl === undefined
        ? {}
        : { link: `${consoleUrl}${notice.link}` }),
    })),
  }
}
