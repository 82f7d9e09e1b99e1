// Access to a Zalo Official Account. An access token lasts about a day and is bought with a refresh token that
// is good once and comes back new each time; so the latest pair must be kept. It is kept in the record store,
// sealed with a key made of the app's secret: whoever reads the store alone learns nothing. When the refresh
// token in the file of secrets has been changed by a person, that one is used from then on.

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { callHttp } from '#/outbound/http-request.ts'
import { put, type Collection } from '#/store/records.ts'
import type { ZaloChannelConfig } from '../notice-config.ts'
import {
  SEND_TIMEOUT_MS,
  jsonObject,
  mayPass,
  quoted,
  unanswered,
  type ChannelSurroundings,
  type SendOutcome,
} from './channel.ts'

const OAUTH_URL = 'https://oauth.zaloapp.com/v4/oa/access_token'
/** A token is renewed so long before its end. */
const MARGIN_MS = 5 * 60_000
/** Zalo says how long a token lasts, 90,000 s today; this when it does not. */
const DEFAULT_SECONDS = 3600

interface SealedTokens {
  /** SHA-256 of the refresh token that a person wrote into the file of secrets. */
  readonly origin: string
  readonly sealed: string
}

interface Tokens {
  readonly access: string
  readonly refresh: string
  readonly expiresAt: number
}

const TOKENS: Collection<SealedTokens> = { name: 'notice-zalo-token', keys: () => ({}) }

export interface ZaloTokens {
  /** A token to use; `rejected` is one that Zalo did not take, so that a newer one is fetched. */
  access(signal: AbortSignal, rejected?: string): Promise<{ readonly token: string } | SendOutcome>
}

export function createZaloTokens(config: ZaloChannelConfig, surroundings: ChannelSurroundings): ZaloTokens {
  const { records, clock, secret, addresses } = surroundings
  let turn: Promise<unknown> = Promise.resolve()

  async function access(signal: AbortSignal, rejected?: string): Promise<{ token: string } | SendOutcome> {
    const appSecret = secret(config.appSecret)
    const written = secret(config.refreshTokenSecret)
    const origin = createHash('sha256').update(written).digest('hex')
    const stored = await records.get(TOKENS, config.id)
    const known = stored?.record.origin === origin ? unseal(stored.record.sealed, appSecret) : undefined
    if (known !== undefined && known.access !== rejected && known.expiresAt - MARGIN_MS > clock.now())
      return { token: known.access }
    const fresh = await refresh(known?.refresh ?? written, appSecret, signal)
    if ('kind' in fresh) return fresh
    // One of a process, one at a time; in a cluster another worker may have been quicker, and its token is kept.
    const record = { origin, sealed: seal(fresh, appSecret) }
    if ((await records.commit([put(TOKENS, config.id, record, stored?.version ?? 0)])) === 'conflict')
      return { kind: 'failed', reason: 'another process renewed the access token', retryable: true }
    return { token: fresh.access }
  }

  async function refresh(
    token: string,
    appSecret: string,
    signal: AbortSignal,
  ): Promise<Tokens | SendOutcome> {
    const form = new URLSearchParams({
      refresh_token: token,
      app_id: config.appId,
      grant_type: 'refresh_token',
    })
    const outcome = await callHttp({
      method: 'POST',
      url: config.oauthUrl ?? OAUTH_URL,
      headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: appSecret },
      body: form.toString(),
      timeoutMs: SEND_TIMEOUT_MS,
      maxAnswerBytes: 64 * 1024,
      addresses,
      signal,
    })
    if (outcome.kind !== 'answered') {
      // Nothing was sent to the recipient, whatever became of the token.
      const failed = unanswered(outcome)
      return failed.kind === 'unknown' ? { kind: 'failed', reason: failed.reason, retryable: true } : failed
    }
    const answer = jsonObject(outcome)
    const { access_token: fresh, refresh_token: next, expires_in: seconds } = answer ?? {}
    if (typeof fresh !== 'string' || typeof next !== 'string') {
      const why = quoted(answer?.['error_description'] ?? answer?.['error_name'] ?? answer?.['error'])
      const reason = `Zalo gave no access token (status ${outcome.status}): ${why}`
      return { kind: 'failed', reason, retryable: mayPass(outcome.status) || outcome.status === 200 }
    }
    const lasts = Number(seconds) > 0 ? Number(seconds) : DEFAULT_SECONDS
    return { access: fresh, refresh: next, expiresAt: clock.now() + lasts * 1000 }
  }

  return {
    access(signal, rejected) {
      // One at a time: two at once would spend the refresh token twice.
      const mine = turn.then(() => access(signal, rejected))
      turn = mine.catch(() => undefined)
      return mine
    },
  }
}

function keyOf(appSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', appSecret, '', 'thapcanh zalo tokens', 32))
}

function seal(tokens: Tokens, appSecret: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(appSecret), nonce)
  const bytes = Buffer.concat([cipher.update(JSON.stringify(tokens)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64')
}

/** Undefined when the app's secret is another one now. */
function unseal(sealed: string, appSecret: string): Tokens | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(appSecret), bytes.subarray(0, 12))
    decipher.setAuthTag(bytes.subarray(12, 28))
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    return JSON.parse(text.toString()) as Tokens
  } catch {
    return undefined
  }
}
