// Which rules of a set are at work: the policy of the set, then what people decided of single rules. Judging is
// pure and says for every rule why it is on or off, so that none is silent without a reason.

import type { Severity } from '#/kernel/severity.ts'
import { severityRank } from '#/kernel/severity.ts'
import type { LogSource } from '#/correlation/rule.ts'
import type { RuleRow } from './rule-set.ts'

export const RULE_STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
export type RuleStatus = (typeof RULE_STATUSES)[number]

export interface RuleSetPolicy {
  readonly minimumLevel: Severity
  /** Statuses that may be on. */
  readonly statuses: readonly RuleStatus[]
  /** In lower case; null: any. A rule that names no product is not held against `products`, and so on. */
  readonly products: readonly string[] | null
  readonly categories: readonly string[] | null
  readonly services: readonly string[] | null
  /** Only rules whose log source was seen in stored events of so many days; null: also those never seen. */
  readonly seenWithinDays: number | null
}

/** Careful: what is loud or untried is off until somebody wants it. */
export const DEFAULT_POLICY: RuleSetPolicy = {
  minimumLevel: 'medium',
  statuses: ['stable', 'test'],
  products: null,
  categories: null,
  services: null,
  seenWithinDays: 30,
}

/** What a person decided of one rule; it outlives updates. */
export interface RuleDecision {
  readonly on: boolean
  readonly reason: string
  readonly by: string
  readonly at: number
}

/** Log sources (`sourceKey`) that stored events showed. */
export interface SeenSources {
  /** When they were looked for, ms UTC; null: they could not be. */
  readonly at: number | null
  readonly sources: readonly string[]
}

/** Everything that decides which rules of a set are on. */
export interface RuleChoice {
  readonly policy: RuleSetPolicy
  readonly decisions: Readonly<Record<string, RuleDecision>>
  readonly seen: SeenSources
}

export const RULE_REASONS = [
  'policy',
  'person',
  'status',
  'level',
  'product',
  'category',
  'service',
  'source-not-seen',
  'builds-on-off',
  'feeds-off',
] as const
export type RuleReason = (typeof RULE_REASONS)[number]

export interface RuleVerdict {
  readonly on: boolean
  readonly why: RuleReason
  /** For a person: the level, the log source, the person's reason. */
  readonly detail: string
}

/** What judging needs of a rule; a loaded rule has it as well as a row of a catalogue. */
export type JudgedRule = Pick<RuleRow, 'id' | 'level' | 'status' | 'logsource' | 'buildsOn' | 'generates'>

/** `windows/process_creation/*`: product, category, service, in lower case, `*` for what is absent. */
export function sourceKey({ product, category, service }: LogSource): string {
  return [product, category, service].map(part => part?.toLowerCase() ?? '*').join('/')
}

/**
 * The verdict on each rule by id. A correlation is on only when all that it builds on is; what only feeds correlations
 * is on only when one of them is, or because a person said so: nobody wants its matches as alerts in their place.
 */
export function judgeRules(
  rules: readonly JudgedRule[],
  choice: RuleChoice,
): ReadonlyMap<string, RuleVerdict> {
  const byId = new Map(rules.map(rule => [rule.id, rule]))
  const seen = new Set(choice.seen.sources)
  const verdicts = new Map<string, RuleVerdict>()
  // A correlation cannot build on itself: the loader refuses circles.
  const judge = (rule: JudgedRule): RuleVerdict => {
    const known = verdicts.get(rule.id)
    if (known !== undefined) return known
    let verdict = judgeAlone(rule, choice, seen)
    if (verdict.on) {
      const off = rule.buildsOn.find(id => {
        const member = byId.get(id)
        return member !== undefined && !judge(member).on
      })
      if (off !== undefined) verdict = { on: false, why: 'builds-on-off', detail: off }
    }
    verdicts.set(rule.id, verdict)
    return verdict
  }
  for (const rule of rules) judge(rule)
  return withoutIdleFeeders(rules, verdicts)
}

function withoutIdleFeeders(
  rules: readonly JudgedRule[],
  judged: ReadonlyMap<string, RuleVerdict>,
): ReadonlyMap<string, RuleVerdict> {
  const builtOn = new Map<string, JudgedRule[]>()
  for (const rule of rules)
    for (const id of rule.buildsOn) builtOn.set(id, [...(builtOn.get(id) ?? []), rule])
  const verdicts = new Map(judged)
  const settled = new Set<string>()
  // From above: a correlation that feeds another may go off with it, and what feeds it after that.
  const settle = ({ id }: JudgedRule): void => {
    if (settled.has(id)) return
    settled.add(id)
    const above = builtOn.get(id) ?? []
    for (const correlation of above) settle(correlation)
    const { on, why } = verdicts.get(id)!
    const onlyFeeds = above.length > 0 && above.every(({ generates }) => generates !== true)
    const isIdle = above.every(correlation => !verdicts.get(correlation.id)!.on)
    if (on && why !== 'person' && onlyFeeds && isIdle)
      verdicts.set(id, { on: false, why: 'feeds-off', detail: above.map(each => each.id).join(', ') })
  }
  for (const rule of rules) settle(rule)
  return verdicts
}

function judgeAlone(rule: JudgedRule, choice: RuleChoice, seen: ReadonlySet<string>): RuleVerdict {
  const { policy } = choice
  const decision = Object.hasOwn(choice.decisions, rule.id) ? choice.decisions[rule.id] : undefined
  if (decision !== undefined)
    return { on: decision.on, why: 'person', detail: `${decision.by}: ${decision.reason}` }
  const off = (why: RuleReason, detail: string): RuleVerdict => ({ on: false, why, detail })
  if (!policy.statuses.some(status => status === rule.status.toLowerCase())) return off('status', rule.status)
  if (severityRank(rule.level) < severityRank(policy.minimumLevel)) return off('level', rule.level)
  const source = rule.logsource
  if (source !== undefined) {
    const parts = [
      ['product', policy.products],
      ['category', policy.categories],
      ['service', policy.services],
    ] as const
    for (const [part, allowed] of parts) {
      const named = source[part]?.toLowerCase()
      if (named !== undefined && allowed !== null && !allowed.includes(named)) return off(part, named)
    }
    const key = sourceKey(source)
    if (policy.seenWithinDays !== null && !seen.has(key)) return off('source-not-seen', key)
  }
  return { on: true, why: 'policy', detail: '' }
}
