// What an event of one route is asked: which slots are walked first, which rules each literal brings up, and the
// few rules that must be asked whatever was found. Where most rules of a route want one of a few values in the
// same field (an event id), a plan is narrowed further for each such value.

import { LIMITS } from '#/kernel/limits.ts'
import type { CompiledRule } from './compile-rules.ts'
import type { MatchRun } from './match-run.ts'
import type { Clause } from './node.ts'
import type { Slot } from './slot.ts'

/** How many plans a matcher has made, narrowed ones too, since it last forgot them. */
export interface PlanCount {
  made: number
}

export class MatchingPlan {
  /** Slots whose values are walked to find candidates. */
  readonly slots: readonly Slot[]
  /** Rules without a literal that they need. */
  readonly always: readonly CompiledRule[]
  /** By the rule's position: 1 when it is asked. */
  readonly isAsked: Uint8Array
  readonly #rules: readonly CompiledRule[]
  readonly #count: PlanCount
  readonly #splitter: Slot | undefined
  /** Rules that want one of the same few values of the splitter. */
  readonly #groups: readonly Group[]
  readonly #byValue = new Map<unknown, MatchingPlan>()
  readonly #byAnswers = new Map<string, MatchingPlan>()

  /** `ruleCount` is that of all rules of the matcher; `mayNarrow` is false for a plan that is narrowed. */
  constructor(rules: readonly CompiledRule[], ruleCount: number, count: PlanCount, mayNarrow = true) {
    this.#rules = rules
    this.#count = count
    count.made += 1
    this.isAsked = new Uint8Array(ruleCount)
    for (const { position } of rules) this.isAsked[position] = 1
    this.always = rules.filter(rule => rule.trigger === undefined)
    const slots = rules.flatMap(rule => rule.trigger?.map(({ slot }) => slot) ?? [])
    this.slots = [...new Set(slots)]
    this.#splitter = mayNarrow ? splitterOf(rules) : undefined
    this.#groups = this.#splitter === undefined ? [] : groupsOf(rules, this.#splitter)
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0
  }

  /** The plan for the event that the run has begun. */
  narrowed(run: MatchRun): MatchingPlan {
    const slot = this.#splitter
    if (slot === undefined) return this
    const value = run.valueOf(slot)
    if (typeof value !== 'string' && typeof value !== 'number') return this.#byWhatHolds(slot, run)
    const known = this.#byValue.get(value)
    if (known !== undefined) return known
    const plan = this.#byWhatHolds(slot, run)
    if (typeof value === 'string' && value.length > MAX_KEPT_LENGTH) return plan
    if (this.#byValue.size >= LIMITS.maxNarrowedPlans) this.#byValue.clear()
    this.#byValue.set(value, plan)
    return plan
  }

  #byWhatHolds(slot: Slot, run: MatchRun): MatchingPlan {
    const held = this.#groups.map(({ clause }) => clause.some(literal => run.holds(literal)))
    const key = held.join()
    const known = this.#byAnswers.get(key)
    if (known !== undefined) return known
    const left = new Set(this.#groups.flatMap(({ rules }, nth) => (held[nth] ? rules : [])))
    const rules = this.#rules.filter(rule => !rule.splits.has(slot) || left.has(rule))
    const plan = new MatchingPlan(rules, this.isAsked.length, this.#count, false)
    if (this.#byAnswers.size >= LIMITS.maxNarrowedPlans) this.#byAnswers.clear()
    this.#byAnswers.set(key, plan)
    return plan
  }
}

interface Group {
  readonly clause: Clause
  readonly rules: readonly CompiledRule[]
}

function groupsOf(rules: readonly CompiledRule[], slot: Slot): readonly Group[] {
  const split = rules.filter(rule => rule.splits.has(slot))
  const keyOf = (rule: CompiledRule): string =>
    rule.splits
      .get(slot)!
      .map(({ id }) => id)
      .join()
  return [...Map.groupBy(split, keyOf).values()].map(group => ({
    clause: group[0]!.splits.get(slot)!,
    rules: group,
  }))
}

const MAX_KEPT_LENGTH = 256
/** Fewer rules are not worth a plan of their own. */
const MIN_SPLIT = 8

/** The slot by which most rules can be told apart. */
function splitterOf(rules: readonly CompiledRule[]): Slot | undefined {
  const counts = new Map<Slot, number>()
  for (const { splits } of rules) {
    for (const slot of splits.keys()) counts.set(slot, (counts.get(slot) ?? 0) + 1)
  }
  const [slot, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
  return count !== undefined && count >= MIN_SPLIT ? slot : undefined
}
