// The audit trail: who did what to what, append-only. It is one log of the record store; nothing changes or removes
// its entries, and each bears its hash and that of the one before it, so that what was changed all the same is found
// (proof/verify-trail.ts). Entries of versions before 0.4 bear none; the first that does holds all of them fast.

import type { Clock } from '#/kernel/clock.ts'
import { linkHash, NO_LINK } from '#/kernel/hash-link.ts'
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
  /** Hash of the entry before; absent before version 0.4. */
  readonly previous?: string
  /** `entryHash` of this one; absent before version 0.4. */
  readonly hash?: string
}

/** Where the trail ends: the hash of its last entry holds fast all entries before it. */
export interface AuditTip {
  /** Of the last entry; 0 for an empty trail. */
  readonly number: number
  readonly hash: string
}

export interface Audit {
  record(by: string, action: string, subject: string, detail?: string): Promise<void>
  /** In order, after number `after`. */
  entries(after: number, limit: number): Promise<readonly LogEntry<AuditEntry>[]>
  lastNumber(): Promise<number>
  tip(): Promise<AuditTip>
}

export const AUDIT_LOG = 'audit'
const PAGE = 1000

/** Of an entry of that number behind one with the hash `previous`: the hash in it is no part of it. */
export function entryHash(number: number, previous: string, entry: AuditEntry): string {
  const { at, by, action, subject, detail } = entry
  return linkHash({ number, previous, at, by, action, subject, detail })
}

export function createAudit(records: Records, clock: Clock): Audit {
  async function tip(): Promise<AuditTip> {
    const number = await records.lastNumber(AUDIT_LOG)
    const [newest] = number === 0 ? [] : await records.entries<AuditEntry>(AUDIT_LOG, number - 1, 1)
    return { number, hash: newest?.entry.hash ?? (await hashUpTo(number)) }
  }

  /** Through all entries, which so far bear no hash. */
  async function hashUpTo(last: number): Promise<string> {
    let hash = NO_LINK
    for (let after = 0; after < last; after += PAGE)
      for (const { number, entry } of await records.entries<AuditEntry>(AUDIT_LOG, after, PAGE))
        if (number <= last) hash = entryHash(number, hash, entry)
    return hash
  }

  return {
    async record(by, action, subject, detail = '') {
      for (;;) {
        const { number, hash: previous } = await tip()
        const entry: AuditEntry = { at: clock.now(), by, action, subject, detail }
        const hash = entryHash(number + 1, previous, entry)
        // Another writer may have come between; then its entry stands before ours.
        if ((await records.commit([append(AUDIT_LOG, [{ ...entry, previous, hash }], number)])) === 'done')
          return
      }
    },
    entries: (after, limit) => records.entries<AuditEntry>(AUDIT_LOG, after, limit),
    lastNumber: () => records.lastNumber(AUDIT_LOG),
    tip,
  }
}
