// A real SMTP server on loopback that keeps the mails it accepts.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** As sent: headers and body. */
  readonly raw: string
}

export interface MailServerUnderTest extends AsyncDisposable {
  readonly port: number
  readonly mails: readonly ReceivedMail[]
}

export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServerUnderTest> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  const listener = server.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(resolve)),
  }
}

/** Headers of a mail: names in lower case, lines unfolded, encoded words (RFC 2047) decoded. */
export function headersOf(raw: string): Readonly<Record<string, string>> {
  const [head = ''] = raw.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return Object.fromEntries(
    lines.map(line => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decodeWords(line.slice(line.indexOf(':') + 1).trim()),
    ]),
  )
}

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? `b:${word};`
        : decodeURIComponent(
            word
              .replaceAll('_', ' ')
              .replaceAll('%', '%25')
              .replace(/=([0-9A-F]{2})/g, '%$1'),
          ),
    )
    .replace(/(?:b:[A-Za-z0-9+/=]*;)+/g, run =>
      Buffer.concat(
        [...run.matchAll(/b:([^;]*);/g)].map(([, word]) => Buffer.from(word!, 'base64')),
      ).toString(),
    )
}

/** The parts of a multipart mail, or the one body, decoded, by content type. */
export function bodiesOf(raw: string): Readonly<Record<string, string>> {
  const at = raw.indexOf('\r\n\r\n')
  const headers = headersOf(raw)
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1]
  if (boundary !== undefined) {
    const parts = raw.slice(at).split(`--${boundary}`).slice(1, -1)
    return Object.assign({}, ...parts.map(part => bodiesOf(part.replace(/^\r\n/, '')))) as Record<
      string,
      string
    >
  }
  const body = raw.slice(at + 4)
  const encoding = headers['content-transfer-encoding']
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? Buffer.from(
            body
              .replace(/=\r\n/g, '')
              .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          )
        : Buffer.from(body)
  return { [type.replace(/;.*/, '')]: bytes.toString().replaceAll('\r\n', '\n').trimEnd() }
}
