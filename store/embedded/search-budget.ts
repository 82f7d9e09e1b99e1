// How long a search may run, and how it is stopped: when its time is over it ends with what it has, when its
// caller gives up it ends at once.

import type { DuckDBConnection } from '@duckdb/node-api'

const REPEAT_MS = 20

export class SearchBudget implements Disposable {
  /** True when the search was ended by something other than its caller. */
  spent = false
  private readonly signal: AbortSignal | undefined
  private readonly timer: NodeJS.Timeout
  private readonly running = new Set<DuckDBConnection>()
  private repeat: NodeJS.Timeout | undefined

  constructor(maxMs: number, signal: AbortSignal | undefined) {
    this.signal = signal
    this.timer = setTimeout(() => this.end(), maxMs)
    signal?.addEventListener('abort', this.stop, { once: true })
  }

  get stopped(): boolean {
    return this.spent || this.signal?.aborted === true
  }

  /** Ends the search early with what it has. */
  end(): void {
    this.spent = true
    this.stop()
  }

  /** Queries on this connection are interrupted when the search is stopped, until it is released. */
  hold(connection: DuckDBConnection): Disposable {
    this.running.add(connection)
    return { [Symbol.dispose]: () => this.running.delete(connection) }
  }

  /** An interrupt that comes just before a query begins is lost, so it is repeated until all have ended. */
  private readonly stop = (): void => {
    this.repeat ??= setInterval(() => this.interrupt(), REPEAT_MS)
    this.interrupt()
  }

  private interrupt(): void {
    for (const connection of this.running) connection.interrupt()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer)
    clearInterval(this.repeat)
    this.signal?.removeEventListener('abort', this.stop)
  }
}
