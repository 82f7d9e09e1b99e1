// Hosts that must be left alone for a while: one that said so (429 or 503, with or without Retry-After), and one
// that keeps failing. Kept durably, so that a restart does not fall upon a site that asked for peace.
//
// Rules: Retry-After is obeyed to the second; without it a minute, doubled for each further refusal in a row.
// After each failure (timeout, no connection, 5xx) the pause doubles; after LIMITS.hostFailures in a row the host
// rests five minutes, doubled for each further failure; then one request tries again. Any other answer ends it.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { put, remove, type Collection, type Records } from '#/store/records.ts'

export interface HostRest {
  readonly host: string
  readonly failuresInRow: number
  readonly refusalsInRow: number
  /** ms UTC; null: it may be asked. */
  readonly restUntil: number | null
  readonly changedAt: number
}

const HOST_RESTS: Collection<HostRest> = { name: 'crawl-host-rest', keys: ({ changedAt }) => ({ changedAt }) }

export interface HostRests {
  /** Until when the host is left alone (ms UTC), or null. */
  restUntil(host: string): Promise<number | null>
  /** By what the pause is multiplied. */
  pauseFactor(host: string): Promise<number>
  /** To be called in the host's turn, so that its writers do not meet. */
  answered(host: string): Promise<void>
  failed(host: string): Promise<void>
  /** Answers until when it rests. */
  refused(host: string, retryAfter: string | undefined): Promise<number>
  /** Forgets hosts that were not asked for long. */
  forgetOld(): Promise<void>
}

const FIRST_REFUSAL_MS = 60_000
const FIRST_REST_MS = 5 * 60_000
const MAX_FACTOR = 16

export interface HostRestOptions {
  /** False: other processes write them too, and each is looked up whenever it is asked for. */
  readonly remembers: boolean
}

export function createHostRests(
  records: Records,
  clock: Clock,
  { remembers }: HostRestOptions = { remembers: true },
): HostRests {
  const known = new Map<string, { rest: HostRest; version: number }>()

  async function read(host: string): Promise<{ rest: HostRest; version: number }> {
    const kept = known.get(host)
    if (kept !== undefined) return kept
    const stored = await records.get(HOST_RESTS, host)
    const fresh = { host, failuresInRow: 0, refusalsInRow: 0, restUntil: null, changedAt: 0 }
    const entry = { rest: stored?.record ?? fresh, version: stored?.version ?? 0 }
    if (!remembers) return entry
    if (known.size >= LIMITS.maxCrawlHostsKept) known.delete(known.keys().next().value!)
    known.set(host, entry)
    return entry
  }

  async function write(host: string, change: (rest: HostRest) => HostRest): Promise<HostRest> {
    for (;;) {
      const { rest, version } = await read(host)
      const next = { ...change(rest), changedAt: clock.now() }
      const well = next.failuresInRow === 0 && next.refusalsInRow === 0
      if (well && version === 0) return next
      known.delete(host)
      const write = well ? remove(HOST_RESTS, host, version) : put(HOST_RESTS, host, next, version)
      if ((await records.commit([write])) === 'done') return next
    }
  }

  const inFuture = (ms: number): number => clock.now() + Math.min(ms, LIMITS.maxHostRestMs)

  return {
    async restUntil(host) {
      const { restUntil } = (await read(host)).rest
      // A clock that was set back must not make a rest longer than any may be.
      return restUntil !== null && restUntil > clock.now() ? Math.min(restUntil, inFuture(Infinity)) : null
    },
    async pauseFactor(host) {
      return Math.min(2 ** (await read(host)).rest.failuresInRow, MAX_FACTOR)
    },
    async answered(host) {
      await write(host, rest => ({ ...rest, failuresInRow: 0, refusalsInRow: 0, restUntil: null }))
    },
    async failed(host) {
      await write(host, rest => {
        const failuresInRow = rest.failuresInRow + 1
        const beyond = failuresInRow - LIMITS.hostFailures
        const restUntil = beyond < 0 ? rest.restUntil : inFuture(FIRST_REST_MS * 2 ** beyond)
        return { ...rest, failuresInRow, restUntil }
      })
    },
    async refused(host, retryAfter) {
      const { restUntil } = await write(host, rest => {
        const asked = readRetryAfter(retryAfter, clock.now())
        const restMs = asked ?? FIRST_REFUSAL_MS * 2 ** rest.refusalsInRow
        return { ...rest, refusalsInRow: rest.refusalsInRow + 1, restUntil: inFuture(restMs) }
      })
      return restUntil!
    },
    async forgetOld() {
      const to = clock.now() - LIMITS.crawlHostKeptMs
      const old = await records.find(HOST_RESTS, { range: { key: 'changedAt', to }, limit: 500 })
      const changes = old.records.map(({ id, version }) => remove(HOST_RESTS, id, version))
      for (const { id } of old.records) known.delete(id)
      await records.commit(changes)
    },
  }
}

/** Milliseconds from now that Retry-After asks for (RFC 9110, 10.2.3: seconds or a date); undefined: nothing readable. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = text === '' ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
