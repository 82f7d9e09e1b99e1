// What an HTTP answer means for a step. Sent and not answered is unknown, unless the method only reads; a
// gateway's word that its backend did not answer is no better than none.

import type { HttpAnswer, HttpOutcome } from '#/outbound/http-request.ts'
import type { ActionOutcome } from '../action.ts'

/** RFC 9110, 9.2.1. */
const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE']
const TRY_AGAIN = [408, 425, 429, 500, 503]
/** The gateway heard nothing from the machine behind it, which may have done it all the same. */
const GATEWAY = [502, 504]
const MAX_OUTPUT = 64 * 1024
const MAX_LOG = 4000
const MAX_MEMBERS = 50

export function isSafe(method: string): boolean {
  return SAFE.includes(method)
}

export function httpOutcome(method: string, outcome: HttpOutcome): ActionOutcome {
  if (outcome.kind === 'not-sent')
    return { kind: 'failed', reason: outcome.reason, retryable: isPassing(outcome.cause), log: '' }
  if (outcome.kind === 'unknown') return notKnown(method, outcome.reason, '')
  const { status } = outcome
  const log = logOf(outcome)
  if (status >= 200 && status < 300) return { kind: 'succeeded', outputs: outputsOf(outcome), log }
  if (GATEWAY.includes(status)) return notKnown(method, `status ${status} of a gateway`, log)
  const location = outcome.headers['location']
  const reason =
    status >= 300 && status < 400
      ? `status ${status}: redirects are not followed${location === undefined ? '' : ` (to ${location.slice(0, 200)})`}`
      : `status ${status}: ${textOf(outcome).trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`
  return { kind: 'failed', reason, retryable: TRY_AGAIN.includes(status), log }
}

function notKnown(method: string, reason: string, log: string): ActionOutcome {
  return isSafe(method) ? { kind: 'failed', reason, retryable: true, log } : { kind: 'unknown', reason, log }
}

/** A name that does not resolve or a port that is closed may be mended; a forbidden address or a bad certificate not by itself. */
function isPassing(cause: string): boolean {
  return ['dns', 'connect', 'timeout'].includes(cause)
}

/** `body` first: it is what an out_arg without a name of its own takes. Then `status` and plain members of JSON. */
function outputsOf(answer: HttpAnswer): Readonly<Record<string, string>> {
  const text = textOf(answer)
  const outputs: Record<string, string> = { body: text, status: String(answer.status) }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    // No JSON: the body itself is all there is.
    return outputs
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return outputs
  for (const [name, value] of Object.entries(parsed).slice(0, MAX_MEMBERS)) {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,199}$/.test(name) || Object.hasOwn(outputs, name)) continue
    if (['string', 'number', 'boolean'].includes(typeof value)) outputs[name] = String(value)
  }
  return outputs
}

function textOf({ body }: HttpAnswer): string {
  return body.subarray(0, MAX_OUTPUT).toString('utf8')
}

function logOf(answer: HttpAnswer): string {
  const cut = answer.cut === null ? '' : `\n[${answer.cut}]`
  return `status ${answer.status}\n${textOf(answer).slice(0, MAX_LOG)}${cut}`
}
