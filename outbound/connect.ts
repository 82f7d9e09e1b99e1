// Connects a TCP or TLS socket, or says why that cannot be. Nothing that the caller wants said has been sent
// when this fails: whoever builds on it can tell "surely not done" from "perhaps done".

import { lookup } from 'node:dns'
import { isIP, connect as connectTcp, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { AddressPolicy } from './address-policy.ts'

export interface Destination {
  /** Name or address, without brackets. */
  readonly host: string
  readonly port: number
  readonly addresses: AddressPolicy
  /** Present: TLS. */
  readonly tls?: TlsChoice
  readonly signal: AbortSignal
}

export interface TlsChoice {
  /** PEM text of the authorities to trust instead of the public ones. */
  readonly ca?: string
  /** False: any certificate is good. For devices with a certificate of their own making; `ca` is better. */
  readonly verify?: boolean
}

/** Why nothing was sent. */
export const NOT_SENT_CAUSES = [
  'invalid',
  'refused-address',
  'dns',
  'connect',
  'tls',
  'timeout',
  'cancelled',
] as const
export type NotSentCause = (typeof NOT_SENT_CAUSES)[number]

export interface NotSent {
  readonly kind: 'not-sent'
  readonly cause: NotSentCause
  /** For a person; names the host, never a path or a header. */
  readonly reason: string
}

class RefusedAddress extends Error {}

/** The connected socket, whose address the policy allows; the caller destroys it. */
export async function openSocket(to: Destination): Promise<Socket | NotSent> {
  const place = `${to.host}:${to.port}`
  if (to.signal.aborted) return aborted(place, to.signal)
  if (isIP(to.host) !== 0 && !to.addresses.allows(to.host)) return refused(to.host)
  const options = { host: to.host, port: to.port, lookup: guardedLookup(to.addresses), noDelay: true }
  const socket =
    to.tls === undefined
      ? connectTcp(options)
      : connectTls({
          ...options,
          ...(isIP(to.host) === 0 ? { servername: to.host } : {}),
          ...(to.tls.ca === undefined ? {} : { ca: to.tls.ca }),
          rejectUnauthorized: to.tls.verify !== false,
        })
  const opened = Promise.withResolvers<undefined>()
  let connected = false
  const stop = (): void => opened.reject(to.signal.reason)
  to.signal.addEventListener('abort', stop, { once: true })
  // For good: whoever uses the socket hears of its errors too, and none may go unheard in between.
  socket.on('error', opened.reject)
  socket.once('close', () => opened.reject(new Error('the connection was closed')))
  socket.once('connect', () => (connected = true))
  socket.once(to.tls === undefined ? 'connect' : 'secureConnect', () => opened.resolve(undefined))
  try {
    await opened.promise
    // The resolver's answer was checked; this is what the socket says of itself.
    if (!to.addresses.allows(socket.remoteAddress ?? '')) throw new RefusedAddress(socket.remoteAddress)
    return socket
  } catch (error) {
    socket.destroy()
    if (to.signal.aborted) return aborted(place, to.signal)
    if (error instanceof RefusedAddress) return refused(`${to.host} (${error.message})`)
    const cause = isDns(error) ? 'dns' : to.tls !== undefined && connected ? 'tls' : 'connect'
    return { kind: 'not-sent', cause, reason: `${place}: ${messageOf(error)}` }
  } finally {
    to.signal.removeEventListener('abort', stop)
  }
}

/** Resolves as usual and leaves out what the policy refuses. */
function guardedLookup(addresses: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, [])
      const allowed = found.filter(({ address }) => addresses.allows(address))
      if (allowed.length === 0)
        return callback(new RefusedAddress(found.map(({ address }) => address).join(', ')), [])
      if (options.all === true) return callback(null, allowed)
      callback(null, allowed[0]!.address, allowed[0]!.family)
    })
  }
}

function refused(what: string): NotSent {
  return {
    kind: 'not-sent',
    cause: 'refused-address',
    reason: `${what} is an address that is not connected to`,
  }
}

/** A timeout and a cancellation look alike but for the reason's name. */
function aborted(place: string, signal: AbortSignal): NotSent {
  return isTimeout(signal)
    ? { kind: 'not-sent', cause: 'timeout', reason: `${place}: no connection in time` }
    : { kind: 'not-sent', cause: 'cancelled', reason: `${place}: cancelled before anything was sent` }
}

/** Whether the signal fired because of AbortSignal.timeout. */
export function isTimeout(signal: AbortSignal): boolean {
  return (signal.reason as { name?: string } | undefined)?.name === 'TimeoutError'
}

function isDns(error: unknown): boolean {
  return (error as { syscall?: string }).syscall === 'getaddrinfo'
}

/** When several addresses were tried, each of them failed on its own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(each => (each as Error).message).join('; ')
  return error instanceof Error ? error.message : String(error)
}
