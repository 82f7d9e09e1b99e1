// Stretches of the audit trail for evidence packages: from one entry up to a signed head, as whoever verifies them needs
// them. An entry's text is what its hash is of, so no entry between the two can be left out.

import { canonicalText } from '#/kernel/hash-link.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { AUDIT_LOG, type AuditEntry } from '#/store/audit.ts'
import type { LogEntry, Records } from '#/store/records.ts'
import { ANCHORS_LOG, type AnchorReceipt } from '../anchor-heads.ts'
import { HEADS_LOG } from '../notary.ts'
import type { SignedHead } from '../signed-head.ts'
import { DAY_SEALED } from '../verify-days.ts'

export interface TrailStretch {
  /** Canonical JSON of each entry with its number and the hash before; its SHA-256 is the entry's hash. */
  readonly links: readonly string[]
  readonly head: SignedHead
  /** Receipts of anchors at which this head was laid down. */
  readonly anchors: readonly AnchorReceipt[]
}

const PAGE = 1000

/** All entries of a log, oldest first. */
async function* entriesOf<T>(records: Records, log: string): AsyncGenerator<LogEntry<T>> {
  for (let after = 0; ; after += PAGE) {
    const page = await records.entries<T>(log, after, PAGE)
    yield* page
    if (page.length < PAGE) return
  }
}

/** Numbers of the entries that hold the digests of those days; a day that was entered twice has its first. */
export async function sealingEntries(
  records: Records,
  days: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for await (const { number, entry } of entriesOf<AuditEntry>(records, AUDIT_LOG)) {
    if (entry.action !== DAY_SEALED || entry.by !== 'thapcanh') continue
    const day = entry.subject.replace(/^events /, '')
    if (days.has(day) && !found.has(day)) found.set(day, number)
  }
  return found
}

/**
 * From that entry to the first head that was laid down outside, if one comes within LIMITS.maxEvidenceTrail entries;
 * else to the first head. Undefined while no head stands at or after the entry.
 */
export async function stretchFrom(records: Records, number: number): Promise<TrailStretch | undefined> {
  const receipts: AnchorReceipt[] = []
  for await (const { entry } of entriesOf<AnchorReceipt>(records, ANCHORS_LOG))
    if (entry.number >= number && entry.number < number + LIMITS.maxEvidenceTrail) receipts.push(entry)
  const anchored = receipts.length === 0 ? number : Math.min(...receipts.map(receipt => receipt.number))
  const head = await firstHeadFrom(records, anchored)
  if (head === undefined) return undefined
  const entries: LogEntry<AuditEntry>[] = []
  while (number + entries.length <= head.number) {
    const after = number - 1 + entries.length
    const page = await records.entries<AuditEntry>(AUDIT_LOG, after, Math.min(PAGE, head.number - after))
    if (page.length === 0)
      throw new Error(`the audit trail ends before entry ${head.number}, for which a head stands`)
    entries.push(...page)
  }
  return {
    links: entries.map(linkText),
    head,
    anchors: receipts.filter(receipt => receipt.number === head.number && receipt.hash === head.hash),
  }
}

function linkText({ number, entry }: LogEntry<AuditEntry>): string {
  const { previous, at, by, action, subject, detail } = entry
  if (previous === undefined) throw new Error(`entry ${number} of the audit trail bears no hash`)
  return canonicalText({ number, previous, at, by, action, subject, detail })
}

/** Heads come in the order of their numbers. */
async function firstHeadFrom(records: Records, number: number): Promise<SignedHead | undefined> {
  let [low, high] = [0, await records.lastNumber(HEADS_LOG)]
  let found: SignedHead | undefined
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [head] = await records.entries<SignedHead>(HEADS_LOG, middle, 1)
    if (head !== undefined && head.entry.number >= number) {
      found = head.entry
      high = middle
    } else low = middle + 1
  }
  return found
}
