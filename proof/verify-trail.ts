// Proves an audit trail from its raw entries and its signed heads, without the platform.
//
// Each entry bears its own hash and that of the one before it. An entry that was changed no longer has the hash it
// bears; one that was rewritten with a new hash is not the one that the next names. Whoever writes all later entries
// anew meets the heads, which need the key, and the heads kept outside, which need more than that.

import { NO_LINK } from '#/kernel/hash-link.ts'
import { entryHash, type AuditEntry } from '#/store/audit.ts'
import type { Damage } from './damage.ts'
import { doubtOf, type SignedHead } from './signed-head.ts'
import type { PublicKeys } from './signing-key.ts'

export interface RawEntry {
  readonly number: number
  /** JSON as it is stored. */
  readonly body: string
}

export interface TrailProof {
  readonly entries: number
  /** Number of the last entry that a believable head holds fast; 0 without one. */
  readonly heldUpTo: number
  /** In the order of the trail; the first is the first bad record. */
  readonly damage: readonly Damage[]
}

/** Heads of the platform and of anchors, in any order, each with where it was found. */
export interface FoundHead {
  readonly from: string
  readonly head: SignedHead
}

interface Walked {
  readonly entries: number
  /** Hash after each entry for which some head stands. */
  readonly hashes: ReadonlyMap<number, string>
  /** With the number of the entry, to be put in order. */
  readonly damage: readonly (readonly [number, Damage])[]
}

export function verifyTrail(
  entries: Iterable<RawEntry>,
  heads: readonly FoundHead[],
  keys: PublicKeys,
): TrailProof {
  const walked = walk(entries, new Set(heads.map(({ head }) => head.number)))
  const damage = [...walked.damage]
  let heldUpTo = 0
  let lastGood = 0
  for (const { from, head } of heads.toSorted((a, b) => a.head.number - b.head.number)) {
    const doubt = doubtOf(head, keys)
    const hash = walked.hashes.get(head.number)
    if (doubt !== undefined) {
      damage.push([
        head.number,
        { kind: 'altered', where: from, detail: `its head of entry ${head.number} ${doubt}` },
      ])
    } else if (hash === head.hash) {
      lastGood = head.number
      heldUpTo = Math.max(heldUpTo, head.number)
    } else if (hash !== undefined && !damage.some(([number]) => number > lastGood && number <= head.number)) {
      const where =
        head.number === lastGood + 1
          ? `audit entry ${head.number}`
          : `audit entries ${lastGood + 1} to ${head.number}`
      const detail = `what was signed for them is not what is there (${from})`
      damage.push([lastGood + 1, { kind: 'altered', where, detail }])
    } else if (hash === undefined && head.number > walked.entries) {
      const detail = `the trail ends there, and a head was signed for entry ${head.number} (${from})`
      damage.push([walked.entries, { kind: 'truncated', where: `audit entry ${walked.entries}`, detail }])
    }
  }
  const inOrder = damage.toSorted(([a], [b]) => a - b).map(([, each]) => each)
  return { entries: walked.entries, heldUpTo, damage: inOrder }
}

function walk(entries: Iterable<RawEntry>, wanted: ReadonlySet<number>): Walked {
  const hashes = new Map<number, string>()
  const damage: [number, Damage][] = []
  let last = 0
  let hash = NO_LINK
  /** No entry bore a hash so far. */
  let isUnlinked = true
  const alter = (number: number, detail: string, where = `audit entry ${number}`): void =>
    void damage.push([number, { kind: 'altered', where, detail }])

  for (const { number, body } of entries) {
    const before = hash
    const isNext = number === last + 1
    if (!isNext) {
      const where =
        number === last + 2 ? `audit entry ${last + 1}` : `audit entries ${last + 1} to ${number - 1}`
      damage.push([last + 1, { kind: 'absent', where, detail: 'missing between the others' }])
    }
    const entry = readEntry(body)
    const wasSound = last === 0 || damage.at(-1)?.[0] !== last
    if (entry === undefined) alter(number, 'is not as the platform writes it')
    else if (entry.hash === undefined || entry.previous === undefined) {
      if (!isUnlinked) alter(number, 'bears no hash, and those before it do')
      hash = entryHash(number, hash, entry)
    } else {
      const { previous } = entry
      hash = entryHash(number, previous, entry)
      if (hash !== entry.hash) alter(number, 'does not have the hash that it bears')
      else if (isNext && wasSound && previous !== before) {
        if (last === 0) alter(1, 'names something before it')
        else if (isUnlinked)
          alter(1, `entry ${number} names another hash for them`, `audit entries 1 to ${last}`)
        else alter(last, `entry ${number} names another hash for it`)
      }
      isUnlinked = false
    }
    if (wanted.has(number)) hashes.set(number, hash)
    last = number
  }
  return { entries: last, hashes, damage }
}

/** Undefined for what is no entry, or is written in another way than the platform writes it. */
function readEntry(body: string): AuditEntry | undefined {
  try {
    const entry = JSON.parse(body) as AuditEntry
    const isEntry =
      Number.isSafeInteger(entry.at) &&
      [entry.by, entry.action, entry.subject, entry.detail].every(value => typeof value === 'string') &&
      [entry.previous, entry.hash].every(hash => hash === undefined || /^[0-9a-f]{64}$/.test(hash))
    return isEntry && JSON.stringify(entry) === body ? entry : undefined
  } catch {
    return undefined
  }
}
