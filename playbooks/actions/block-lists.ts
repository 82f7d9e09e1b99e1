// Block lists: what the city's firewalls, resolvers and proxies fetch and refuse. An entry has a reason, who or
// which run added it, and an end. The lists are records; a list's own record changes with every entry, so that
// its version says whether what a firewall holds is still current.

import { createHash } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { put, remove, type Change, type Collection, type Records, type Stored } from '#/store/records.ts'
import { parseBlockValue, type BlockKind } from './block-value.ts'
import type { ProtectedAssets } from './protected-assets.ts'

export interface BlockListSettings {
  /** In addresses: `[a-z0-9-]`. */
  readonly id: string
  readonly name: string
  readonly holds: readonly BlockKind[]
}

export interface BlockEntry {
  readonly list: string
  readonly kind: BlockKind
  readonly value: string
  readonly reason: string
  readonly incidentId: string | null
  readonly runId: string | null
  /** A user name, or `thapcanh` for a playbook. */
  readonly addedBy: string
  readonly addedAt: number
  /** ms UTC; null: until a person takes it out. */
  readonly expiresAt: number | null
}

export type NewBlockEntry = Omit<BlockEntry, 'kind' | 'addedAt'>

export interface BlockAdded {
  readonly outcome: 'added' | 'renewed'
  readonly entry: BlockEntry
}

export interface BlockListSummary extends BlockListSettings {
  readonly entries: number
  /** When an entry last came, went or ended; null: never. */
  readonly changedAt: number | null
}

export interface BlockEntryPage {
  readonly entries: readonly BlockEntry[]
  readonly next: string | null
  readonly total: number
}

export interface BlockLists {
  lists(): Promise<readonly BlockListSummary[]>
  /** Newest first; undefined: there is no such list. */
  entries(list: string, limit: number, after?: string): Promise<BlockEntryPage | undefined>
  /** All that hold now, in order of value. Undefined: there is no such list. */
  all(
    list: string,
  ): Promise<{ readonly entries: readonly BlockEntry[]; readonly changedAt: number } | undefined>
  /** `renewed`: it stood there already; it keeps the later end. */
  add(entry: NewBlockEntry): Promise<BlockAdded | Problem>
  /** False: it was not there. */
  remove(list: string, value: string): Promise<boolean | Problem>
  /** What is wrong with putting a value into a list; changes nothing. */
  check(list: string, value: string): Problem | undefined
}

export interface BlockListOptions {
  readonly records: Records
  readonly clock: Clock
  readonly protectedAssets: ProtectedAssets
  readonly lists: readonly BlockListSettings[]
}

/** What a list holds at most: the smallest number that common firewalls take from one feed. */
export const MAX_BLOCK_ENTRIES = 50_000
const PAGE = 1000
const MAX_TRIES = 20
const MAX_REASON = 500

interface ListState {
  readonly list: string
  readonly changedAt: number
}

const ENTRIES: Collection<BlockEntry> = {
  name: 'block-entry',
  keys: ({ list, value, addedAt, expiresAt }) => ({ list, value, addedAt, expiresAt }),
}
const STATES: Collection<ListState> = { name: 'block-list', keys: ({ list }) => ({ list }) }

export function createBlockLists({ records, clock, protectedAssets, lists }: BlockListOptions): BlockLists {
  const settings = new Map(lists.map(list => [list.id, list]))
  const held = new Map<
    string,
    { readonly version: number; readonly entries: readonly Stored<BlockEntry>[] }
  >()

  const problem = (detail: string): Problem => ({ code: 'command.invalid', where: 'block list', detail })

  /** Commits an entry's change with its list's; tries again when someone came between. */
  async function change<T>(list: string, changedAt: number, plan: () => Promise<Planned<T>>): Promise<T> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const state = await records.get(STATES, list)
      const { changes, answer } = await plan()
      if (changes.length === 0) return answer
      const next: ListState = { list, changedAt: Math.max(changedAt, state?.record.changedAt ?? 0) }
      const outcome = await records.commit([...changes, put(STATES, list, next, state?.version ?? 0)])
      if (outcome === 'done') return answer
    }
    throw new Error(`block list ${list}: ${MAX_TRIES} writers came between`)
  }

  /** Takes out what has ended; the list has changed at the moment of the last end. */
  async function sweep(list: string): Promise<void> {
    for (;;) {
      const now = clock.now()
      const { records: ended } = await records.find(ENTRIES, {
        where: { list },
        range: { key: 'expiresAt', from: 0, to: now },
        order: { key: 'expiresAt', direction: 'up' },
        limit: PAGE,
      })
      const last = ended.at(-1)?.record.expiresAt
      if (last === undefined || last === null) return
      const changes = ended.map(({ id, version }) => remove(ENTRIES, id, version))
      const state = await records.get(STATES, list)
      const next: ListState = { list, changedAt: Math.max(last, state?.record.changedAt ?? 0) }
      await records.commit([...changes, put(STATES, list, next, state?.version ?? 0)])
    }
  }

  function check(list: string, value: string): Problem | undefined {
    const known = settings.get(list)
    if (known === undefined) return problem(`there is no block list “${list.slice(0, 64)}”`)
    const parsed = parseBlockValue(value)
    if ('code' in parsed) return parsed
    if (!known.holds.includes(parsed.kind))
      return problem(
        `${parsed.value} is of kind ${parsed.kind}; the list ${list} holds ${known.holds.join(', ')}`,
      )
    const asset = protectedAssets.find(parsed.value)
    if (asset === undefined) return undefined
    const detail = `${parsed.value} would cut off ${asset.value}, which is protected: ${asset.reason}`
    return { code: 'command.protected', where: `block list ${list}`, detail }
  }

  return {
    check,

    async lists() {
      const summaries: BlockListSummary[] = []
      for (const list of lists) {
        await sweep(list.id)
        const state = await records.get(STATES, list.id)
        const entries = await records.count(ENTRIES, { where: { list: list.id } })
        summaries.push({ ...list, entries, changedAt: state?.record.changedAt ?? null })
      }
      return summaries
    },

    async entries(list, limit, after) {
      if (!settings.has(list)) return undefined
      await sweep(list)
      const page = await records.find(ENTRIES, {
        where: { list },
        order: { key: 'addedAt', direction: 'down' },
        limit: Math.min(limit, PAGE),
        ...(after === undefined ? {} : { after }),
      })
      const total = await records.count(ENTRIES, { where: { list } })
      return { entries: page.records.map(({ record }) => record), next: page.next, total }
    },

    async all(list) {
      if (!settings.has(list)) return undefined
      await sweep(list)
      const state = await records.get(STATES, list)
      const version = state?.version ?? 0
      let known = held.get(list)
      if (known?.version !== version) {
        known = { version, entries: await everyEntry(records, list) }
        held.set(list, known)
      }
      return { entries: known.entries.map(({ record }) => record), changedAt: state?.record.changedAt ?? 0 }
    },

    async add(wanted) {
      const wrong = check(wanted.list, wanted.value)
      if (wrong !== undefined) return wrong
      const parsed = parseBlockValue(wanted.value)
      if ('code' in parsed) return parsed
      const now = clock.now()
      if (wanted.expiresAt !== null && wanted.expiresAt <= now)
        return problem(`the end of ${parsed.value} has passed`)
      await sweep(wanted.list)
      const id = entryId(wanted.list, parsed.value)
      return await change<BlockAdded | Problem>(wanted.list, now, async () => {
        const before = await records.get(ENTRIES, id)
        if (
          before === undefined &&
          (await records.count(ENTRIES, { where: { list: wanted.list } })) >= MAX_BLOCK_ENTRIES
        )
          return {
            changes: [],
            answer: problem(`the list ${wanted.list} is full (${MAX_BLOCK_ENTRIES} entries)`),
          }
        const entry: BlockEntry = {
          ...wanted,
          ...parsed,
          reason: wanted.reason.normalize('NFC').slice(0, MAX_REASON),
          addedAt: now,
          expiresAt: later(before?.record, wanted.expiresAt),
        }
        const outcome = before === undefined ? 'added' : 'renewed'
        return {
          changes: [put(ENTRIES, id, entry, before?.version ?? 0)],
          answer: { outcome, entry } as const,
        }
      })
    },

    async remove(list, value) {
      if (!settings.has(list)) return problem(`there is no block list “${list.slice(0, 64)}”`)
      const parsed = parseBlockValue(value)
      if ('code' in parsed) return parsed
      await sweep(list)
      const id = entryId(list, parsed.value)
      return await change(list, clock.now(), async () => {
        const before = await records.get(ENTRIES, id)
        return before === undefined
          ? { changes: [], answer: false }
          : { changes: [remove(ENTRIES, id, before.version)], answer: true }
      })
    },
  }
}

interface Planned<T> {
  readonly changes: readonly Change[]
  readonly answer: T
}

function later(before: BlockEntry | undefined, wanted: number | null): number | null {
  if (before === undefined) return wanted
  return before.expiresAt === null || wanted === null ? null : Math.max(before.expiresAt, wanted)
}

function entryId(list: string, value: string): string {
  return createHash('sha256').update(`${list}\n${value}`).digest('hex').slice(0, 40)
}

async function everyEntry(records: Records, list: string): Promise<readonly Stored<BlockEntry>[]> {
  const entries: Stored<BlockEntry>[] = []
  for (let after: string | undefined; ;) {
    const page = await records.find(ENTRIES, {
      where: { list },
      order: { key: 'value', direction: 'up' },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    entries.push(...page.records)
    if (page.next === null) return entries
    after = page.next
  }
}
