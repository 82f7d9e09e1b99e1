// How often each rule was asked, matched and was hidden, and what asking it took. Hits are counted on every event;
// candidates and time are measured on one event of many and scaled up, since measuring costs more than matching.

import type { MatchObserver } from '#/correlation/compiled/match-observer.ts'

/** One event of so many is measured. */
const SAMPLE_EVERY = 64

export interface RuleCount {
  readonly id: string
  /** Events for which it was asked; scaled up. */
  readonly candidates: number
  readonly hits: number
  /** Of the hits, hidden by exceptions. */
  readonly hidden: number
  /** ms spent asking it; scaled up. */
  readonly ms: number
}

export interface RuleCounters {
  /** ms UTC. */
  readonly since: number
  readonly events: number
  /** Events that were measured. */
  readonly sampled: number
  readonly rules: readonly RuleCount[]
}

/** Of several processes together; the first says since when. */
export function sumCounters(own: RuleCounters, others: readonly RuleCounters[]): RuleCounters {
  const rules = new Map<string, RuleCount>()
  for (const { rules: counted } of [own, ...others])
    for (const { id, candidates, hits, hidden, ms } of counted) {
      const sum = rules.get(id)
      rules.set(id, {
        id,
        candidates: candidates + (sum?.candidates ?? 0),
        hits: hits + (sum?.hits ?? 0),
        hidden: hidden + (sum?.hidden ?? 0),
        ms: ms + (sum?.ms ?? 0),
      })
    }
  const all = (figure: (counters: RuleCounters) => number): number =>
    others.reduce((total, counters) => total + figure(counters), figure(own))
  return {
    since: own.since,
    events: all(({ events }) => events),
    sampled: all(({ sampled }) => sampled),
    rules: [...rules.values()],
  }
}

export interface RuleMeter {
  readonly observer: MatchObserver
  readonly hit: (ruleId: string, isHidden: boolean) => void
  counters(): RuleCounters
}

interface Counts {
  candidates: number
  ms: number
  hits: number
  hidden: number
}

/** `now` in ms, with fractions; `since` in ms UTC. */
export function createRuleMeter(now: () => number, since: number): RuleMeter {
  const counts = new Map<string, Counts>()
  let events = 0
  let sampled = 0
  function of(id: string): Counts {
    const known = counts.get(id)
    if (known !== undefined) return known
    const made = { candidates: 0, ms: 0, hits: 0, hidden: 0 }
    counts.set(id, made)
    return made
  }
  return {
    observer: {
      begins() {
        events += 1
        if (events % SAMPLE_EVERY !== 1) return false
        sampled += 1
        return true
      },
      asks({ summary }, ask) {
        const began = now()
        const answer = ask()
        const count = of(summary.id)
        count.ms += now() - began
        count.candidates += 1
        return answer
      },
    },
    hit(ruleId, isHidden) {
      const count = of(ruleId)
      count.hits += 1
      if (isHidden) count.hidden += 1
    },
    counters() {
      const scale = sampled === 0 ? 0 : events / sampled
      const rules = [...counts].map(([id, { candidates, ms, hits, hidden }]) => ({
        id,
        // A hit is a candidate, whether it was measured or not.
        candidates: Math.max(Math.round(candidates * scale), hits),
        hits,
        hidden,
        ms: ms * scale,
      }))
      return { since, events, sampled, rules }
    },
  }
}
