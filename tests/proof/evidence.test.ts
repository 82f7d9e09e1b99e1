// An evidence package verifies without the platform, and whatever is done to it is found and named.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { linkHash } from '#/kernel/hash-link.ts'
import type { EvidenceManifest, ProofLine } from '#/proof/evidence/evidence-manifest.ts'
import { runVerifier, verifyEvidence, type Verified } from '#/proof/evidence/verifier.mjs'
import { writeEvidence, type EvidenceRequest, type EvidenceSource } from '#/proof/evidence/write-evidence.ts'
import type { Damage } from '#/proof/damage.ts'
import { openSigningKey } from '#/proof/signing-key.ts'
import { signHead } from '#/proof/signed-head.ts'
import { sealAndTell } from '#/response/seal-days.ts'
import { openEmbeddedEventStore, type EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { SealedFile } from '#/store/event-days.ts'
import { decodeHeader, encodeHeader, paddingOf, TAR_BLOCK, TAR_END } from '#/store/tar/tar-header.ts'
import { DAY, stored } from '../store/invented-events.ts'
import { asNobody, closeFolder, lookOf, openFolder } from '../support/other-user.ts'
import { inventedTrail, type InventedTrail } from './invented-trail.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const DAY_MS = 86_400_000
const NEVER = new AbortController().signal
let trail: InventedTrail
let store: EmbeddedEvents
let source: EvidenceSource
let whole: string
let scratch: string
let original: Buffer

const raw = (at: number): Record<string, string> =>
  at % 5 === 4 ? {} : { 'event.original': `<38>dòng ${at}${at % 7 === 0 ? '\nthứ hai' : ''}` }
// Of two sealed days with two levels, and of one that is not sealed.
const batch = Array.from({ length: 60 }, (_, at) =>
  stored(
    at + 1,
    { ...raw(at), 'thapcanh.system.level': 2 + (at % 2), 'user.name': `người.${at % 3}` },
    DAY + Math.floor(at / 20) * DAY_MS + (at >= 40 ? 6 * DAY_MS : 0),
  ),
)

const request = (lines: string, more: Partial<EvidenceRequest> = {}): EvidenceRequest => ({
  id: 'e-1',
  by: 'trưởng.ca',
  reason: 'Cung cấp cho cơ quan điều tra',
  asked: { incident: '2026-0001', q: null, from: null, to: null, unmarked: false },
  lines,
  incomplete: null,
  absent: [],
  ...more,
})

/** Every event but each fourth, newest first, as a search gives them. */
function writeLines(): string {
  const path = join(trail.directory, 'lines')
  const chosen = batch.filter((_, at) => at % 4 !== 3).toReversed()
  writeFileSync(path, chosen.map(({ id, event }) => `${JSON.stringify({ ...event, _id: id })}\n`).join(''))
  return path
}

beforeAll(async () => {
  trail = inventedTrail()
  await trail.grow(3)
  const events = join(trail.directory, 'events')
  mkdirSync(events)
  store = await openEmbeddedEventStore({
    directory: events,
    clock: trail.clock,
    report: ({ detail }) => {
      throw new Error(detail)
    },
    memoryLimitMb: 256,
  })
  await store.append(batch, batch.length)
  const { audit, records, notary, clock } = trail
  await sealAndTell({ days: store.keeping, afterHours: 24, audit, records, clock }, NEVER)
  await trail.grow(2)
  await notary.sign()
  await trail.grow(2)
  source = {
    days: store.keeping,
    audit,
    notary,
    records,
    clock,
    keys: join(trail.directory, 'keys'),
    version: '9',
  }
  whole = join(trail.directory, 'whole.tar')
  scratch = join(trail.directory, 'scratch.tar')
  await writeEvidence(source, request(writeLines()), whole, NEVER)
  original = readFileSync(whole)
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  trail[Symbol.dispose]()
})

interface Part {
  readonly name: string
  readonly body: Buffer
}

function partsOf(bytes: Buffer): Part[] {
  const parts: Part[] = []
  for (let at = 0; ;) {
    const header = decodeHeader(bytes.subarray(at, at + TAR_BLOCK))
    if (header === undefined) return parts
    const from = at + TAR_BLOCK
    parts.push({ name: header.path, body: bytes.subarray(from, from + header.bytes) })
    at = from + header.bytes + paddingOf(header.bytes)
  }
}

const mtime = (): number => decodeHeader(original.subarray(0, TAR_BLOCK))!.mtime

function archiveOf(parts: readonly Part[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap(({ name, body }) => [
      encodeHeader({ path: name, bytes: body.length, mode: 0o644, mtime: mtime() }),
      body,
      Buffer.alloc(paddingOf(body.length)),
    ]),
    TAR_END,
  ])
}

const body = (name: string): Buffer => partsOf(original).find(part => part.name === name)!.body

async function found(bytes: Buffer, options?: Parameters<typeof verifyEvidence>[1]): Promise<Verified> {
  writeFileSync(scratch, bytes)
  return await verifyEvidence(scratch, options)
}

/** The package with the text of one part written anew. */
async function withPart(name: string, change: (text: string) => string): Promise<readonly Damage[]> {
  const parts = partsOf(original).map(part =>
    part.name === name ? { name, body: Buffer.from(change(part.body.toString())) } : part,
  )
  return (await found(archiveOf(parts))).damage
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const joined = (all: readonly string[]): string => all.map(line => `${line}\n`).join('')

test('a package as the platform made it is whole, and says what it holds', async () => {
  const { damage, manifest, fingerprints, exported } = await verifyEvidence(whole)
  expect(damage).toEqual([])
  expect(manifest).toMatchObject({
    by: 'trưởng.ca',
    reason: 'Cung cấp cho cơ quan điều tra',
    events: 45,
    sealed: 30,
    sealedWhole: 0,
    notSealed: 15,
    days: ['2026-11-22', '2026-11-23'],
    complete: true,
  } satisfies Partial<EvidenceManifest>)
  expect(fingerprints).toEqual([expect.stringMatching(new RegExp(`^${trail.key.id}[0-9a-f]{48}$`)) as string])
  const entry = (await trail.audit.entries(exported!.number - 1, 1))[0]!.entry
  const digest = createHash('sha256').update(body('manifest.json')).digest('hex')
  expect(entry).toMatchObject({
    by: 'trưởng.ca',
    action: 'evidence.exported',
    subject: 'evidence e-1',
    detail: `${digest} 45 events of 2026-0001: Cung cấp cho cơ quan điều tra`,
  })
  const proofs = lines(body('proofs.ndjson').toString()).map(line => JSON.parse(line) as ProofLine)
  expect(proofs.map(({ _id }) => _id)).toEqual(batch.filter((_, at) => at % 4 !== 3).map(({ id }) => id))
  expect(new Set(proofs.map(proof => ('file' in proof ? proof.file : null)))).toEqual(
    new Set([
      'events-2026-11-22.l2.duckdb',
      'events-2026-11-22.l3.duckdb',
      'events-2026-11-23.l2.duckdb',
      'events-2026-11-23.l3.duckdb',
      null,
    ]),
  )
})

test('its own script verifies it alone, and the system’s tar and checksums agree', () => {
  const folder = join(trail.directory, 'elsewhere')
  mkdirSync(folder)
  copyFileSync(whole, join(folder, 'package.tar'))
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, [...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
      stdio: 'pipe',
    })
  run('tar', ['xf', 'package.tar'])
  expect(run(process.execPath, ['verify.mjs', 'package.tar'])).toBe('')
  run('sha256sum', ['-c', '--strict', 'SHA256SUMS'])
  const key = `keys/${trail.key.id}.pem`
  for (const stretch of ['receipt', 'days/2026-11-22'])
    expect(
      run('openssl', [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        key,
        '-rawin',
        '-in',
        `${stretch}/head.txt`,
        '-sigfile',
        `${stretch}/head.sig`,
      ]),
    ).toContain('Verified Successfully')
  // The chain by hand, as README.txt tells.
  const links = lines(readFileSync(join(folder, 'days/2026-11-22/trail.ndjson'), 'utf8'))
  const hashes = links.map(link => createHash('sha256').update(link).digest('hex'))
  for (const [at, link] of links.slice(1).entries())
    expect((JSON.parse(link) as { previous: string }).previous).toBe(hashes[at])
  expect(readFileSync(join(folder, 'days/2026-11-22/head.txt'), 'utf8')).toContain(hashes.at(-1))
  const first = JSON.parse(links[0]!) as { detail: string }
  expect(run('sha256sum', ['days/2026-11-22/sealed.json'])).toContain(first.detail)
})

test('any single changed byte is found', async () => {
  let seed = 20261130
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  // Each part as often as the others, its header and its filling with it; and the end of the archive.
  const stretches: [from: number, to: number][] = []
  let at = 0
  for (const {
    body: { length },
  } of partsOf(original)) {
    const to = at + TAR_BLOCK + length + paddingOf(length)
    stretches.push([at, at + TAR_BLOCK], [at + TAR_BLOCK, to])
    at = to
  }
  stretches.push([at, original.length])
  for (let round = 0; round < 400; round++) {
    const [from, to] = stretches[round % stretches.length]!
    if (from === to) continue
    const place = from + next(to - from)
    const changed = Buffer.from(original)
    changed[place] = (changed[place]! + 1 + next(255)) % 256
    const { damage } = await found(changed)
    expect(damage.length, `byte ${place}`).toBeGreaterThan(0)
  }
})

describe('the first bad record is named', () => {
  test.each([0, 17, 44])('event %i was changed', async at => {
    const id = batch.filter((_, n) => n % 4 !== 3)[at]!.id
    const damage = await withPart('events.ndjson', text =>
      joined(lines(text).with(at, lines(text)[at]!.replace('người', 'kẻ'))),
    )
    expect(damage[0]).toEqual({
      kind: 'altered',
      where: `events.ndjson, record ${at + 1}`,
      detail: `is not event ${id} as it was exported`,
    })
  })

  test('an event, a proof or a raw line is missing', async () => {
    const without = (text: string): string => joined(lines(text).toSpliced(9, 1))
    expect((await withPart('events.ndjson', without))[0]).toMatchObject({
      kind: 'absent',
      where: 'events.ndjson, record 10',
    })
    expect((await withPart('proofs.ndjson', without))[0]).toMatchObject({
      kind: 'altered',
      where: 'proofs.ndjson, record 10',
    })
    expect((await withPart('raw-lines.log', without))[0]).toMatchObject({
      kind: 'altered',
      where: expect.stringMatching(/^raw-lines\.log, record/) as string,
    })
  })

  test('the end is missing', async () => {
    const cut = (text: string): string => joined(lines(text).slice(0, 40))
    expect((await withPart('events.ndjson', cut))[0]).toMatchObject({
      kind: 'truncated',
      where: 'events.ndjson, record 41',
    })
    truncateSync(scratch, 0)
    writeFileSync(scratch, original.subarray(0, original.length - 100))
    expect((await verifyEvidence(scratch)).damage[0]).toMatchObject({ kind: 'truncated' })
    writeFileSync(scratch, original.subarray(0, 20_000))
    expect((await verifyEvidence(scratch)).damage[0]).toMatchObject({ kind: 'truncated' })
  })

  test('two events stand in another order', async () => {
    const swap = (text: string): string => {
      const all = lines(text)
      return joined(all.with(4, all[5]!).with(5, all[4]!))
    }
    expect((await withPart('events.ndjson', swap))[0]).toMatchObject({ where: 'events.ndjson, record 5' })
    const parts = partsOf(original).map(part =>
      ['events.ndjson', 'proofs.ndjson'].includes(part.name)
        ? { ...part, body: Buffer.from(swap(part.body.toString())) }
        : part,
    )
    expect((await found(archiveOf(parts))).damage[0]).toMatchObject({
      kind: 'altered',
      where: expect.stringContaining('record') as string,
    })
  })

  test('a part is missing, one too many, or in another place', async () => {
    const parts = partsOf(original)
    const day = 'days/2026-11-22/sealed.json'
    expect((await found(archiveOf(parts.filter(({ name }) => name !== day)))).damage).toEqual([
      { kind: 'absent', where: day, detail: 'is missing in the package' },
    ])
    expect(
      (await found(archiveOf([...parts, { name: 'thêm.txt', body: Buffer.from('x') }]))).damage[0],
    ).toMatchObject({ kind: 'altered', where: 'thêm.txt' })
    expect((await found(archiveOf([parts[1]!, parts[0]!, ...parts.slice(2)]))).damage[0]).toMatchObject({
      kind: 'altered',
      where: 'verify.mjs',
    })
  })

  test('an entry of the trail was changed or left out', async () => {
    const name = 'days/2026-11-22/trail.ndjson'
    const number = (JSON.parse(lines(body(name).toString())[1]!) as { number: number }).number
    const changed = await withPart(name, text =>
      joined(lines(text).with(1, lines(text)[1]!.replace(/"at":\d/, '"at":9'))),
    )
    expect(changed[0]).toMatchObject({ kind: 'altered', where: `${name}, audit entry ${number}` })
    expect((await withPart(name, text => joined(lines(text).toSpliced(1, 1))))[0]).toMatchObject({
      kind: 'absent',
      where: `${name}, audit entry ${number}`,
    })
    expect((await withPart(name, text => joined(lines(text).slice(0, -1))))[0]).toMatchObject({
      kind: 'truncated',
    })
  })
})

describe('what was made anew to fit', () => {
  /** All sums and the manifest anew, as whoever has no key can. */
  function refitted(change: (name: string, body: Buffer) => Buffer): Part[] {
    const parts = partsOf(original).map(({ name, body: before }) => ({ name, body: change(name, before) }))
    const manifest = JSON.parse(body('manifest.json').toString()) as EvidenceManifest
    const summed = manifest.parts.map(({ name }) => {
      const bytes = parts.find(part => part.name === name)!.body
      return { bytes: bytes.length, name, sha256: createHash('sha256').update(bytes).digest('hex') }
    })
    const text = Buffer.from(
      body('manifest.json')
        .toString()
        .replace(/"parts":\[.*?\]/, `"parts":${JSON.stringify(summed)}`),
    )
    return parts.map(part => (part.name === 'manifest.json' ? { ...part, body: text } : part))
  }

  test('the same parts summed anew are the same package', () => {
    expect(archiveOf(refitted((_, same) => same)).equals(original)).toBe(true)
  })

  test('an event with its leaf and its sums anew does not lead to the root, and the manifest is another', async () => {
    const parts = refitted((name, before) => {
      if (!['events.ndjson', 'proofs.ndjson'].includes(name)) return before
      const events = lines(body('events.ndjson').toString())
      const forged = events[3]!.replace('người', 'kẻ')
      if (name === 'events.ndjson') return Buffer.from(joined(events.with(3, forged)))
      const leaf = createHash('sha256').update(`\0${forged}`).digest('hex')
      const proofs = lines(before.toString())
      return Buffer.from(joined(proofs.with(3, proofs[3]!.replace(/"leaf":"\w+"/, `"leaf":"${leaf}"`))))
    })
    const { damage } = await found(archiveOf(parts))
    expect(damage).toMatchObject([
      { kind: 'altered', where: 'manifest.json', detail: 'is not the one that the audit trail names' },
      { kind: 'altered', where: 'proofs.ndjson, record 4' },
    ])
  })

  test('heads signed with another key are not believed when the key or its fingerprint is known', async () => {
    const other = openSigningKey(join(trail.directory, 'keys-of-another'))
    const parts = refitted((name, before) => {
      if (!name.includes('/head.')) return before
      const { number, hash, at } = JSON.parse(
        body(name.replace(/head\.\w+$/, 'head.json')).toString(),
      ) as never
      const head = signHead({ number, hash }, at, other)
      if (name.endsWith('.json'))
        return Buffer.from(
          JSON.stringify(Object.fromEntries(Object.entries(head).sort(([a], [b]) => (a < b ? -1 : 1)))),
        )
      return name.endsWith('.sig') ? Buffer.from(head.signature, 'base64') : before
    }).map(part =>
      part.name.startsWith('keys/') ? { name: part.name, body: Buffer.from(other.publicPem) } : part,
    )
    expect((await found(archiveOf(parts))).damage[0]).toMatchObject({
      where: `keys/${trail.key.id}.pem`,
      detail: `is the key ${other.id}`,
    })
    const named = await found(original, { keys: [other.publicPem] })
    expect(named.damage[0]).toMatchObject({ kind: 'altered', where: 'receipt/head.json' })
    expect((await found(original, { keys: [trail.key.publicPem] })).damage).toEqual([])
    const [fingerprint] = named.fingerprints
    expect((await found(original, { fingerprints: [fingerprint!] })).damage).toEqual([])
    expect((await found(original, { fingerprints: ['0'.repeat(64)] })).damage[0]).toMatchObject({
      detail: `is signed with the key ${trail.key.id}, which is not believed`,
    })
  })

  test('a head that does not bear its signature', async () => {
    for (const name of ['receipt/head.json', 'days/2026-11-23/head.json'])
      expect((await withPart(name, text => text.replace(/"at":\d/, '"at":9')))[0]).toMatchObject({
        kind: 'altered',
        where: name,
        detail: 'does not bear its signature',
      })
  })
})

test('heads kept outside confirm the trail in the package, or tell that it was made anew', async () => {
  const head = JSON.parse(body('days/2026-11-22/head.json').toString()) as ReturnType<typeof signHead>
  expect(await found(original, { heads: [head] })).toMatchObject({ damage: [], confirmed: 2 })
  const another = signHead({ number: head.number, hash: 'f'.repeat(64) }, head.at, trail.key)
  expect((await found(original, { heads: [another] })).damage[0]).toMatchObject({
    where: `audit entry ${head.number}`,
  })
})

/** As an earlier version wrote it into the manifest. */
function withoutTree({ name, level, events, bytes, sha256, firstMs, lastMs }: SealedFile): SealedFile {
  return { name, level, events, bytes, sha256, firstMs, lastMs }
}

test('events of a day that an earlier version sealed are told apart', async () => {
  const { days, ...rest } = source
  const manifests = async () =>
    (await days.manifests()).map(manifest => ({
      ...manifest,
      files: manifest.files.map(withoutTree),
    }))
  const old = inventedTrail()
  for (const { day, ...manifest } of await manifests()) {
    await old.audit.record('thapcanh', 'day.sealed', `events ${day}`, linkHash({ day, ...manifest }))
  }
  const { audit, notary, records, clock } = old
  const prove: typeof days.prove = async (...asked) =>
    (await days.prove(...asked)).map(proof => ({ ...proof, path: null }))
  const path = join(old.directory, 'old.tar')
  const keys = join(old.directory, 'keys')
  const before = { ...rest, audit, notary, records, clock, keys, days: { ...days, manifests, prove } }
  await writeEvidence(before, request(writeLines()), path, NEVER)
  expect(await verifyEvidence(path)).toMatchObject({
    damage: [],
    manifest: { sealed: 0, sealedWhole: 30, notSealed: 15 },
  })
  // The same of days that were sealed with a tree: then the tree is missing.
  const missing = { ...source, days: { ...days, prove } }
  await expect(writeEvidence(missing, request(writeLines()), path, NEVER)).rejects.toThrow(
    /its tree is missing/,
  )
  expect(existsSync(path)).toBe(false)
  old[Symbol.dispose]()
})

test('called off, it leaves no file and no entry', async () => {
  const stop = new AbortController()
  stop.abort(new Error('called off'))
  const before = await trail.audit.lastNumber()
  const path = join(trail.directory, 'stopped.tar')
  await expect(writeEvidence(source, request(writeLines()), path, stop.signal)).rejects.toThrow('called off')
  expect(existsSync(path)).toBe(false)
  expect(await trail.audit.lastNumber()).toBe(before)
})

test('whoever may read a package and no more verifies it, and nothing is written beside it', async () => {
  const received = join(trail.directory, 'received')
  mkdirSync(received)
  copyFileSync(whole, join(received, 'package.tar'))
  chmodSync(trail.directory, 0o755)
  closeFolder(received)
  const before = lookOf(received)
  const said: string[] = []
  const sink = { write: (text: string) => said.push(text) } as never
  const code = await asNobody(() =>
    runVerifier([join(received, 'package.tar')], { stdout: sink, stderr: sink }),
  )
  expect(code).toBe(0)
  expect(said.join('')).toContain('NGUYÊN VẸN')
  expect(lookOf(received)).toEqual(before)
  openFolder(received)
})

test('the command tells damage on stdout, words on stderr, and what it cannot read by exit 2', async () => {
  const run = async (...args: string[]) => {
    const said = { stdout: '', stderr: '' }
    const sink = (name: keyof typeof said) => ({ write: (text: string) => (said[name] += text) }) as never
    const code = await runVerifier(args, { stdout: sink('stdout'), stderr: sink('stderr') })
    return { code, ...said }
  }
  const good = await run(whole)
  expect(good).toMatchObject({ code: 0, stdout: '' })
  expect(good.stderr).toContain('NGUYÊN VẸN / WHOLE: 45')
  expect(good.stderr).toContain(trail.key.id)
  await withPart('README.txt', () => 'khác')
  expect(await run(scratch)).toMatchObject({
    code: 1,
    stdout: '{"kind":"altered","where":"README.txt","detail":"does not have the SHA-256 of the manifest"}\n',
  })
  expect((await run(join(trail.directory, 'nowhere.tar'))).code).toBe(2)
  expect((await run()).code).toBe(2)
  rmSync(scratch)
})
