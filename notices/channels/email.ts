// Notices by e-mail. The Message-ID is made of the delivery's id: a mail that was sent twice, because the first
// answer got lost, is one and the same mail to programs that look at it.

import { sendMail } from '#/outbound/mail.ts'
import { renderMail } from '../message.ts'
import type { EmailChannelConfig } from '../notice-config.ts'
import { SEND_TIMEOUT_MS, type Channel, type ChannelSurroundings } from './channel.ts'
import { mailServerOf } from './mail-server.ts'

export function emailChannel(
  config: EmailChannelConfig,
  { secret, consoleUrl }: ChannelSurroundings,
): Channel {
  return {
    id: config.id,
    kind: 'email',
    quiet: config.quiet,
    repeats: true,
    async send(delivery, signal) {
      const mail = {
        id: `notice-${delivery.id}`,
        to: [delivery.address],
        ...renderMail(delivery, consoleUrl),
      }
      const outcome = await sendMail(mailServerOf(config, secret), mail, {
        timeoutMs: SEND_TIMEOUT_MS,
        signal,
      })
      if (outcome.kind === 'accepted') return { kind: 'delivered' }
      return outcome.kind === 'unknown' ? outcome : { ...outcome, kind: 'failed' }
    },
  }
}
