// The leader's bases: a new one whenever the log since the last is longer than that one, and than a limit. So a log
// is never much longer to read than a base, and writing bases costs no more than writing the log.

import { LIMITS } from '#/kernel/limits.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { LogPlace } from '../embedded/log-place.ts'
import type { SqliteSnapshot } from '../embedded/sqlite-snapshot.ts'
import { writeBase, type BaseWriting } from './bases.ts'
import type { BaseList } from './state-log.ts'

export class BaseKeeper implements AsyncDisposable {
  private readonly writing: BaseWriting
  private readonly report: ReportProblem
  private readonly leastBytes: number
  private readonly ending = new AbortController()
  private under: Promise<void> | undefined
  /** Bytes of the log at which the next base is due. */
  private dueAt: number
  private isHastened = false

  constructor(
    writing: BaseWriting,
    list: BaseList,
    report: ReportProblem,
    leastBytes = LIMITS.minStateLogBytes,
  ) {
    this.writing = { ...writing, signal: AbortSignal.any([writing.signal, this.ending.signal]) }
    this.report = report
    this.leastBytes = leastBytes
    this.dueAt = this.after(list)
  }

  isDue({ total }: LogPlace): boolean {
    const isWanted = total >= this.dueAt || this.isHastened
    return this.under === undefined && isWanted && !this.ending.signal.aborted
  }

  /** Makes one due as soon as none is under way, however short the log is. */
  hasten(): void {
    this.isHastened = true
  }

  /** Writes what the snapshot holds, which is what the log has up to the place. */
  begin(snapshot: SqliteSnapshot, place: LogPlace): void {
    this.isHastened = false
    this.under = this.write(snapshot, place).finally(() => (this.under = undefined))
  }

  /** Ends what is under way; it leaves nothing that counts. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort(new Retryable('leader.lost', 'the store is closed'))
    await this.under
  }

  private after({ bases: [newest] }: BaseList): number {
    return (newest?.total ?? 0) + Math.max(this.leastBytes, newest?.bytes ?? 0)
  }

  private async write(snapshot: SqliteSnapshot, place: LogPlace): Promise<void> {
    try {
      const list = await writeBase(this.writing, snapshot, place)
      // Somebody else's list: whoever leads now keeps it.
      this.dueAt = list === undefined ? Infinity : this.after(list)
    } catch (error) {
      if (this.writing.signal.aborted) return
      // The log goes on growing meanwhile: nothing is lost by waiting.
      this.dueAt = place.total + this.leastBytes / 4
      const detail = `base ${place.number} of the state: ${(error as Error).message}`
      this.report({ code: 'state.base-failed', where: this.writing.log.where, detail })
    }
  }
}
