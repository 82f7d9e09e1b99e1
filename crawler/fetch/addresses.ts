// Every address that a source's lists have named, durably: those that wait to be visited are the frontier of its
// crawl, the others are known, with what they gave last, so that they are fetched again only when they changed.
// A source's addresses are written by its crawl alone, and one crawl of a source runs at a time.

import { createHash } from 'node:crypto'
import { LIMITS } from '#/kernel/limits.ts'
import { put, remove, type Collection, type Records, type Stored } from '#/store/records.ts'
import type { FoundLink } from '../extract/extracted.ts'
import type { Validators } from './polite-client.ts'

export interface Address {
  readonly sourceId: string
  readonly url: string
  /** `list`: read for its links; `page`: handed on. */
  readonly role: 'list' | 'page'
  /** `failed`: visited in vain too often, or it is of no use; a list that says it changed brings it back. */
  readonly state: 'waiting' | 'done' | 'failed'
  /** Steps along next pages from where the list or thread begins. */
  readonly depth: number
  /** As the list named it; its summary is forgotten once the page was read. */
  readonly link: FoundLink
  readonly foundAt: number
  /** When a list named it last, to the day. */
  readonly seenAt: number
  readonly visitedAt: number | null
  /** Failures in a row. */
  readonly attempts: number
  readonly validators: Validators | null
  /** Of the text that was handed on or read last. */
  readonly bodyHash: string | null
  /** Where the thread goes on. */
  readonly next: string | null
}

/** Waiting ones are found by `queue` (the source) in the order of `rank`: lists first, then the newest. */
export const ADDRESSES: Collection<Address> = {
  name: 'crawl-address',
  keys: address => ({
    source: address.sourceId,
    queue: address.state === 'waiting' ? address.sourceId : null,
    rank: address.role === 'list' ? address.depth - 1e15 : -(address.link.published ?? address.foundAt),
    seenAt: address.seenAt,
  }),
}

export function addressId(sourceId: string, url: string): string {
  return createHash('sha256').update(`${sourceId}\n${url}`).digest('hex').slice(0, 32)
}

export function newAddress(
  sourceId: string,
  link: FoundLink,
  role: Address['role'],
  depth: number,
  now: number,
): Address {
  return {
    sourceId,
    url: link.url,
    role,
    state: 'waiting',
    depth,
    link,
    foundAt: now,
    seenAt: now,
    visitedAt: null,
    attempts: 0,
    validators: null,
    bodyHash: null,
    next: null,
  }
}

export async function knownAddress(
  records: Records,
  sourceId: string,
  url: string,
): Promise<Stored<Address> | undefined> {
  return await records.get(ADDRESSES, addressId(sourceId, url))
}

/** The first that wait, at most `limit`, without those in `taken`. */
export async function waitingAddresses(
  records: Records,
  sourceId: string,
  taken: ReadonlySet<string>,
  limit: number,
): Promise<readonly Stored<Address>[]> {
  const found = await records.find(ADDRESSES, {
    where: { queue: sourceId },
    order: { key: 'rank', direction: 'up' },
    limit: Math.min(1000, taken.size + limit),
  })
  return found.records.filter(({ id }) => !taken.has(id)).slice(0, limit)
}

export async function countWaiting(records: Records, sourceId: string): Promise<number> {
  return await records.count(ADDRESSES, { where: { queue: sourceId } })
}

/** Forgets what no list has named for long; all of the source's when `everything`. */
export async function forgetAddresses(
  records: Records,
  sourceId: string,
  now: number,
  everything = false,
): Promise<void> {
  const to = everything ? Number.MAX_SAFE_INTEGER : now - LIMITS.addressKeptMs
  for (;;) {
    const { records: old } = await records.find(ADDRESSES, {
      where: { source: sourceId },
      range: { key: 'seenAt', to },
      limit: 500,
    })
    if (old.length === 0) return
    // On conflict they are looked up anew.
    await records.commit(old.map(({ id, version }) => remove(ADDRESSES, id, version)))
  }
}

/** A write of an address as it is now. */
export function putAddress(address: Address, seen: number) {
  return put(ADDRESSES, addressId(address.sourceId, address.url), address, seen)
}
