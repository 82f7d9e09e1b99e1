// How HTTP commands reach the network: one function, so that none of them forgets timeouts, address policy or
// authorities.

import type { AddressPolicy } from '#/outbound/address-policy.ts'
import { callHttp, type HttpCall, type HttpOutcome } from '#/outbound/http-request.ts'

/** Sends one call. */
export type SendHttp = (
  call: Pick<HttpCall, 'method' | 'url' | 'headers' | 'body' | 'signal'>,
) => Promise<HttpOutcome>

export interface HttpOptions {
  readonly timeoutMs: number
  /** Which addresses may be connected to, for ssh as well. */
  readonly addresses: AddressPolicy
  /** PEM of all authorities that are trusted; absent: the public ones. */
  readonly ca?: string | undefined
}

export function createSendHttp({ timeoutMs, addresses, ca }: HttpOptions): SendHttp {
  return call => callHttp({ ...call, timeoutMs, addresses, ...(ca === undefined ? {} : { tls: { ca } }) })
}
