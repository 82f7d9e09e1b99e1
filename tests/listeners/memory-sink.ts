// A raw log in memory for listener tests: keeps what it is given, can be congested, and its disk can be full.

import type { RawLine, RawSink } from '#/collectors/raw-log/record.ts'
import { Retryable } from '#/kernel/errors.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'

export interface MemorySink extends RawSink {
  readonly lines: RawLine[]
  readonly texts: string[]
  full: boolean
  congested: boolean
  /** While set, appends wait for it. */
  holding: Promise<void> | undefined
  /** Appends that wait now. */
  waiting: number
  relieve(): void
}

export function createMemorySink(): MemorySink {
  const lines: RawLine[] = []
  let relief = Promise.withResolvers<void>()
  return {
    lines,
    get texts() {
      return lines.map(({ bytes }) => Buffer.from(bytes).toString())
    },
    full: false,
    congested: false,
    holding: undefined,
    waiting: 0,
    async append(more) {
      this.waiting += 1
      await this.holding
      this.waiting -= 1
      if (this.full) throw new Retryable('disk.full', 'no space left on the test’s disk')
      // As the raw log does: the bytes are copied before anybody goes on.
      for (const line of more) lines.push({ ...line, bytes: Buffer.from(line.bytes) })
    },
    relieved() {
      return this.congested ? relief.promise : Promise.resolve()
    },
    relieve() {
      this.congested = false
      relief.resolve()
      relief = Promise.withResolvers()
    },
  }
}

export interface TestDeps {
  readonly sink: MemorySink
  readonly problems: Problem[]
  readonly codes: () => string[]
  readonly heard: Map<string, number>
  readonly deps: {
    readonly sink: MemorySink
    readonly clock: typeof systemClock
    readonly report: (problem: Problem) => void
    readonly onLine: (listener: string, peer: string, count: number) => void
    readonly retryMs: number
  }
}

export function createTestDeps(): TestDeps {
  const sink = createMemorySink()
  const problems: Problem[] = []
  const heard = new Map<string, number>()
  return {
    sink,
    problems,
    codes: () => problems.map(({ code }) => code),
    heard,
    deps: {
      sink,
      clock: systemClock,
      report: problem => problems.push(problem),
      onLine: (listener, peer, count) =>
        heard.set(`${listener} ${peer}`, (heard.get(`${listener} ${peer}`) ?? 0) + count),
      retryMs: 50,
    },
  }
}

export function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1])
}
