// One entry of the log of a cluster's state, and how it proves that it is whole and in its place.
//
// `term`: a leader begins; whatever an earlier one still writes comes too late. `group`: changes that the leader
// committed, as SQLite's changeset, compressed. `part`: the beginning of a group that is too large for one entry;
// it counts only with the group that follows it.

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { Fatal } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { LogPlace } from '../embedded/log-place.ts'

export const ENTRY_KINDS = ['term', 'part', 'group'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export interface EntryHead {
  /** From 1, without gaps. */
  readonly number: number
  readonly kind: EntryKind
  /** Of the term in which it was written (cluster/leader-lock.ts). */
  readonly fence: number
  /** One opening of the store by one process; random. */
  readonly writer: string
  /** Version of the tables that it is about. */
  readonly schema: number
  /** Hash of the entry before. */
  readonly previous: string
  /** Bytes of all payloads up to this one. */
  readonly total: number
}

export interface LogEntry extends EntryHead {
  readonly payload: Buffer
  /** SHA-256 of head and payload, in hex. */
  readonly hash: string
}

/** Who writes, in which term, of which tables. */
export type EntryAuthor = Pick<EntryHead, 'fence' | 'writer' | 'schema'>

export function entryAfter(place: LogPlace, kind: EntryKind, author: EntryAuthor, payload: Buffer): LogEntry {
  const { fence, writer, schema } = author
  const head: EntryHead = {
    number: place.number + 1,
    kind,
    fence,
    writer,
    schema,
    previous: place.hash,
    total: place.total + payload.length,
  }
  return { ...head, payload, hash: hashOf(head, payload) }
}

export function placeOf({ number, hash, total, fence }: LogEntry): LogPlace {
  return { number, hash, total, fence }
}

/** What is wrong with an entry that should follow the place; undefined when nothing is. */
export function entryFault(entry: LogEntry, after: LogPlace): 'damaged' | 'of another history' | undefined {
  if (entry.hash !== hashOf(entry, entry.payload) || entry.number !== after.number + 1) return 'damaged'
  return entry.previous === after.hash && entry.total === after.total + entry.payload.length
    ? undefined
    : 'of another history'
}

/** An entry as JSON may carry it. Throws Fatal (`state.damaged`) with the number when it is not one. */
export function parseEntry(number: number, source: unknown): LogEntry {
  const of = (source ?? {}) as Record<string, unknown>
  const { kind, fence, writer, schema, previous, total, payload, hash } = of
  const isEntry =
    ENTRY_KINDS.includes(kind as EntryKind) &&
    [fence, schema, total].every(Number.isSafeInteger) &&
    [writer, previous, payload, hash].every(text => typeof text === 'string')
  if (!isEntry) throw damagedEntry(number)
  const head = { number, kind, fence, writer, schema, previous, total } as EntryHead
  return { ...head, payload: Buffer.from(payload as string, 'base64'), hash: hash as string }
}

/** The entry as JSON may carry it; its number is its name there. */
export function entryDocument(entry: LogEntry): Readonly<Record<string, unknown>> {
  const { kind, fence, writer, schema, previous, total, payload, hash } = entry
  return { kind, fence, writer, schema, previous, total, hash, payload: payload.toString('base64') }
}

export function damagedEntry(number: number): Fatal {
  return new Fatal('state.damaged', `entry ${number} of the log of the state is damaged`)
}

/** The entries of one group, the last one of kind `group`. */
export async function groupAfter(
  place: LogPlace,
  author: EntryAuthor,
  changeset: Uint8Array,
  partBytes: number = LIMITS.stateEntryBytes,
): Promise<readonly LogEntry[]> {
  const packed = await compress(changeset, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } })
  const entries: LogEntry[] = []
  for (let from = 0; from < packed.length; from += partBytes) {
    const before = entries.length === 0 ? place : placeOf(entries.at(-1)!)
    const isLast = from + partBytes >= packed.length
    const payload = packed.subarray(from, from + partBytes)
    entries.push(entryAfter(before, isLast ? 'group' : 'part', author, payload))
  }
  return entries
}

/** The changeset of a group, given its parts and its last entry. */
export async function changesetOf(entries: readonly LogEntry[]): Promise<Uint8Array> {
  try {
    return await decompress(Buffer.concat(entries.map(({ payload }) => payload)))
  } catch {
    throw damagedEntry(entries.at(-1)!.number)
  }
}

/** Little work for the processor: the leader compresses as it goes. */
const LEVEL = 1
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

function hashOf(head: EntryHead, payload: Buffer): string {
  const { number, kind, fence, writer, schema, previous, total } = head
  const text = JSON.stringify([number, kind, fence, writer, schema, previous, total])
  return createHash('sha256').update(text).update('\n').update(payload).digest('hex')
}
