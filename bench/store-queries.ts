// The searches that `bench -- store` times: the seven of the measurements that the store was chosen by, and three more
// that the filters over texts of sealed days (docs/decisions/0038) help less or not at all.

import type { EventStore, SearchHit } from '#/store/event-store.ts'
import { EVERYTHING, type Query } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { RARE_TEXT } from './store-lines.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ROUNDS = 20
const PAGE = 100

/** What one query took, in ms. */
export interface QueryTimes {
  readonly p50: number
  readonly p95: number
  /** Events that it found or counted, in the last round. */
  readonly found: number
}

export type QueryName = keyof ReturnType<typeof queriesOf>

/** Times each query so many rounds, all of them in turn. `now` is the time of the newest event. */
export async function timeQueries(
  store: EventStore,
  now: () => number,
  knownId: string,
): Promise<Record<QueryName, QueryTimes>> {
  const names = Object.keys(queriesOf(store, now(), knownId)) as QueryName[]
  const times = new Map<QueryName, number[]>(names.map(name => [name, []]))
  const found = new Map<QueryName, number>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const ask = queriesOf(store, now(), knownId)[name]
      const began = performance.now()
      found.set(name, await ask())
      times.get(name)!.push(performance.now() - began)
    }
  }
  const of = (name: QueryName): QueryTimes => {
    const sorted = times.get(name)!.sort((a, b) => a - b)
    const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1]! * 10) / 10
    return { p50: at(0.5), p95: at(0.95), found: found.get(name)! }
  }
  return Object.fromEntries(names.map(name => [name, of(name)])) as Record<QueryName, QueryTimes>
}

/** How often each is asked. */
export const QUERY_ROUNDS = ROUNDS

function queriesOf(store: EventStore, now: number, knownId: string) {
  const day = { fromMs: now - DAY_MS, toMs: now + 1 }
  const search = async (query: Query, times: { fromMs?: number; toMs?: number } = {}): Promise<number> => {
    const { hits, complete } = await store.search({ query, limit: PAGE, ...times })
    if (!complete) throw new Error('a search ran out of its time')
    return hits.length
  }
  const topOf = async (field: string, limit: number): Promise<number> => {
    const { values, complete, exact } = await store.summarise({ query: EVERYTHING, top: { field, limit } })
    if (!complete || !exact) throw new Error(`not every value of ${field} was counted`)
    return values.length
  }
  return {
    hostLast15Minutes: () =>
      search(queryOf('host.hostname:may-chu-003.so-2.example.com'), { fromMs: now - 15 * MINUTE_MS }),
    failedPasswordLastDay: () => search(queryOf('"failed password"'), day),
    rareText: () => search(queryOf(RARE_TEXT)),
    top20SourceAddresses: () => topOf('source.ip', 20),
    histogramLastDay: async () => {
      const bars = { widthMs: 30 * MINUTE_MS, beginMs: 0 }
      return (await store.summarise({ query: EVERYTHING, ...day, bars })).events
    },
    /** Every value is counted to know the most frequent ones exactly; so this is an exact count of them too. */
    exactUsers: () => topOf('user.name', 1000),
    byId: async () => (((await store.get(knownId)) satisfies SearchHit | undefined) === undefined ? 0 : 1),
    /** Seldom as a whole, its parts are everywhere. */
    rareAddress: () => search(queryOf('"198.18.201.77 port"')),
    /** Too short for the filters: every text is read. */
    rareThreeLetters: () => search(queryOf('"~q^"')),
    absentText: () => search(queryOf('"this stands nowhere"')),
  }
}

function queryOf(text: string): Query {
  const parsed = parseSearchQuery(text)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  return parsed.query
}
