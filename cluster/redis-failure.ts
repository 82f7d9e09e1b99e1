// What an error of Redis means to who asked: a server that is away, full, loading or no longer the primary is
// waited for; a refused password or a forbidden command is not mended by asking again.

import { Permanent, Retryable } from '#/kernel/errors.ts'

const REFUSED = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:AUTH|invalid password|invalid username))/
/** Replies by which a server says that it cannot now. */
const NOT_NOW =
  /^(?:LOADING|BUSY|OOM|MISCONF|READONLY|MASTERDOWN|NOREPLICAS|TRYAGAIN|CLUSTERDOWN|-?UNBLOCKED)\b/
const CONNECTION =
  /^(?:Connection is closed|Command timed out|Socket timeout|Stream isn't writeable)|max retries per request limit/

/** True when the server refuses this account, whatever is asked. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && REFUSED.test(error.message)
}

/**
 * Retryable `redis.away` (no connection, no answer) or `redis.not-now` (full, loading, read-only), Permanent
 * `redis.refused` (account); undefined when it is none of these, and so an error of ours.
 */
export function redisFailure(error: unknown): Retryable | Permanent | undefined {
  if (error instanceof Retryable || error instanceof Permanent) return error
  if (!(error instanceof Error)) return undefined
  // A transaction was not begun because of what became of its commands.
  const { previousErrors } = error as { previousErrors?: readonly unknown[] }
  if (previousErrors?.[0] !== undefined) return redisFailure(previousErrors[0])
  const options = { cause: error }
  if (REFUSED.test(error.message)) return new Permanent('redis.refused', error.message, options)
  if (NOT_NOW.test(error.message)) return new Retryable('redis.not-now', error.message, options)
  if (CONNECTION.test(error.message) || isNetwork(error))
    return new Retryable('redis.away', `Redis does not answer: ${error.message}`, options)
  return undefined
}

/** What Redis answers; its failures as errors whose class is the policy. */
export async function askRedis<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw redisFailure(error) ?? error
  }
}

function isNetwork(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall !== undefined || (typeof code === 'string' && /^E[A-Z]+$/.test(code) && code !== 'ERR')
}
