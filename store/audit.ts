// The audit trail: who did what to what, append-only. It is one log of the record store; nothing changes or
// removes its entries.

import type { Clock } from '#/kernel/clock.ts'
import { append, type LogEntry, type Records } from './records.ts'

export interface AuditEntry {
  readonly at: number
  /** A user name, or `thapcanh`. */
  readonly by: string
  /** `user.created`, `document.signed`, `approval.given`, … */
  readonly action: string
  /** What it was done to: `document d-1`, `incident 2026-0001`. */
  readonly subject: string
  /** For a person; never a secret. */
  readonly detail: string
}

export interface Audit {
  record(by: string, action: string, subject: string, detail?: string): Promise<void>
  /** In order, after number `after`. */
  entries(after: number, limit: number): Promise<readonly LogEntry<AuditEntry>[]>
  lastNumber(): Promise<number>
}

const LOG = 'audit'

export function createAudit(records: Records, clock: Clock): Audit {
  return {
    async record(by, action, subject, detail = '') {
      const entry: AuditEntry = { at: clock.now(), by, action, subject, detail }
      // Another writer may have come between; then its entry stands before ours.
      while ((await records.commit([append(LOG, [entry], await records.lastNumber(LOG))])) === 'conflict');
    },
    entries: (after, limit) => records.entries<AuditEntry>(LOG, after, limit),
    lastNumber: () => records.lastNumber(LOG),
  }
}
