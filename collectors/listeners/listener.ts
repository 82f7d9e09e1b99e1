// What every listener is: something that is opened, tells how it is, and is closed. It takes lines off a
// wire or out of files, puts them into the raw log, and acknowledges only what is durable there.

import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { RawSink } from '#/collectors/raw-log/record.ts'
import type { ListenerKind } from './listener-config.ts'

export interface ListenerHealthView {
  readonly id: string
  readonly kind: ListenerKind
  /** `host:port` as bound, or as configured while it is not; the patterns of a file listener. */
  readonly address: string
  /** `paused` while the disk keeps it from taking more. */
  readonly state: 'listening' | 'failed' | 'paused' | 'stopped'
  /** Why it failed or pauses, for a person; empty when all is well. */
  readonly detail: string
  /** Lines made durable since it was opened. */
  readonly received: number
  /** Lines known to be lost here since it was opened; each has a problem. */
  readonly dropped: number
}

export interface Listener extends AsyncDisposable {
  readonly id: string
  readonly kind: ListenerKind
  health(): ListenerHealthView
}

export interface ListenerDeps {
  readonly sink: RawSink
  readonly clock: Clock
  readonly report: ReportProblem
  /** Told of each batch of lines of one source once it is durable. */
  readonly onLine?: (listener: string, peer: string, count: number) => void
  /** Pause between attempts to listen on an address that is taken; 3 s when absent. */
  readonly retryMs?: number
}
