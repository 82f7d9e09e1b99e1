// The half of correlations that looks at events, for processes in which the other half, the windows, is elsewhere: what
// it sees of an event is small, and is all that the windows need. Pure, like correlator.ts, whose `see` does both.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { LoadedCorrelation } from '../correlation-rule.ts'
import type { Match } from '../rule.ts'
import { PROMPT_AGAIN_MS, type Arrival, type Sighting } from './arrival.ts'
import { happenedAt } from './happened-at.ts'
import type { Observation } from './observation.ts'
import { createObserving } from './observing.ts'

export interface Observer {
  /** undefined: the event is no news to any window. */
  sight(event: Event, matches: readonly Match[], arrival: Arrival): Sighting | undefined
}

export interface ObserverOptions {
  readonly correlations: readonly LoadedCorrelation[]
  /** As that of the correlator. */
  readonly latenessMs: number
  readonly report: ReportProblem
}

export function createObserver({ correlations, latenessMs, report }: ObserverOptions): Observer {
  const observing = createObserving(correlations, report)
  /** Sources that were behind a short time ago → when last, ms. */
  const behind = new Map<string, number>()

  function isBehind({ source, receivedMs }: Arrival, time: number): boolean {
    if (time < receivedMs - latenessMs) {
      behind.delete(source)
      behind.set(source, receivedMs)
      if (behind.size > LIMITS.maxBehindSources) behind.delete(behind.keys().next().value!)
      return true
    }
    const last = behind.get(source)
    if (last === undefined) return false
    // The windows hear of it once more after that, and put it among the prompt ones again.
    if (receivedMs - last > PROMPT_AGAIN_MS) behind.delete(source)
    return true
  }

  return {
    sight(event, matches, arrival) {
      if (correlations.length === 0) return undefined
      const concerned = matches.filter(({ rule }) => observing.concerns(rule))
      const { time, ahead } = happenedAt(event, arrival.receivedMs, latenessMs)
      if (!isBehind(arrival, time) && concerned.length === 0) return undefined
      if (ahead !== undefined && concerned.length > 0) {
        const detail = `an event says it happens at ${new Date(ahead).toISOString()}`
        report({ code: 'correlation.future-dated', where: arrival.source, detail })
      }
      const observations: Observation[] = []
      for (const { rule } of concerned)
        observing.observe(rule, event, { ...arrival, time }, observation => observations.push(observation))
      return { ...arrival, time, observations }
    },
  }
}
