// An audit trail that was changed, cut or thinned out is found, and the first bad entry is named.

import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NO_LINK } from '#/kernel/hash-link.ts'
import { HEADS_LOG } from '#/proof/notary.ts'
import { signHead, type SignedHead } from '#/proof/signed-head.ts'
import { publicKeysOf } from '#/proof/signing-key.ts'
import { verifyTrail, type RawEntry, type TrailProof } from '#/proof/verify-trail.ts'
import { AUDIT_LOG, createAudit, entryHash, type AuditEntry } from '#/store/audit.ts'
import { openLogReader } from '#/store/embedded/read-log.ts'
import { append } from '#/store/records.ts'
import { inventedTrail, type InventedTrail } from './invented-trail.ts'

const ENTRIES = 60
let trail: InventedTrail
let entries: RawEntry[]
let heads: SignedHead[]

beforeEach(async () => {
  trail = inventedTrail()
  await trail.grow(20)
  const first = await trail.notary.sign()
  await trail.grow(ENTRIES - 20)
  heads = [first!, (await trail.notary.sign())!]
  entries = readAll(AUDIT_LOG)
})
afterEach(() => trail[Symbol.dispose]())

function readAll(log: string): RawEntry[] {
  using reader = openLogReader(trail.state)
  return [...reader.entries(log)]
}

function proof(found: readonly RawEntry[] = entries, believed: readonly SignedHead[] = heads): TrailProof {
  return verifyTrail(
    found,
    believed.map((head, at) => ({ from: `head ${at + 1}`, head })),
    publicKeysOf([trail.key.publicPem]),
  )
}

/** The entries from `number` on, written anew by someone without the key. */
function rewriteFrom(number: number, change: (entry: AuditEntry) => AuditEntry): RawEntry[] {
  let hash = number === 1 ? NO_LINK : (JSON.parse(entries[number - 2]!.body) as AuditEntry).hash!
  return entries.map(raw => {
    if (raw.number < number) return raw
    const { hash: _, previous: __, ...entry } = JSON.parse(raw.body) as AuditEntry
    const changed = raw.number === number ? change(entry) : entry
    const previous = hash
    hash = entryHash(raw.number, previous, changed)
    return { number: raw.number, body: JSON.stringify({ ...changed, previous, hash }) }
  })
}

test('a trail as the platform wrote it is whole, and its heads hold it fast', () => {
  expect(proof()).toEqual({ entries: ENTRIES, heldUpTo: ENTRIES, damage: [] })
  expect(readAll(HEADS_LOG).map(({ body }) => JSON.parse(body) as SignedHead)).toEqual(heads)
})

test('signing again changes nothing while the trail has not grown', async () => {
  expect(await trail.notary.sign()).toEqual(heads[1])
  expect(await trail.notary.latest()).toEqual(heads[1])
  expect(readAll(HEADS_LOG)).toHaveLength(2)
})

test('two writers of one trail make one chain', async () => {
  const other = createAudit(trail.records, trail.clock)
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      (at % 2 === 0 ? trail.audit : other).record('an', 'x.y', `z ${at}`),
    ),
  )
  expect(proof(readAll(AUDIT_LOG))).toEqual({ entries: ENTRIES + 20, heldUpTo: ENTRIES, damage: [] })
})

test('any single changed byte of any entry is found, and that entry is named first', () => {
  // A fixed sequence of places and bytes; none stays the byte that it was.
  let seed = 20261130
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (let round = 0; round < 1000; round++) {
    const at = next(entries.length)
    const bytes = Buffer.from(entries[at]!.body)
    const place = next(bytes.length)
    bytes[place] = (bytes[place]! + 1 + next(255)) % 256
    const changed = entries.with(at, { number: at + 1, body: bytes.toString() })
    const { damage } = proof(changed)
    expect(damage[0], `round ${round}: byte ${place} of entry ${at + 1}`).toMatchObject({
      kind: 'altered',
      where: `audit entry ${at + 1}`,
    })
  }
})

describe('what else may have been done to it', () => {
  test('an entry that is missing in the middle is absent', () => {
    expect(proof(entries.toSpliced(29, 1)).damage).toEqual([
      { kind: 'absent', where: 'audit entry 30', detail: 'missing between the others' },
    ])
  })

  test('several at the beginning are absent', () => {
    expect(proof(entries.slice(3)).damage[0]).toMatchObject({ kind: 'absent', where: 'audit entries 1 to 3' })
  })

  test('a missing end is a truncation, told by the head', () => {
    const { damage, heldUpTo } = proof(entries.slice(0, 50))
    expect(damage).toEqual([
      {
        kind: 'truncated',
        where: 'audit entry 50',
        detail: `the trail ends there, and a head was signed for entry ${ENTRIES} (head 2)`,
      },
    ])
    expect(heldUpTo).toBe(20)
  })

  test('an empty trail is a truncation too', () => {
    expect(proof([]).damage[0]).toMatchObject({ kind: 'truncated', where: 'audit entry 0' })
  })

  test('an entry with a new hash is not the one that the next names', () => {
    const [changed] = rewriteFrom(30, entry => ({ ...entry, by: 'kẻ.gian' })).slice(29, 30)
    expect(proof(entries.with(29, changed!)).damage[0]).toEqual({
      kind: 'altered',
      where: 'audit entry 30',
      detail: 'entry 31 names another hash for it',
    })
  })

  test('entries written anew to the end meet the head', () => {
    expect(proof(rewriteFrom(30, entry => ({ ...entry, detail: '' }))).damage).toEqual([
      {
        kind: 'altered',
        where: 'audit entries 21 to 60',
        detail: 'what was signed for them is not what is there (head 2)',
      },
    ])
  })

  test('with the key stolen, and all heads signed anew, a head kept outside still tells', () => {
    const forged = rewriteFrom(10, entry => ({ ...entry, detail: '' }))
    const tipOf = (number: number) => ({
      number,
      hash: (JSON.parse(forged[number - 1]!.body) as AuditEntry).hash!,
    })
    const signedAnew = [20, ENTRIES].map(number => signHead(tipOf(number), heads[0]!.at, trail.key))
    expect(proof(forged, signedAnew).damage).toEqual([])
    expect(proof(forged, [...signedAnew, heads[0]!]).damage[0]).toMatchObject({
      kind: 'altered',
      where: expect.stringContaining('20') as string,
    })
  })

  test('a head that was changed does not bear its signature; one of an unknown key is not believed', () => {
    const changed = { ...heads[1]!, at: heads[1]!.at + 1 }
    expect(proof(entries, [heads[0]!, changed]).damage).toEqual([
      {
        kind: 'altered',
        where: 'head 2',
        detail: `its head of entry ${ENTRIES} does not bear its signature`,
      },
    ])
    expect(proof(entries, [{ ...heads[1]!, key: '0123456789abcdef' }]).damage[0]?.detail).toMatch(/not among/)
  })
})

test('entries of earlier versions bear no hash; the first that does holds them fast', async () => {
  using old = inventedTrail()
  const plain = Array.from({ length: 5 }, (_, at) => ({
    at,
    by: 'an',
    action: 'x.y',
    subject: `z ${at}`,
    detail: '',
  }))
  await old.records.commit([append(AUDIT_LOG, plain, 0)])
  await old.grow(3)
  using reader = openLogReader(old.state)
  const found = [...reader.entries(AUDIT_LOG)]
  expect(verifyTrail(found, [], new Map())).toEqual({ entries: 8, heldUpTo: 0, damage: [] })
  const changed = found.with(1, { number: 2, body: found[1]!.body.replace('z 1', 'z 9') })
  expect(verifyTrail(changed, [], new Map()).damage).toEqual([
    { kind: 'altered', where: 'audit entries 1 to 5', detail: 'entry 6 names another hash for them' },
  ])
  const unlinked = found.with(6, { number: 7, body: found[1]!.body })
  expect(verifyTrail(unlinked, [], new Map()).damage[0]).toMatchObject({
    kind: 'altered',
    where: 'audit entry 7',
  })
})

test('a row that was changed in the file itself is found there', () => {
  trail.close()
  const database = new DatabaseSync(trail.state)
  database.exec(`UPDATE log_entry SET body = replace(body, 'lý do 41', 'lý do 14') WHERE log = 'audit'`)
  database.close()
  expect(proof(readAll(AUDIT_LOG)).damage).toEqual([
    { kind: 'altered', where: 'audit entry 42', detail: 'does not have the hash that it bears' },
  ])
})
