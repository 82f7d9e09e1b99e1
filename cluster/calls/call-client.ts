// Calls whoever leads. An answer that does not come is asked for again, of whoever leads then, under the same id,
// for as long as patience lasts; then it is Retryable (`cluster.away`), and whether the call was done is not known.
//
// A leader that hangs is left as soon as it leads no more, and at the latest after `timeoutMs`.

import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { unpackError } from '#/kernel/carry-error.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Callable, CallTable } from './call-table.ts'
import { packCall } from './call-wire.ts'
import type { LeaderAddress } from './leader-address.ts'
import { postCall, type PostOutcome } from './post-call.ts'

export interface CallClientOptions {
  /** Who leads now; may throw Retryable when nobody can be asked. See findLeader. */
  readonly leader: () => Promise<LeaderAddress | undefined>
  readonly secret: string
  readonly report: ReportProblem
  /** How long a leader that is away is waited for; 2 minutes when absent. */
  readonly patienceMs?: number
  /** A try without an answer is given up after this; 2 minutes when absent. */
  readonly timeoutMs?: number
}

export interface CallClient extends Disposable {
  /** Throws what the method threw, with its class and code; Retryable `cluster.away`; Permanent `cluster.refused`. */
  call(service: string, method: string, args: readonly unknown[]): Promise<unknown>
}

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2000
/** While an answer is waited for, who leads is asked so often. */
const LOOK_MS = 5000

export function createCallClient(options: CallClientOptions): CallClient {
  const { secret, report, patienceMs = 120_000, timeoutMs = 120_000 } = options
  const agent = new Agent({ keepAlive: true, maxSockets: LIMITS.maxCallsAtOnce })
  const closed = new AbortController()
  let known: LeaderAddress | undefined
  let isAway = false

  /** Nobody can be asked who leads: as if nobody did. */
  async function look(): Promise<LeaderAddress | undefined> {
    try {
      return await options.leader()
    } catch (error) {
      if (error instanceof Retryable) return undefined
      throw error
    }
  }

  async function tryOnce(body: Buffer, signal: AbortSignal): Promise<PostOutcome> {
    known ??= await look()
    if (known === undefined) return { kind: 'away', reason: 'nobody leads' }
    const asked = known
    const cut = new AbortController()
    const stop = (): void => cut.abort(signal.reason)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    const looks = setInterval(() => void leaveIfOver(asked, cut), LOOK_MS)
    const timeout = setTimeout(() => cut.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
    try {
      const outcome = await postCall({ address: asked.address, agent, secret, body, signal: cut.signal })
      if (outcome.kind === 'answered') return outcome
      if (known === asked) known = undefined
      const why = cut.signal.aborted ? (cut.signal.reason as Error).message : outcome.reason
      return { ...outcome, reason: `${asked.node} at ${asked.address}: ${why}` }
    } finally {
      signal.removeEventListener('abort', stop)
      clearInterval(looks)
      clearTimeout(timeout)
    }
  }

  /** It may hang while another leads already. That nobody can be asked says nothing of it. */
  async function leaveIfOver(asked: LeaderAddress, cut: AbortController): Promise<void> {
    const now = await options.leader().catch(() => asked)
    if (now?.fence !== asked.fence) cut.abort(new Error('it leads no more'))
  }

  function tell(outcome: PostOutcome): void {
    if (outcome.kind === 'answered') isAway = false
    else if (!isAway) {
      isAway = true
      report({ code: 'cluster.away', where: 'leader', detail: outcome.reason })
    }
  }

  return {
    async call(service, method, args) {
      const { body, signal: caller } = packCall(randomUUID(), service, method, args)
      const signal = caller === undefined ? closed.signal : AbortSignal.any([closed.signal, caller])
      const until = performance.now() + patienceMs
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        signal.throwIfAborted()
        const outcome = await tryOnce(body, signal)
        if (outcome.kind === 'answered') {
          tell(outcome)
          const { answer } = outcome
          if (answer.kind === 'result') return answer.result
          throw unpackError(answer.error)
        }
        signal.throwIfAborted()
        tell(outcome)
        const where = `${service}.${method}: ${outcome.reason}`
        if (outcome.kind === 'refused') throw new Permanent('cluster.refused', where)
        if (performance.now() >= until) throw new Retryable('cluster.away', where)
        await sleep(pauseMs, undefined, { signal }).catch(() => {})
      }
    },
    [Symbol.dispose]() {
      closed.abort(new Retryable('cluster.away', 'this process stops'))
      agent.destroy()
    },
  }
}

/** The interface of a name, answered by whoever leads. */
export function remote<T extends Callable<T>>(calls: CallClient, name: string, table: CallTable<T>): T {
  const methods = Object.keys(table).map(
    method => [method, (...args: unknown[]) => calls.call(name, method, args)] as const,
  )
  return Object.fromEntries(methods) as unknown as T
}
