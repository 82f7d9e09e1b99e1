// Syslog out: a message in RFC 5424, over UDP (RFC 5426), TCP with octet counts (RFC 6587) or TLS (RFC 5425).
// Syslog has no acknowledgement: "sent" means that the kernel took it and, on TCP, that the other side closed
// the connection in peace after we had.

import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { isTimeout, messageOf, openSocket, type NotSent, type TlsChoice } from './connect.ts'
import type { AddressPolicy } from './address-policy.ts'

export interface SyslogMessage {
  /** RFC 5424 table 1: 0–23. */
  readonly facility: number
  /** RFC 5424 table 2: 0 emergency … 7 debug. */
  readonly severity: number
  readonly at: number
  readonly host: string
  readonly app: string
  readonly messageId?: string
  readonly text: string
}

export interface SyslogTarget {
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly host: string
  readonly port: number
  readonly addresses: AddressPolicy
  readonly tls?: TlsChoice
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export type SyslogOutcome =
  | { readonly kind: 'sent' }
  | NotSent
  | { readonly kind: 'unknown'; readonly reason: string }

/** What receivers should at least take: RFC 5425 section 4.3.1; over UDP they seldom take more than this. */
const MAX_BYTES = { udp: 2048, tcp: 8192, tls: 8192 } as const
const CUT = '…'

/** The message as bytes, at most `maxBytes` long: a text that is too long ends with `…`. */
export function formatSyslog(message: SyslogMessage, maxBytes: number = MAX_BYTES.tcp): Buffer {
  const { facility, severity, at, host, app, messageId = '' } = message
  const time = new Date(at).toISOString()
  const head = `<${facility * 8 + severity}>1 ${time} ${name(host, 255)} ${name(app, 48)} - ${name(messageId, 32)} - `
  // A line end would let the text pose as another message in the receiver's file.
  const text = message.text.replace(/\p{Cc}+/gu, ' ')
  const whole = Buffer.from(head + text)
  if (whole.byteLength <= maxBytes) return whole
  let end = maxBytes - Buffer.byteLength(CUT)
  // Not in the middle of a character.
  while ((whole[end]! & 0xc0) === 0x80) end--
  return Buffer.concat([whole.subarray(0, end), Buffer.from(CUT)])
}

/** PRINTUSASCII without blanks; `-` for nothing. */
function name(text: string, maxLength: number): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd')
  return plain.replace(/[^\x21-\x7e]+/g, '_').slice(0, maxLength) || '-'
}

/** Never throws for what the network does. */
export async function sendSyslog(target: SyslogTarget, message: SyslogMessage): Promise<SyslogOutcome> {
  const timeout = AbortSignal.timeout(target.timeoutMs)
  const signal = target.signal === undefined ? timeout : AbortSignal.any([timeout, target.signal])
  const bytes = formatSyslog(message, MAX_BYTES[target.transport])
  return target.transport === 'udp'
    ? await sendDatagram(target, bytes)
    : await sendFrame(target, Buffer.concat([Buffer.from(`${bytes.byteLength} `), bytes]), signal)
}

async function sendDatagram({ host, port, addresses }: SyslogTarget, bytes: Buffer): Promise<SyslogOutcome> {
  const place = `${host}:${port}`
  const found = await lookup(host, { all: true }).catch((error: Error) => error)
  if (found instanceof Error) return { kind: 'not-sent', cause: 'dns', reason: `${place}: ${found.message}` }
  const to = found.find(({ address }) => addresses.allows(address))
  if (to === undefined)
    return {
      kind: 'not-sent',
      cause: 'refused-address',
      reason: `${host} is an address that is not connected to`,
    }
  const socket = createSocket(to.family === 6 ? 'udp6' : 'udp4')
  try {
    const sent = Promise.withResolvers<SyslogOutcome>()
    const failed = (error: Error): void =>
      sent.resolve({ kind: 'not-sent', cause: 'connect', reason: `${place}: ${error.message}` })
    socket.once('error', failed)
    socket.send(bytes, port, to.address, error =>
      error === null ? sent.resolve({ kind: 'sent' }) : failed(error),
    )
    return await sent.promise
  } finally {
    socket.close()
  }
}

async function sendFrame(target: SyslogTarget, frame: Buffer, signal: AbortSignal): Promise<SyslogOutcome> {
  const { host, port, addresses } = target
  const tls = target.transport === 'tls' ? { tls: target.tls ?? {} } : {}
  const socket = await openSocket({ host, port, addresses, signal, ...tls })
  if ('kind' in socket) return socket
  try {
    // The answer is nobody's, but unread bytes would turn the other side's closing into a reset.
    socket.resume()
    socket.end(frame)
    await once(socket, 'close', { signal })
    return { kind: 'sent' }
  } catch (error) {
    const why = !signal.aborted
      ? messageOf(error)
      : isTimeout(signal)
        ? 'the other side did not close the connection in time'
        : 'cancelled'
    return { kind: 'unknown', reason: `${host}:${port}: ${why}` }
  } finally {
    socket.destroy()
  }
}
