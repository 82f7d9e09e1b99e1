// The Authorization header of a planned authentication. For client credentials (RFC 6749, 4.4) a token is
// asked for first; nothing has been sent to the machine itself when that fails.

import type { HttpOutcome } from '#/outbound/http-request.ts'
import type { NotSent } from '#/outbound/connect.ts'
import { readPassword, secretOf, type AuthenticationPlan } from './authentication.ts'
import type { SendHttp } from './send-http.ts'

export interface Authorization {
  readonly headers: Readonly<Record<string, string>>
  /** A token that was asked for just now. */
  readonly fetched?: string
}

type Secret = (name: string) => string

/** Headers to add, or why the call cannot be made. */
export async function authorize(
  plan: AuthenticationPlan,
  secret: Secret,
  send: SendHttp,
  signal: AbortSignal,
): Promise<Authorization | NotSent> {
  switch (plan.kind) {
    case 'none':
      return { headers: {} }
    case 'bearer':
      return { headers: { authorization: `Bearer ${secretOf(plan.token, secret)}` } }
    case 'password': {
      const { user, password } = readPassword(plan, secret)
      return { headers: { authorization: basic(user, password) } }
    }
    case 'client-credentials':
      return await fetchToken(plan, secret, send, signal)
  }
}

async function fetchToken(
  plan: Extract<AuthenticationPlan, { kind: 'client-credentials' }>,
  secret: Secret,
  send: SendHttp,
  signal: AbortSignal,
): Promise<Authorization | NotSent> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  if (plan.scope !== '') form.set('scope', plan.scope)
  const client = encodeURIComponent(plan.clientId)
  const outcome = await send({
    method: 'POST',
    url: plan.tokenUrl,
    headers: {
      // RFC 6749, 2.3.1: both are form-encoded before they are joined.
      authorization: basic(client, encodeURIComponent(secretOf(plan.clientSecret, secret))),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: form.toString(),
    signal,
  })
  const token = tokenIn(outcome)
  return typeof token === 'string'
    ? { headers: { authorization: `Bearer ${token}` }, fetched: token }
    : {
        kind: 'not-sent',
        cause: 'connect',
        reason: `no token from ${new URL(plan.tokenUrl).host}: ${token.why}`,
      }
}

function tokenIn(outcome: HttpOutcome): string | { readonly why: string } {
  if (outcome.kind !== 'answered') return { why: outcome.reason }
  if (outcome.status !== 200) return { why: `status ${outcome.status}` }
  try {
    const { access_token: token } = JSON.parse(outcome.body.toString('utf8')) as { access_token?: unknown }
    return typeof token === 'string' && /^[\u0021-\u007e]+$/.test(token)
      ? token
      : { why: 'the answer holds none' }
  } catch {
    // Not quoted: it may hold a token in another form.
    return { why: 'the answer is not JSON' }
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
