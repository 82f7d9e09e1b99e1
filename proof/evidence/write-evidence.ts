// Makes an evidence package: one tar archive with events, raw lines, what proves each, who exported them and why.
//
//   parts ─▶ manifest.json (SHA-256 of each) ─▶ audit entry (SHA-256 of the manifest) ─▶ signed head ─▶ receipt/
//
// so that one signature holds all of it, also events of days that are not sealed yet. The package is verified before
// anybody gets it: a sealed day that was tampered with is found here.

import { createHash } from 'node:crypto'
import { open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import { canonicalText } from '#/kernel/hash-link.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { AUDIT_LOG, type Audit, type AuditEntry } from '#/store/audit.ts'
import type { EventDays } from '#/store/event-days.ts'
import { eventLine } from '#/store/event-line.ts'
import { leafHash } from '#/store/merkle-tree.ts'
import type { Records } from '#/store/records.ts'
import { openTarWriter, type TarPart, type TarWriter } from '#/store/tar/tar-writer.ts'
import type { Notary } from '../notary.ts'
import { headText } from '../signed-head.ts'
import { readPublicKeys } from '../signing-key.ts'
import type { EvidenceAsked, EvidenceManifest, ProofLine } from './evidence-manifest.ts'
import { gatherProofs, placesOfLines, type LinePlace, type SealedPlace } from './gather-proofs.ts'
import { README_TEXT } from './readme-text.ts'
import { sealingEntries, stretchFrom, type TrailStretch } from './trail-stretches.ts'
import { verifyEvidence } from './verifier.mjs'

const PAGE = 1000

/** The audit entry; its detail begins with the SHA-256 of the manifest. */
export const EVIDENCE_EXPORTED = 'evidence.exported'

export interface EvidenceSource {
  readonly days: Pick<EventDays, 'manifests' | 'prove' | 'days'>
  readonly audit: Audit
  readonly notary: Notary
  readonly records: Records
  /** Folder of the public keys. */
  readonly keys: string
  readonly clock: Clock
  readonly version: string
}

export interface EvidenceRequest {
  readonly id: string
  readonly by: string
  readonly reason: string
  readonly asked: EvidenceAsked
  /** File of the events as lines of JSON with their `_id`, in any order. */
  readonly lines: string
  /** Why not all are there; null when they are. */
  readonly incomplete: string | null
  readonly absent: readonly string[]
}

/** Writes the package. Throws Permanent (`evidence.unprovable`) when it does not verify; then there is no file. */
export async function writeEvidence(
  source: EvidenceSource,
  request: EvidenceRequest,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await rm(path, { force: true })
  try {
    const places = await placesOfLines(request.lines, signal)
    const ids = places.map(({ id }) => id)
    const { places: sealed, manifests } = await gatherProofs(source.days, ids, signal)
    const madeAt = source.clock.now()
    {
      await using tar = await openTarWriter(path, Math.floor(madeAt / 1000))
      const parts = collectParts(tar)
      await parts.add('README.txt', README_TEXT)
      await parts.add('verify.mjs', await readFile(join(import.meta.dirname, 'verifier.mjs')))
      const counts = await addEvents(parts, { places, sealed, path: request.lines, signal })
      const stretches = await dayStretches(source, [...manifests.keys()])
      await addKeys(parts, source.keys)
      for (const [day, stretch] of stretches) {
        await parts.add(`days/${day}/sealed.json`, canonicalText(manifests.get(day)!))
        await addStretch(parts, `days/${day}/`, stretch)
        const receipts = stretch.anchors.map(receipt => `${canonicalText(receipt)}\n`)
        await parts.add(`days/${day}/anchors.ndjson`, receipts.join(''))
      }
      await parts.add('SHA256SUMS', parts.list.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''))
      const { id, by, reason, asked, incomplete, absent } = request
      const manifest = canonicalText({
        what: 'thapcanh evidence package',
        format: 1,
        id,
        version: source.version,
        madeAt,
        by,
        reason,
        asked,
        complete: incomplete === null,
        incomplete,
        ...counts,
        absent: absent.slice(0, LIMITS.maxAbsentIds),
        days: [...stretches.keys()],
        parts: parts.list.map(({ path, bytes, sha256 }) => ({ name: path, bytes, sha256 })),
      } satisfies EvidenceManifest)
      await parts.add('manifest.json', manifest)
      signal.throwIfAborted()
      await addStretch(parts, 'receipt/', await enter(source, request, manifest, counts.events))
      await tar.finish()
    }
    const { damage } = await verifyEvidence(path)
    if (damage[0] !== undefined)
      throw new Permanent('evidence.unprovable', `${damage[0].where} ${damage[0].detail}`)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

interface Parts {
  readonly list: readonly TarPart[]
  add(name: string, contents: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
}

function collectParts(tar: TarWriter): Parts {
  const list: TarPart[] = []
  return {
    list,
    async add(name, contents) {
      const pieces =
        typeof contents === 'string'
          ? [Buffer.from(contents)]
          : contents instanceof Uint8Array
            ? [contents]
            : contents
      list.push(await tar.add(name, pieces))
    },
  }
}

interface EventsToAdd {
  readonly places: readonly LinePlace[]
  readonly sealed: ReadonlyMap<string, SealedPlace>
  /** File of the lines. */
  readonly path: string
  readonly signal: AbortSignal
}

/** Events, their raw lines and their proofs, each in a part of its own. */
async function addEvents(
  parts: Parts,
  { places, sealed, path, signal }: EventsToAdd,
): Promise<Pick<EvidenceManifest, 'events' | 'sealed' | 'sealedWhole' | 'notSealed'>> {
  await using file = await open(path, 'r')
  const counts = { sealed: 0, 'sealed-whole': 0, 'not-sealed': 0 }
  async function* each(text: (id: string, event: Event) => string): AsyncGenerator<Uint8Array> {
    for (const place of places) {
      signal.throwIfAborted()
      yield Buffer.from(`${text(place.id, await eventAt(file, place))}\n`)
    }
  }
  await parts.add('events.ndjson', each(eventLine))
  await parts.add(
    'raw-lines.log',
    each((_, event) => textOf(event, 'event.original') ?? ''),
  )
  await parts.add(
    'proofs.ndjson',
    each((id, event) => {
      const proof = proofLine(id, leafHash(eventLine(id, event)).toString('hex'), sealed.get(id))
      counts[proof.kind]++
      return canonicalText(proof)
    }),
  )
  return {
    events: places.length,
    sealed: counts.sealed,
    sealedWhole: counts['sealed-whole'],
    notSealed: counts['not-sealed'],
  }
}

async function eventAt(file: FileHandle, { offset, bytes }: LinePlace): Promise<Event> {
  const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, offset)
  return JSON.parse(buffer.toString()) as Event
}

function proofLine(id: string, leaf: string, place: SealedPlace | undefined): ProofLine {
  if (place === undefined) return { kind: 'not-sealed', _id: id, leaf }
  const { day, file, proof } = place
  if (proof.path === null) return { kind: 'sealed-whole', _id: id, leaf, day, file }
  return { kind: 'sealed', _id: id, leaf, day, file, index: proof.index, path: proof.path }
}

/** Day → the trail from the entry of its sealing on. */
async function dayStretches(
  { records, notary }: EvidenceSource,
  days: readonly string[],
): Promise<ReadonlyMap<string, TrailStretch>> {
  const stretches = new Map<string, TrailStretch>()
  // What was sealed within the last minute is held by no head yet.
  await notary.sign()
  const entries = await sealingEntries(records, new Set(days))
  for (const day of days.toSorted()) {
    const number = entries.get(day)
    if (number === undefined)
      throw new Permanent(
        'evidence.unprovable',
        `${day} is sealed, and not in the audit trail yet; try again later`,
      )
    stretches.set(day, (await stretchFrom(records, number))!)
  }
  return stretches
}

/** The public key of today and those of before: heads of old days were signed with them. */
async function addKeys(parts: Parts, folder: string): Promise<void> {
  for (const [id, key] of readPublicKeys(folder))
    await parts.add(`keys/${id}.pem`, key.export({ type: 'spki', format: 'pem' }).toString())
}

async function addStretch(parts: Parts, prefix: string, { links, head }: TrailStretch): Promise<void> {
  await parts.add(`${prefix}trail.ndjson`, links.map(link => `${link}\n`).join(''))
  await parts.add(`${prefix}head.json`, canonicalText(head))
  await parts.add(`${prefix}head.txt`, headText(head))
  await parts.add(`${prefix}head.sig`, Buffer.from(head.signature, 'base64'))
}

/** Enters the export into the trail and has the trail signed. */
async function enter(
  { audit, notary, records }: EvidenceSource,
  { id, by, reason, asked }: EvidenceRequest,
  manifest: string,
  events: number,
): Promise<TrailStretch> {
  const digest = createHash('sha256').update(manifest).digest('hex')
  const what = asked.incident ?? (asked.q === '' || asked.q === null ? '*' : asked.q)
  await audit.record(
    by,
    EVIDENCE_EXPORTED,
    `evidence ${id}`,
    `${digest} ${events} events of ${what}: ${reason}`,
  )
  await notary.sign()
  const last = await audit.lastNumber()
  for (let after = Math.max(0, last - PAGE); ; after = Math.max(0, after - PAGE)) {
    const page = await records.entries<AuditEntry>(AUDIT_LOG, after, PAGE)
    const found = page.findLast(({ entry }) => entry.detail.startsWith(`${digest} `))
    if (found !== undefined) return (await stretchFrom(records, found.number))!
    if (after === 0) throw new Error('the entry of the export is not in the audit trail')
  }
}
