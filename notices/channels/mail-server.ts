// The SMTP server of a mail channel: its settings with the secret looked up and the authorities read, each time anew.

import { readFileSync } from 'node:fs'
import type { MailServer } from '#/outbound/mail.ts'
import type { EmailChannelConfig } from '../notice-config.ts'

export function mailServerOf(
  { host, port, security, from, user, passwordSecret, ca }: EmailChannelConfig,
  secret: (name: string) => string,
): MailServer {
  return {
    host,
    port,
    security,
    from,
    ...(user === undefined ? {} : { user }),
    ...(passwordSecret === undefined ? {} : { password: secret(passwordSecret) }),
    ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
  }
}
