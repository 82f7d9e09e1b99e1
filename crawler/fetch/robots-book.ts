// The robots.txt of each origin, asked for once and remembered, durably, for a day; one that could not be had is
// asked for again after a quarter of an hour, and until then nothing of that site is.

import { createHash } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { put, remove, type Collection, type Records } from '#/store/records.ts'
import { ALLOW_ALL, parseRobots, type RobotsRules } from './robots-rules.ts'

/** What asking for the file gave. */
export type RobotsAnswer =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  /** 4xx: there is none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly reason: string }

export type RobotsVerdict =
  | { readonly kind: 'rules'; readonly rules: RobotsRules }
  | { readonly kind: 'unreachable'; readonly reason: string }

interface KeptRobots {
  readonly url: string
  readonly fetchedAt: number
  readonly answer:
    | { readonly kind: 'file'; readonly base64: string }
    | { readonly kind: 'none' }
    | { readonly kind: 'unreachable'; readonly reason: string }
}

const ROBOTS_FILES: Collection<KeptRobots> = {
  name: 'crawl-robots',
  keys: ({ fetchedAt }) => ({ fetchedAt }),
}

export interface RobotsBook {
  /** `ask` fetches the file at the address; it is called by one at a time for each origin. */
  rulesOf(origin: string, ask: (url: string) => Promise<RobotsAnswer>): Promise<RobotsVerdict>
  /** Forgets files of sites that were not asked for long. */
  forgetOld(): Promise<void>
}

export function createRobotsBook(records: Records, clock: Clock): RobotsBook {
  const parsed = new Map<string, { readonly fetchedAt: number; readonly verdict: RobotsVerdict }>()
  const asking = new Map<string, Promise<RobotsVerdict>>()

  function isFresh(fetchedAt: number, verdict: RobotsVerdict): boolean {
    const keptMs = verdict.kind === 'unreachable' ? LIMITS.robotsAgainMs : LIMITS.robotsKeptMs
    const age = clock.now() - fetchedAt
    return age >= 0 && age < keptMs
  }

  function remember(origin: string, fetchedAt: number, verdict: RobotsVerdict): void {
    parsed.delete(origin)
    if (parsed.size >= LIMITS.maxCrawlHostsKept) parsed.delete(parsed.keys().next().value!)
    parsed.set(origin, { fetchedAt, verdict })
  }

  async function lookUp(origin: string, ask: (url: string) => Promise<RobotsAnswer>): Promise<RobotsVerdict> {
    const url = `${origin}/robots.txt`
    const id = createHash('sha256').update(url).digest('hex').slice(0, 32)
    const stored = await records.get(ROBOTS_FILES, id)
    if (stored !== undefined) {
      const verdict = verdictOf(stored.record)
      remember(origin, stored.record.fetchedAt, verdict)
      if (isFresh(stored.record.fetchedAt, verdict)) return verdict
    }
    const answer = await ask(url)
    const kept: KeptRobots = {
      url,
      fetchedAt: clock.now(),
      answer: answer.kind === 'file' ? { kind: 'file', base64: answer.bytes.toString('base64') } : answer,
    }
    // Another process's write is as good as ours.
    await records.commit([put(ROBOTS_FILES, id, kept, stored?.version ?? 0)])
    const verdict = verdictOf(kept)
    remember(origin, kept.fetchedAt, verdict)
    return verdict
  }

  return {
    async rulesOf(origin, ask) {
      const known = parsed.get(origin)
      if (known !== undefined && isFresh(known.fetchedAt, known.verdict)) return known.verdict
      const running = asking.get(origin)
      if (running !== undefined) {
        // Whoever asks may be cancelled; then the next one asks itself.
        const verdict = await running.catch(() => undefined)
        return verdict ?? (await this.rulesOf(origin, ask))
      }
      const look = lookUp(origin, ask)
      asking.set(origin, look)
      try {
        return await look
      } finally {
        asking.delete(origin)
      }
    },
    async forgetOld() {
      const to = clock.now() - LIMITS.crawlHostKeptMs
      const old = await records.find(ROBOTS_FILES, { range: { key: 'fetchedAt', to }, limit: 500 })
      await records.commit(old.records.map(({ id, version }) => remove(ROBOTS_FILES, id, version)))
    },
  }
}

function verdictOf({ url, answer }: KeptRobots): RobotsVerdict {
  if (answer.kind === 'unreachable') return answer
  if (answer.kind === 'none') return { kind: 'rules', rules: ALLOW_ALL }
  return { kind: 'rules', rules: parseRobots(url, Buffer.from(answer.base64, 'base64')) }
}
