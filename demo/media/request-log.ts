// What the local web was asked, in order: tests read robots, pace and conditional requests from it.

import type { SiteId } from './invented-text.ts'

export interface LoggedRequest extends Readonly<LogEntry> {}

/** While it is answered. */
export interface LogEntry {
  /** ms since the web opened by a clock that only goes forward, whatever the demo's clock says: pace is measured by it. */
  readonly atMs: number
  readonly site: SiteId
  /** Host and port as the reader asked for it. */
  readonly host: string
  readonly method: string
  /** With query. */
  readonly path: string
  readonly userAgent: string
  readonly ifNoneMatch: string | null
  readonly ifModifiedSince: string | null
  /** As answered; 0 while the answer is being made. */
  status: number
}
