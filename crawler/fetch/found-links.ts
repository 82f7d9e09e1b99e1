// What becomes of the links that a list names: new ones wait to be visited, known ones that changed wait again,
// discussions are looked at again in growing intervals, the rest is left alone.

import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Change, Records, Stored } from '#/store/records.ts'
import type { FoundLink } from '../extract/extracted.ts'
import { knownAddress, newAddress, putAddress, type Address } from './addresses.ts'
import { tidyAddress } from '../web-address.ts'

export interface PlannedLinks {
  readonly changes: readonly Change[]
  /** Addresses never seen before. */
  readonly found: number
  /** Left out because as many wait as may. */
  readonly noRoom: number
}

export interface LinkPlan {
  readonly source: MediaSource
  readonly role: Address['role']
  readonly depth: number
  readonly now: number
  /** Addresses that may still be made to wait. */
  readonly room: number
  /** Start of the present crawl: lists read since are not read again in it. */
  readonly startedAt: number
}

const DAY_MS = 86_400_000

/** Writes for the links, each address once; `wants` says which belong to the source. */
export async function planLinks(
  links: readonly FoundLink[],
  plan: LinkPlan,
  wants: (url: string) => boolean,
  records: Records,
): Promise<PlannedLinks> {
  const changes: Change[] = []
  let found = 0
  let waiting = 0
  let noRoom = 0
  const seen = new Set<string>()
  // The newest first: where there is no room for all, the others wait for the list to be read again.
  for (const link of links.toSorted((a, b) => (b.published ?? 0) - (a.published ?? 0))) {
    const url = tidyAddress(link.url)
    if (url === null || seen.has(url) || !wants(url)) continue
    seen.add(url)
    const known = await knownAddress(records, plan.source.id, url)
    if (known !== undefined && known.record.role !== plan.role) continue
    const next =
      known === undefined ? firstSight({ ...link, url }, plan) : seenAgain(known.record, link, plan)
    if (next === undefined) continue
    if (
      next.state === 'waiting' &&
      known?.record.state !== 'waiting' &&
      ++waiting > Math.min(plan.room, LIMITS.maxListLinks)
    ) {
      noRoom++
      continue
    }
    if (known === undefined) found++
    const last = known === undefined ? undefined : await lastOfThread(known, records)
    if (last === undefined || last.id === known?.id || next.state !== 'waiting') {
      changes.push(putAddress(next, known?.version ?? 0))
      continue
    }
    // A thread grows at its end.
    changes.push(putAddress({ ...next, state: 'done', visitedAt: plan.now }, known!.version))
    if (seen.has(last.record.url)) continue
    seen.add(last.record.url)
    changes.push(
      putAddress({ ...last.record, state: 'waiting', attempts: 0, seenAt: plan.now }, last.version),
    )
  }
  return { changes, found, noRoom }
}

function firstSight(link: FoundLink, { source, role, depth, now }: LinkPlan): Address | undefined {
  if (link.published !== null && now - link.published > LIMITS.maxLinkAgeMs) return undefined
  return newAddress(source.id, link, role, depth, now)
}

/** What to write of an address that a list names again; undefined: nothing. */
function seenAgain(known: Address, link: FoundLink, plan: LinkPlan): Address | undefined {
  const { now } = plan
  const seen = now - known.seenAt > DAY_MS ? { ...known, seenAt: now } : undefined
  if (known.state === 'waiting') return seen
  const changed = link.published !== null && link.published > (known.link.published ?? known.foundAt)
  const isDue =
    plan.role === 'list'
      ? (known.visitedAt ?? 0) < plan.startedAt && (link.published === null || changed)
      : changed || isTalkedAbout(known, plan)
  if (!isDue) return seen
  const published = link.published ?? known.link.published
  return {
    ...known,
    state: 'waiting',
    attempts: 0,
    seenAt: now,
    depth: plan.depth,
    link: { ...known.link, title: link.title ?? known.link.title, summary: link.summary, published },
  }
}

/** Comments and answers come for days, most of them early: half its age must have passed since the last visit. */
function isTalkedAbout(known: Address, { source, now }: LinkPlan): boolean {
  if (!source.withComments && source.kind !== 'forum') return false
  const age = now - known.foundAt
  if (known.state === 'failed' || age > LIMITS.discussionMs || known.visitedAt === null) return false
  return now - known.visitedAt >= Math.max(age / 2, source.everyMinutes * 60_000 * 0.9)
}

/** The last page that is known of a thread; the page itself when it is no thread. */
async function lastOfThread(first: Stored<Address>, records: Records): Promise<Stored<Address>> {
  let last = first
  for (let page = 0; last.record.next !== null && page < LIMITS.maxThreadPages; page++) {
    const next = await knownAddress(records, first.record.sourceId, last.record.next)
    if (next === undefined) return last
    last = next
  }
  return last
}
