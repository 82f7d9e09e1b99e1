// A channel carries one delivery to its address. It never throws for what the network or the other side does,
// and its reasons never hold a secret: they are stored and shown.

import type { Clock } from '#/kernel/clock.ts'
import type { AddressPolicy } from '#/outbound/address-policy.ts'
import type { HttpOutcome } from '#/outbound/http-request.ts'
import type { Records } from '#/store/records.ts'
import type { Delivery } from '../delivery.ts'
import type { ChannelKind, QuietHours } from '../notice-config.ts'

export type SendOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryable: boolean }
  /** It may have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string }

export interface Channel {
  readonly id: string
  readonly kind: ChannelKind
  readonly quiet: QuietHours | undefined
  /**
   * What may have arrived is sent again: a message twice is better than none. False for a receiver that would
   * do something twice.
   */
  readonly repeats: boolean
  send(delivery: Delivery, signal: AbortSignal): Promise<SendOutcome>
}

export interface ChannelSurroundings {
  readonly records: Records
  readonly clock: Clock
  readonly addresses: AddressPolicy
  /** Throws Permanent when there is none of that name. */
  readonly secret: (name: string) => string
  /** Without a slash at its end. */
  readonly consoleUrl: string | undefined
}

/** For one message, connecting included. */
export const SEND_TIMEOUT_MS = 20_000

export type Answered = Extract<HttpOutcome, { kind: 'answered' }>

/** The outcome of a call that was not answered; an answer is left to the channel. */
export function unanswered(outcome: Exclude<HttpOutcome, Answered>): SendOutcome {
  if (outcome.kind === 'unknown') return { kind: 'unknown', reason: outcome.reason }
  const final = outcome.cause === 'invalid' || outcome.cause === 'refused-address'
  return { kind: 'failed', reason: outcome.reason, retryable: !final }
}

/** Whether asking again later may help: RFC 9110 sections 15.5.9, 15.6; RFC 6585 section 4; RFC 8470. */
export function mayPass(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}

/** The members of a JSON object; undefined for any other body. */
export function jsonObject(answer: Answered): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(answer.body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** A text of the other side for our records: one line, and not too long. */
export function quoted(text: unknown): string {
  return typeof text === 'string' || typeof text === 'number'
    ? String(text)
        .replace(/\p{Cc}+/gu, ' ')
        .slice(0, 200)
    : 'no explanation'
}
