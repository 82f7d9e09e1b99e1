// Exceptions at work: what hides the alert of a rule that matched. They are asked only of matches, and of a match
// only those that reach its rule: by the entity or system they are narrowed to, and where many have conditions of
// their own, these are compiled into one matcher, so that thousands cost about as much as one.

import type { Entity } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import { compileMatcher } from '../compiled/compiled-matcher.ts'
import { matchExpression } from '../evaluate.ts'
import { eventSource, EventValues, EventView } from '../event-view.ts'
import { fieldNamesFor } from '../field-names.ts'
import type { FieldNames } from '../field-names.ts'
import type { Subject } from '../make-alert.ts'
import type { Matcher, Rule } from '../rule.ts'
import { createReach } from './filter-reach.ts'
import type { NamedRules, Reach } from './filter-reach.ts'
import type { ExceptionScope, RuleFilter } from './rule-filter.ts'

/** A filter with the scope that people gave it. */
export interface RuleException {
  readonly id: string
  readonly title: string
  readonly filter: RuleFilter
  /** Beside the scope that stands in the document. */
  readonly scope: ExceptionScope
  /** ms UTC; null: it never ends. */
  readonly expiresAt: number | null
}

export interface Exceptions {
  /** Exceptions in force that hide the alert which `rule` made of the event; empty: it is raised. `now` in ms UTC. */
  hiding(rule: Rule, event: Event, alert: Subject, now: number): readonly RuleException[]
  /** What each reaches, in the order given. */
  readonly reaches: readonly { readonly exception: RuleException; readonly reach: Reach }[]
  /** All that reach the rule, expired or not. */
  readonly reaching: (ruleId: string) => readonly RuleException[]
  /** How many that are in force at `now` (ms UTC) reach each rule; rules that none reaches are left out. */
  readonly countsAt: (now: number) => ReadonlyMap<string, number>
}

const NONE: readonly RuleException[] = []

/** Exceptions that reach the very same rules. */
interface Group {
  readonly number: number
  readonly exceptions: RuleException[]
}

/** Makes exceptions ready for the matches of these rules. */
export function prepareExceptions(exceptions: readonly RuleException[], named: NamedRules): Exceptions {
  const findReach = createReach(named)
  const reaches = exceptions.map(exception => ({
    exception,
    reach: findReach(exception.filter, exception.scope.tags),
  }))
  const groups = new Map<readonly Rule[], Group>()
  for (const { exception, reach } of reaches) {
    const known = groups.get(reach.rules)
    if (known === undefined) groups.set(reach.rules, { number: groups.size, exceptions: [exception] })
    else known.exceptions.push(exception)
  }
  const groupsOfRule = new Map<string, Group[]>()
  for (const [rules, group] of groups) {
    for (const { summary } of rules) {
      const list = groupsOfRule.get(summary.id)
      if (list === undefined) groupsOfRule.set(summary.id, [group])
      else list.push(group)
    }
  }
  const judges = new Map<string, Judge>()
  const shared = new Map<string, Judge>()

  /** Rules that the same exceptions reach under the same field names share one judge. */
  function judgeOf(rule: Rule, list: readonly Group[]): Judge {
    const known = judges.get(rule.summary.id)
    if (known !== undefined) return known
    const { product, category, service } = rule.logsource
    const key = `${product}/${category}/${service} ${list.map(({ number }) => number).join()}`
    const judge =
      shared.get(key) ??
      new Judge(
        rule,
        list.flatMap(group => group.exceptions),
      )
    shared.set(key, judge)
    judges.set(rule.summary.id, judge)
    return judge
  }

  return {
    reaches,
    reaching: ruleId => (groupsOfRule.get(ruleId) ?? []).flatMap(group => group.exceptions),
    countsAt(now) {
      const inForce = [...groups.values()].map(
        group => group.exceptions.filter(exception => isInForce(exception, now)).length,
      )
      const counts = new Map<string, number>()
      for (const [ruleId, list] of groupsOfRule) {
        const count = list.reduce((sum, { number }) => sum + inForce[number]!, 0)
        if (count > 0) counts.set(ruleId, count)
      }
      return counts
    },
    hiding(rule, event, alert, now) {
      const list = groupsOfRule.get(rule.summary.id)
      return list === undefined ? NONE : judgeOf(rule, list).hiding(event, alert, now)
    },
  }
}

/** From so many conditions on they are compiled. */
const COMPILED_FROM = 8

class Judge {
  readonly #names: FieldNames
  readonly #byEntity = new Map<string, RuleException[]>()
  readonly #bySystem = new Map<string, RuleException[]>()
  /** Those with a condition and narrowed to neither. */
  readonly #others: RuleException[] = []
  readonly #rule: Rule
  #compiling: Generator<void, Matcher> | undefined
  #compiled: Matcher | undefined

  constructor(rule: Rule, exceptions: readonly RuleException[]) {
    this.#rule = rule
    this.#names = fieldNamesFor(rule.logsource)
    for (const exception of exceptions) {
      const entities = scopesOf(exception).flatMap(({ entity }) => entity ?? [])
      const systems = scopesOf(exception).flatMap(({ systems }) => (systems.length > 0 ? [systems] : []))
      if (entities.length > 0) file(this.#byEntity, keyOf(entities[0]!), exception)
      else if (systems.length > 0) for (const id of systems[0]!) file(this.#bySystem, id, exception)
      else this.#others.push(exception)
    }
  }

  hiding(event: Event, alert: Subject, now: number): readonly RuleException[] {
    const narrowed = [
      ...(this.#byEntity.get(keyOf(alert.entity)) ?? NONE),
      ...(alert.systemId === null ? NONE : (this.#bySystem.get(alert.systemId) ?? NONE)),
    ]
    const view = new EventView(new EventValues(eventSource(event)), this.#names)
    const holds = ({ filter: { expression } }: RuleException): boolean =>
      expression === undefined || matchExpression(expression, view)
    const found = [
      ...narrowed.filter(exception => isInScope(exception, alert) && holds(exception)),
      ...this.#othersThat(event, holds),
    ]
    return found.filter(exception => isInForce(exception, now))
  }

  #othersThat(event: Event, holds: (exception: RuleException) => boolean): readonly RuleException[] {
    const matcher = this.#others.length < COMPILED_FROM ? undefined : this.#matcher()
    if (matcher === undefined) return this.#others.filter(holds)
    return matcher.match(event).map(({ rule }) => this.#others[Number(rule.summary.id)]!)
  }

  /**
   * Compiling goes on by one step with each match and is never waited for: until it is done, conditions are asked one
   * by one.
   */
  #matcher(): Matcher | undefined {
    if (this.#compiled === undefined) {
      this.#compiling ??= compileMatcher(
        this.#others.map(({ filter }, place) => ({
          ...this.#rule,
          summary: { ...this.#rule.summary, id: String(place) },
          expression: filter.expression!,
          route: [],
        })),
        { routing: false },
      )
      const step = this.#compiling.next()
      if (step.done === true) this.#compiled = step.value
    }
    return this.#compiled
  }
}

function scopesOf({ scope, filter }: RuleException): readonly ExceptionScope[] {
  return [scope, filter.scope]
}

function isInScope(exception: RuleException, { systemId, entity }: Subject): boolean {
  return scopesOf(exception).every(
    scope =>
      (scope.entity === null || keyOf(scope.entity) === keyOf(entity)) &&
      (scope.systems.length === 0 || (systemId !== null && scope.systems.includes(systemId))),
  )
}

/** Values of entities are names and addresses: case does not tell them apart. */
function keyOf({ field, value }: Entity): string {
  return `${field}\n${value.toLowerCase()}`
}

function file(map: Map<string, RuleException[]>, key: string, exception: RuleException): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [exception])
  else list.push(exception)
}

function isInForce({ expiresAt, filter }: RuleException, now: number): boolean {
  return isBefore(now, expiresAt) && isBefore(now, filter.expiresAt)
}

function isBefore(now: number, end: number | null): boolean {
  return end === null || now < end
}
