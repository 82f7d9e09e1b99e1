// A set of rules ready for events: log source first, then the expression trees of the rules that are left.
//
// Which rules are left depends only on a few traits of the event, so the answer is kept per combination of
// traits; an ordinary stream has some hundreds of them.

import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { matchExpression } from './evaluate.ts'
import { traitsOf } from './event-traits.ts'
import type { Traits } from './event-traits.ts'
import { eventSource, EventValues, EventView } from './event-view.ts'
import { evidenceOf } from './evidence.ts'
import { fieldNamesFor } from './field-names.ts'
import type { FieldNames } from './field-names.ts'
import type { LoadedRule } from './loaded-rule.ts'
import { isRouted } from './log-source.ts'
import type { Route } from './log-source.ts'
import type { Match, Matcher } from './rule.ts'

interface Bound {
  readonly rule: LoadedRule
  readonly names: FieldNames
  readonly position: number
}

/** Rules of one log source: they are asked together or not at all. */
interface Group {
  readonly route: Route
  readonly rules: Bound[]
}

export interface MatcherOptions {
  /** False asks every rule of every event, whatever its log source; for trying rules out. */
  readonly routing?: boolean
}

/** Makes the rules ready; they keep their order in the matches. */
export function createMatcher(rules: readonly LoadedRule[], options: MatcherOptions = {}): Matcher {
  const route = options.routing ?? true
  const groups = new Map<string, Group>()
  for (const [position, rule] of rules.entries()) {
    const key = JSON.stringify(rule.route)
    const group = groups.get(key) ?? { route: rule.route, rules: [] }
    groups.set(key, group)
    group.rules.push({ rule, names: fieldNamesFor(rule.logsource), position })
  }
  const routed = new Map<string, readonly Bound[]>()
  const rulesFor = (event: Event): readonly Bound[] => {
    const traits = traitsOf(event)
    const key = keyOf(traits)
    const known = routed.get(key)
    if (known !== undefined) return known
    const found = [...groups.values()]
      .filter(group => !route || isRouted(group.route, traits))
      .flatMap(group => group.rules)
      .sort((a, b) => a.position - b.position)
    if (routed.size >= LIMITS.maxRoutes) routed.clear()
    routed.set(key, found)
    return found
  }
  return {
    rules,
    match(event) {
      const candidates = rulesFor(event)
      return candidates.length === 0 ? [] : matchAll(candidates, event)
    },
  }
}

function matchAll(candidates: readonly Bound[], event: Event): readonly Match[] {
  const matches: Match[] = []
  const values = new EventValues(eventSource(event))
  const views = new Map<FieldNames, EventView>()
  for (const { rule, names } of candidates) {
    let view = views.get(names)
    if (view === undefined) {
      view = new EventView(values, names)
      views.set(names, view)
    }
    if (matchExpression(rule.expression, view))
      matches.push({ rule, matched: evidenceOf(rule.expression, view) })
  }
  return matches
}

function keyOf(traits: Traits): string {
  return Object.values(traits).join('\n')
}
