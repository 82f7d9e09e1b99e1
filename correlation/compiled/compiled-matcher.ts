// All rules as one matcher: what an event is asked depends on what is found in it. The order of things: its
// shape, its route, the walk over the fields in which rules' rarest literals stand, and only then the rules
// whose literals were found. The same matches, in the same order, with the same evidence as the plain matcher of
// `matcher.ts`, which stays the measure of this one.

import { LIMITS } from '#/kernel/limits.ts'
import { listEvent } from '#/kernel/listed-event.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'
import { evidenceOf } from '../evidence.ts'
import type { Holds } from '../evidence.ts'
import { fieldNamesFor } from '../field-names.ts'
import type { LoadedRule } from '../loaded-rule.ts'
import type { MatcherOptions } from '../matcher.ts'
import type { Match, Matcher } from '../rule.ts'
import { runThrough } from '../steps.ts'
import { compileRules } from './compile-rules.ts'
import type { CompiledRule, CompiledRules } from './compile-rules.ts'
import { ColumnWalk } from './column-walk.ts'
import { createEventShapes } from './event-shape.ts'
import type { EventShape } from './event-shape.ts'
import { EverythingWalk } from './everything-walk.ts'
import type { MatchObserver } from './match-observer.ts'
import { MatchRun } from './match-run.ts'
import { MatchingPlan } from './matching-plan.ts'
import type { PlanCount } from './matching-plan.ts'
import { Router } from './router.ts'

/** What a compiled matcher is made of, in numbers. */
export interface CompiledSize {
  readonly rules: number
  /** Distinct questions asked of events. */
  readonly questions: number
  /** Fields walked, each under the names of one kind of log source. */
  readonly slots: number
  /** Rules without a literal that they need: asked of every event of their log source. */
  readonly alwaysAsked: number
  /** Bytes of the automata. */
  readonly automatonBytes: number
}

export interface CompiledOptions extends MatcherOptions {
  readonly observer?: MatchObserver
}

export interface CompiledMatcher extends Matcher {
  readonly size: CompiledSize
  /**
   * The matches of each of the events; faster than one by one. An event that has not been made yet is made when a rule
   * matches, or asks for more than its fields.
   */
  matchAll(events: readonly ListedEvent[]): readonly (readonly Match[])[]
}

const NONE: readonly Match[] = []

/** Compiles the rules; they keep their order in the matches. */
export function createCompiledMatcher(
  rules: readonly LoadedRule[],
  options: CompiledOptions = {},
): CompiledMatcher {
  return runThrough(compileMatcher(rules, options))
}

/** The same in steps of some milliseconds, so that a thread can go on with its work in between. */
export function* compileMatcher(
  rules: readonly LoadedRule[],
  options: CompiledOptions = {},
): Generator<void, CompiledMatcher> {
  const compiled = yield* compileRules(rules)
  const engine = new Engine(compiled, options.routing ?? true, options.observer)
  return {
    rules,
    size: sizeOf(compiled),
    match: event => engine.match(listEvent(event)),
    matchAll: events => engine.matchAll(events),
  }
}

class Engine {
  readonly #compiled: CompiledRules
  readonly #run: MatchRun
  readonly #columns: ColumnWalk
  readonly #shapes = createEventShapes()
  readonly #router: Router
  readonly #plans = new Map<readonly number[], MatchingPlan>()
  readonly #planCount: PlanCount = { made: 0 }
  /** The plan of every event when rules are not routed. */
  readonly #unrouted: MatchingPlan | undefined
  /** By the rule's position: the turn in which it was brought up. */
  readonly #raisedAt: Int32Array
  readonly #candidates: CompiledRule[] = []
  readonly #observer: MatchObserver | undefined
  #turn = 0
  readonly #holds: Holds = expression => this.#run.holds(this.#compiled.compiler.nodes.get(expression)!)

  constructor(compiled: CompiledRules, routing: boolean, observer: MatchObserver | undefined) {
    this.#compiled = compiled
    this.#observer = observer
    const { compiler, rules, routes } = compiled
    const everything = new EverythingWalk()
    this.#run = new MatchRun(compiler.questions, compiler.slots.length, compiled.onlyRead, everything)
    this.#columns = new ColumnWalk(compiler.questions, everything)
    this.#router = new Router(routes)
    this.#raisedAt = new Int32Array(rules.length)
    this.#unrouted = routing ? undefined : new MatchingPlan(rules, rules.length, this.#planCount)
  }

  match(event: ListedEvent): readonly Match[] {
    const shape = this.#shapes.of(event.names)
    if (shape.hasRepeats) return this.match(listEvent(event.whole()))
    const plan = this.#beginWithPlan(event, shape)
    if (plan.isEmpty) return NONE
    for (const slot of plan.slots) this.#run.seek(slot)
    return this.#ask(plan)
  }

  matchAll(events: readonly ListedEvent[]): readonly (readonly Match[])[] {
    const planned = events.map(event => {
      const shape = this.#shapes.of(event.names)
      return shape.hasRepeats ? undefined : { event, shape, plan: this.#beginWithPlan(event, shape) }
    })
    this.#columns.walk(planned)
    return planned.map((one, nth) => {
      if (one === undefined) return this.match(events[nth]!)
      if (one.plan.isEmpty) return NONE
      this.#run.begin(one.event, one.shape)
      this.#columns.tell(nth, this.#run)
      return this.#ask(one.plan)
    })
  }

  /** Begins the event and finds its plan. */
  #beginWithPlan(event: ListedEvent, shape: EventShape): MatchingPlan {
    const routed = this.#unrouted ?? this.#planOf(this.#router.routesOf(event, shape))
    if (routed.isEmpty) return routed
    this.#run.begin(event, shape)
    return routed.narrowed(this.#run)
  }

  /** The matches of the event that has begun, and was walked for what brings rules up. */
  #ask(plan: MatchingPlan): readonly Match[] {
    const run = this.#run
    const observer = this.#observer?.begins() === true ? this.#observer : undefined
    const candidates = this.#candidatesOf(plan)
    let matches: Match[] | undefined
    for (const { rule, node } of candidates) {
      const holds = observer === undefined ? run.holds(node) : observer.asks(rule, () => run.holds(node))
      if (!holds) continue
      matches ??= []
      const view = run.viewOf(fieldNamesFor(rule.logsource))
      matches.push({ rule, matched: evidenceOf(rule.expression, view, this.#holds) })
    }
    run.end()
    return matches ?? NONE
  }

  #planOf(routes: readonly number[]): MatchingPlan {
    if (this.#planCount.made > LIMITS.maxPlans) {
      this.#plans.clear()
      this.#planCount.made = 0
    }
    const known = this.#plans.get(routes)
    if (known !== undefined) return known
    const { rules } = this.#compiled
    const wanted = new Set(routes)
    const plan = new MatchingPlan(
      rules.filter(({ route }) => wanted.has(route)),
      rules.length,
      this.#planCount,
    )
    this.#plans.set(routes, plan)
    return plan
  }

  /** Rules of the plan that the literals found bring up, and those that are always asked, in order. */
  #candidatesOf(plan: MatchingPlan): readonly CompiledRule[] {
    const candidates = this.#candidates
    candidates.length = 0
    const run = this.#run
    this.#turn = (this.#turn + 1) | 0
    for (const rule of plan.always) candidates.push(rule)
    for (let index = 0; index < run.foundCount; index++) {
      const raised = this.#compiled.raised[run.found[index]!]
      if (raised === undefined) continue
      for (const rule of raised) {
        const { position } = rule
        if (plan.isAsked[position] === 0 || this.#raisedAt[position] === this.#turn) continue
        this.#raisedAt[position] = this.#turn
        candidates.push(rule)
      }
    }
    return candidates.length > 1 ? candidates.sort((a, b) => a.position - b.position) : candidates
  }
}

function sizeOf({ rules, compiler }: CompiledRules): CompiledSize {
  return {
    rules: rules.length,
    questions: compiler.questions,
    slots: compiler.slots.length,
    alwaysAsked: rules.filter(({ trigger }) => trigger === undefined).length,
    automatonBytes: compiler.slots.reduce((sum, slot) => sum + slot.bytes, 0),
  }
}
