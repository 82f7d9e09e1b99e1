// Which rules a filter reaches, and if it reaches none, why. A rule is reached when the filter names it (or says
// any), when its log source is within the filter's, and when it has one of the tags in scope.

import type { CorrelationRule } from '../correlation-rule.ts'
import type { LogSource, Rule } from '../rule.ts'
import type { RuleFilter } from './rule-filter.ts'

/** A rule, or a correlation as one: it has no log source, and its fields are those of the event that decided. */
export type ReachedRule = Rule & { readonly name?: string }

/** The rules and correlations that filters may name. */
export interface NamedRules {
  readonly rules: readonly ReachedRule[]
  readonly byId: ReadonlyMap<string, ReachedRule>
  readonly byName: ReadonlyMap<string, readonly ReachedRule[]>
}

export type ReachFault = 'unknown-rule' | 'other-log-source' | 'no-rule-in-scope'

export interface Reach {
  readonly rules: readonly ReachedRule[]
  /** The first thing that is wrong with what it names; the rules that are there are reached all the same. */
  readonly fault: { readonly kind: ReachFault; readonly detail: string } | undefined
}

/** Prepares rules and correlations to be named. */
export function nameRules(
  rules: readonly ReachedRule[],
  correlations: readonly Pick<CorrelationRule, 'summary' | 'name' | 'status' | 'path'>[] = [],
): NamedRules {
  const all = [...rules, ...correlations.map(asRule)]
  const byName = new Map<string, ReachedRule[]>()
  for (const rule of all) {
    if (rule.name === undefined) continue
    const named = byName.get(rule.name) ?? []
    named.push(rule)
    byName.set(rule.name, named)
  }
  return { rules: all, byId: new Map(all.map(rule => [rule.summary.id, rule])), byName }
}

/** A correlation as exceptions are held against it. */
export function asRule({
  summary,
  name,
  status,
  path,
}: Pick<CorrelationRule, 'summary' | 'name' | 'status' | 'path'>): ReachedRule {
  return { summary, status, path, logsource: {}, cases: [], ...(name === undefined ? {} : { name }) }
}

/** Finds what a filter reaches; `tags` are those in scope beside the document's own. */
export type FindReach = (filter: RuleFilter, tags: readonly string[]) => Reach

/** Filters that say any with the same log source and tags get the very same list of rules. */
export function createReach(named: NamedRules): FindReach {
  const ofAny = new Map<string, Reach>()
  return (filter, tags) => {
    if (filter.rules !== 'any') return reachOfNames(filter.rules, filter, tags, named)
    const key = JSON.stringify([PARTS.map(part => filter.logsource[part]), filter.scope.tags, tags])
    const known = ofAny.get(key)
    if (known !== undefined) return known
    const rules = named.rules.filter(
      rule => isWithin(rule.logsource, filter.logsource) && isInScope(rule, filter, tags),
    )
    const detail = 'no rule that is loaded has this log source and these tags'
    const reach: Reach = {
      rules,
      fault: rules.length === 0 ? { kind: 'no-rule-in-scope', detail } : undefined,
    }
    ofAny.set(key, reach)
    return reach
  }
}

function reachOfNames(
  references: readonly string[],
  filter: RuleFilter,
  tags: readonly string[],
  named: NamedRules,
): Reach {
  let fault: Reach['fault']
  const blame = (kind: ReachFault, detail: string): void => void (fault ??= { kind, detail })
  const found = new Set<ReachedRule>()
  for (const reference of references) {
    const rules = rulesCalled(reference, named)
    if (rules.length === 0)
      blame('unknown-rule', `${reference} is neither the id nor the name of a rule that is loaded`)
    for (const rule of rules) {
      if (!isWithin(rule.logsource, filter.logsource)) {
        const sources = `of ${showSource(rule.logsource)}, the filter is of ${showSource(filter.logsource)}`
        blame('other-log-source', `${reference} is a rule ${sources}`)
      } else if (!isInScope(rule, filter, tags)) {
        blame('no-rule-in-scope', `${reference} has none of the tags in scope`)
      } else found.add(rule)
    }
  }
  return { rules: [...found], fault }
}

function isInScope(rule: ReachedRule, filter: RuleFilter, tags: readonly string[]): boolean {
  return hasTag(rule, filter.scope.tags) && hasTag(rule, tags)
}

function rulesCalled(reference: string, { byId, byName }: NamedRules): readonly ReachedRule[] {
  const rule = byId.get(reference.toLowerCase())
  return rule === undefined ? (byName.get(reference) ?? []) : [rule]
}

function hasTag(rule: ReachedRule, tags: readonly string[]): boolean {
  if (tags.length === 0) return true
  return rule.summary.tags.some(tag => tags.some(wanted => wanted.toLowerCase() === tag.toLowerCase()))
}

const PARTS = ['product', 'category', 'service'] as const

/** True when the rule names every part that the filter names, alike. */
function isWithin(of: LogSource, filter: LogSource): boolean {
  return PARTS.every(
    part => filter[part] === undefined || filter[part].toLowerCase() === of[part]?.toLowerCase(),
  )
}

function showSource(source: LogSource): string {
  return PARTS.flatMap(part => source[part] ?? []).join('/')
}
