// The way of one listener into the raw log: keeps lines, counts them, and knows why it must wait.
//
// `keep` is for senders that cannot be told "not now" (syslog, RELP, files): it holds the lines and tries
// again until they are durable, while the caller reads nothing more. `offer` tries once, for senders that
// can (HTTP).

import { setTimeout as sleep } from 'node:timers/promises'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ProblemCode } from '#/kernel/problem.ts'
import type { ListenerDeps } from './listener.ts'

const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 3000

export interface Inlet {
  readonly received: number
  readonly dropped: number
  /** Why lines cannot be kept at the moment; undefined when they can. */
  readonly stuck: string | undefined
  /** Time of receipt for lines that come in now, ms UTC. */
  now(): number
  /** Resolves with true when the lines are durable, with false when `signal` ended the attempts before. */
  keep(lines: readonly RawLine[], signal: AbortSignal): Promise<boolean>
  /** Resolves when the lines are durable, rejects with Retryable when they are not. */
  offer(lines: readonly RawLine[]): Promise<void>
  /** Counts a problem of this listener; `peer` says whose. */
  problem(code: ProblemCode, peer: string, detail: string): void
  /** Counts lines that are lost for good, one problem each. */
  lost(code: ProblemCode, peer: string, detail: string, lines: number): void
}

export function createInlet(id: string, deps: ListenerDeps): Inlet {
  return new RawLogInlet(id, deps)
}

class RawLogInlet implements Inlet {
  readonly #id: string
  readonly #deps: ListenerDeps
  #diskProblem: string | undefined
  received = 0
  dropped = 0

  constructor(id: string, deps: ListenerDeps) {
    this.#id = id
    this.#deps = deps
  }

  get stuck(): string | undefined {
    return this.#diskProblem ?? (this.#deps.sink.congested ? 'waiting for the disk to catch up' : undefined)
  }

  now(): number {
    return this.#deps.clock.now()
  }

  async keep(lines: readonly RawLine[], signal: AbortSignal): Promise<boolean> {
    for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)) {
      try {
        if (this.#deps.sink.congested) await this.#deps.sink.relieved()
        await this.offer(lines)
        return true
      } catch (error) {
        if (!(error instanceof Retryable)) throw error
        if (signal.aborted) return false
        await pause(pauseMs, signal)
      }
    }
  }

  async offer(lines: readonly RawLine[]): Promise<void> {
    try {
      await this.#deps.sink.append(lines)
      this.#diskProblem = undefined
    } catch (error) {
      this.#diskProblem = error instanceof Error ? error.message : String(error)
      throw error
    }
    this.received += lines.length
    this.#tellSources(lines)
  }

  problem(code: ProblemCode, peer: string, detail: string): void {
    this.#deps.report({ code, where: peer === '' ? this.#id : `${this.#id} ${peer}`, detail })
  }

  lost(code: ProblemCode, peer: string, detail: string, lines: number): void {
    this.dropped += lines
    for (let index = 0; index < lines; index++) this.problem(code, peer, detail)
  }

  #tellSources(lines: readonly RawLine[]): void {
    const { onLine } = this.#deps
    if (onLine === undefined) return
    let from = 0
    for (let at = 1; at <= lines.length; at++) {
      if (at < lines.length && lines[at]!.peer === lines[from]!.peer) continue
      onLine(this.#id, lines[from]!.peer, at - from)
      from = at
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
