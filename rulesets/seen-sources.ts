// Which log sources of a set stored events show. The event store gives one event of each kind (a combination of
// what rules are routed by); a source is seen when its route takes one of them.

import { TRAIT_FIELDS, traitsOf } from '#/correlation/event-traits.ts'
import { isRouted, routeOf } from '#/correlation/log-source.ts'
import type { LogSource } from '#/correlation/rule.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { EventStore } from '#/store/event-store.ts'
import { sourceKey, type RuleSetPolicy, type SeenSources } from './policy.ts'
import type { RuleRow } from './rule-set.ts'

const DAY_MS = 24 * 60 * 60_000
/** Days that are looked at when the policy asks for none: what is shown must be true of something. */
const DEFAULT_DAYS = 30

/** Looks which log sources of the rules stored events of the policy's days show. */
export type LookForSources = (
  rules: readonly RuleRow[],
  policy: RuleSetPolicy,
  signal?: AbortSignal,
) => Promise<SeenSources>

export function createLookForSources(events: Pick<EventStore, 'kinds'>, clock: Clock): LookForSources {
  return async (rules, policy, signal) => {
    const at = clock.now()
    const sinceMs = at - (policy.seenWithinDays ?? DEFAULT_DAYS) * DAY_MS
    const kinds = await events.kinds(Object.keys(TRAIT_FIELDS), sinceMs, signal)
    const traits = kinds.map(traitsOf)
    const sources = new Map<string, LogSource>()
    for (const { logsource } of rules)
      if (logsource !== undefined) sources.set(sourceKey(logsource), logsource)
    const seen = [...sources].filter(([, source]) => {
      const route = routeOf(source)
      return typeof route !== 'string' && traits.some(each => isRouted(route, each))
    })
    return { at, sources: seen.map(([key]) => key).sort() }
  }
}

/** Where no events can be asked: a policy that wants seen sources turns all rules off, and the plan says so. */
export const noSources: LookForSources = async () => ({ at: null, sources: [] })
