// One e-mail by SMTP, with an outcome in three kinds: accepted by the server, surely not, and unknown – the
// whole message was on its way when the connection was lost, so the server may have taken it.
//
// No header can be smuggled in: control characters become blanks, addresses are checked, not parsed.

import { Transform, type TransformCallback } from 'node:stream'
import { createTransport } from 'nodemailer'
import { messageOf } from './connect.ts'

export const MAIL_SECURITY = ['tls', 'starttls', 'none'] as const

export interface MailServer {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte (465), `starttls` demanded (587), or `none` for a relay on the same machine. */
  readonly security: (typeof MAIL_SECURITY)[number]
  readonly user?: string
  readonly password?: string
  /** PEM text of the authorities to trust instead of the public ones. */
  readonly ca?: string
  /** `thapcanh@example.com`, or with a name before it: `Tháp canh <thapcanh@example.com>`. */
  readonly from: string
}

export interface Mail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly {
    readonly name: string
    readonly type: string
    readonly content: Uint8Array
  }[]
  /** Becomes the Message-ID: the same mail sent twice can be known as one. Letters, digits, `-` and `.`. */
  readonly id: string
}

export type MailOutcome =
  | { readonly kind: 'accepted'; readonly refusedRecipients: readonly string[]; readonly answer: string }
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryable: boolean }
  | { readonly kind: 'unknown'; readonly reason: string }

const MAX_SUBJECT = 250

/** Never throws for what the network or the server does. */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<MailOutcome> {
  const from = readAddress(server.from)
  const wrong = from === undefined ? server.from : mail.to.find(address => readAddress(address) === undefined)
  if (from === undefined || wrong !== undefined)
    return { kind: 'not-sent', reason: `${JSON.stringify(wrong)} is no mail address`, retryable: false }
  if (mail.to.length === 0) return { kind: 'not-sent', reason: 'nobody to send it to', retryable: false }
  const timeout = AbortSignal.timeout(timeoutMs)
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  let handedOver = false
  transport.use('stream', (message, done) => {
    message.message.transform(() => new Passage(() => (handedOver = true)))
    done()
  })
  try {
    const sent = await transport.sendMail({
      from,
      to: mail.to.map(address => readAddress(address)!),
      subject: oneLine(mail.subject).slice(0, MAX_SUBJECT),
      text: mail.text,
      ...(mail.html === undefined ? {} : { html: mail.html }),
      attachments: (mail.attachments ?? []).map(({ name, type, content }) => ({
        filename: oneLine(name),
        contentType: oneLine(type),
        content: Buffer.from(content),
      })),
      messageId: `<${mail.id.replace(/[^\w.-]/g, '-')}@${from.address.slice(from.address.indexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    return {
      kind: 'accepted',
      refusedRecipients: sent.rejected.map(String),
      answer: oneLine(sent.response).slice(0, 500),
    }
  } catch (error) {
    const reason = `${server.host}:${server.port}: ${timeout.aborted ? 'no answer in time' : oneLine(messageOf(error))}`
    const { responseCode, code } = error as { responseCode?: number; code?: string }
    if (responseCode === undefined && handedOver) return { kind: 'unknown', reason }
    // RFC 5321 section 4.2.1: 4yz may go better another time, 5yz will not. A password may be mended, though.
    const final = responseCode === undefined ? code === 'EMESSAGE' : responseCode >= 500 && code !== 'EAUTH'
    return { kind: 'not-sent', reason, retryable: !final }
  } finally {
    transport.close()
  }
}

/** Passes the message on, and says when its last byte has gone by. */
class Passage extends Transform {
  private readonly ended: () => void
  constructor(ended: () => void) {
    super()
    this.ended = ended
  }
  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    done(null, chunk)
  }
  override _flush(done: TransformCallback): void {
    this.ended()
    done()
  }
}

/** `an@example.com` or `Trần An <an@example.com>`; undefined for anything else. */
export function readAddress(text: string): { readonly name: string; readonly address: string } | undefined {
  const [, name = '', inBrackets, plain] = /^(?:([^<>]*)<([^<>]+)>|([^<>]+))$/.exec(text.trim()) ?? []
  const address = (inBrackets ?? plain ?? '').trim()
  // eslint-disable-next-line no-control-regex -- exactly what must not be in an address
  if (!/^[^\s@,;:"()\\[\]\u0000-\u001f\u007f]{1,64}@[\p{L}\p{N}.-]{1,253}$/u.test(address)) return undefined
  return { name: oneLine(name).replaceAll('"', '').trim(), address }
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
