// From matched events to observations: which correlations a rule's match concerns, in which group, with which
// value. The same is asked of a firing for the correlations built on it: there, a field is looked for among the
// values it was grouped by, and then in the event that decided it.

import type { Event, Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { foldCase } from '../case-fold.ts'
import type { LoadedCorrelation } from '../correlation-rule.ts'
import { isNamed, valueFieldsOf } from '../link-correlations.ts'
import type { Rule } from '../rule.ts'
import { numberInText } from '../yaml-scalar.ts'
import { FieldReader, groupText } from './field-reader.ts'
import type { Carried, CarriedField, Fired, Observation } from './observation.ts'

export type ObserveFiring = (place: number, fired: Fired) => readonly Observation[]

/** What an event is called and when it happened. */
export interface Happening {
  readonly time: number
  readonly sequence: number
  readonly receivedMs: number
}

export interface Observing {
  /** True when a correlation refers to the rule. */
  concerns(rule: Rule): boolean
  /** Hands what the rule's match of the event means for correlations to `take`. */
  observe(rule: Rule, event: Event, at: Happening, take: (observation: Observation) => void): void
  readonly observeFiring: ObserveFiring
}

type Counted = 'nothing' | 'text' | 'number' | 'rule'

/** A correlation from the view of one of its members. */
interface Target {
  readonly correlation: LoadedCorrelation
  readonly place: number
  readonly rule: number
  readonly counted: Counted
}

interface RuleTarget extends Target {
  readonly group: readonly FieldReader[]
  readonly values: readonly FieldReader[]
  readonly carried: readonly (readonly [string, FieldReader])[]
  /** The own names of the group's fields in the event before: nearly always the same. */
  fields: readonly string[]
}

interface FiringTarget extends Target {
  /** Names to ask the firing for. */
  readonly group: readonly string[]
  readonly values: readonly string[]
}

export function createObserving(
  correlations: readonly LoadedCorrelation[],
  report: ReportProblem,
): Observing {
  const asked = askedFields(correlations)
  const byRule = new Map<string, RuleTarget[]>()
  const byCorrelation = new Map<string, FiringTarget[]>()
  for (const [place, correlation] of correlations.entries()) {
    for (const [rule, member] of correlation.members.entries()) {
      const base = { correlation, place, rule, counted: countedBy(correlation) }
      const groupBy = correlation.correlation.groupBy.map(field => fieldFor(correlation, rule, field))
      const values = valueFieldsOf(correlation.correlation).map(field => fieldFor(correlation, rule, field))
      if (member.kind === 'rule') {
        const { logsource, summary } = member.rule
        const reader = (field: string): FieldReader => new FieldReader(field, logsource)
        const carried = asked[place]!.map(
          field => [field, reader(fieldFor(correlation, rule, field))] as const,
        )
        const target = {
          ...base,
          group: groupBy.map(reader),
          values: values.map(reader),
          carried,
          fields: [],
        }
        byRule.set(summary.id, [...(byRule.get(summary.id) ?? []), target])
      } else {
        const { id } = member.correlation.summary
        byCorrelation.set(id, [...(byCorrelation.get(id) ?? []), { ...base, group: groupBy, values }])
      }
    }
  }
  return {
    concerns: rule => byRule.has(rule.summary.id),
    observe(rule, event, at, take) {
      for (const target of byRule.get(rule.summary.id) ?? []) observeEvent(target, event, at, take, report)
    },
    observeFiring(place, fired) {
      const targets = byCorrelation.get(correlations[place]!.summary.id)
      if (targets === undefined) return []
      const observations: Observation[] = []
      for (const target of targets)
        observeFiring(target, fired, observation => observations.push(observation), report)
      return observations
    },
  }
}

/** For each correlation the fields that those built on it ask its deciding event for. */
function askedFields(correlations: readonly LoadedCorrelation[]): readonly (readonly string[])[] {
  const asked = correlations.map(() => new Set<string>())
  const places = new Map(correlations.map(({ summary }, place) => [summary.id, place]))
  // Those that build on others come after them: what is asked of them is known first, from the end.
  for (let place = correlations.length - 1; place >= 0; place--) {
    const correlation = correlations[place]!
    for (const [rule, member] of correlation.members.entries()) {
      if (member.kind !== 'correlation') continue
      const of = asked[places.get(member.correlation.summary.id)!]!
      for (const field of [
        ...correlation.correlation.groupBy,
        ...valueFieldsOf(correlation.correlation),
        ...asked[place]!,
      ])
        of.add(fieldFor(correlation, rule, field))
    }
  }
  return asked.map(fields => [...fields])
}

/** What a field of the correlation is called in the events of its member at `rule`. */
function fieldFor({ correlation, members }: LoadedCorrelation, rule: number, field: string): string {
  for (const [named, own] of correlation.aliases.get(field) ?? [])
    if (isNamed(named, correlation.rules[rule]!, members[rule]!)) return own
  return field
}

function countedBy({ correlation }: LoadedCorrelation): Counted {
  if (correlation.condition.kind === 'rules' || correlation.type === 'event_count') return 'nothing'
  if (correlation.type === 'temporal') return 'rule'
  return correlation.type === 'value_count' ? 'text' : 'number'
}

function observeEvent(
  target: RuleTarget,
  event: Event,
  at: Happening,
  take: (observation: Observation) => void,
  report: ReportProblem,
): void {
  const { group, values, counted } = target
  let carried: Carried | undefined
  if (target.carried.length > 0) {
    carried = new Map(
      target.carried.map(([field, reader]) => {
        const found: CarriedField = { values: reader.readAll(event).map(groupText), key: reader.key }
        return [field, found]
      }),
    )
  }
  // By far the most events have one value in the one field that groups them, and one to count.
  if (group.length === 1 && values.length <= 1) {
    const by = onlyValue(group[0]!, event)
    const value = values.length === 0 ? undefined : onlyValue(values[0]!, event)
    const found = value === undefined ? undefined : counted === 'number' ? numberOf(value) : folded(value)
    if (by !== undefined && (values.length === 0 || found !== undefined)) {
      if (target.fields[0] !== group[0]!.key) target.fields = [group[0]!.key]
      give(target, at, groupText(by), target.fields, found, carried, undefined, take)
      return
    }
  }
  const labels = combinations(
    group.map(reader => reader.readAll(event)),
    target,
    report,
  )
  if (labels.length === 0) return
  const fields = group.map(reader => reader.key)
  if (fields.some((field, place) => field !== target.fields[place])) target.fields = fields
  const counts = countedValues(
    target,
    values.map(reader => reader.readAll(event)),
    report,
  )
  for (const label of labels)
    for (const value of counts) give(target, at, label, target.fields, value, carried, undefined, take)
}

function observeFiring(
  target: FiringTarget,
  { firing, carried }: Fired,
  take: (observation: Observation) => void,
  report: ReportProblem,
): void {
  const look = (name: string): CarriedField => {
    const grouped = firing.group.find(one => one.name === name)
    if (grouped !== undefined) return { key: grouped.field, values: [grouped.value] }
    return carried?.get(name) ?? { key: name, values: [] }
  }
  const group = target.group.map(look)
  const labels = combinations(
    group.map(({ values }) => values),
    target,
    report,
  )
  const counts = countedValues(
    target,
    target.values.map(name => look(name).values),
    report,
  )
  const last = firing.events.at(-1)
  const at = { time: firing.at, sequence: last?.sequence ?? 0, receivedMs: last?.receivedMs ?? firing.at }
  const fields = group.map(({ key }) => key)
  for (const label of labels)
    for (const value of counts) give(target, at, label, fields, value, carried, firing.events, take)
}

function give(
  target: Target,
  { time, sequence, receivedMs }: Happening,
  label: string,
  fields: readonly string[],
  counted: Scalar | undefined,
  carried: Carried | undefined,
  trail: Observation['trail'],
  take: (observation: Observation) => void,
): void {
  const key = foldCase(label)
  take({
    time,
    sequence,
    receivedMs,
    correlation: target.place,
    rule: target.rule,
    key,
    label: label === key ? key : label,
    fields,
    value: typeof counted === 'number' ? counted : Number.NaN,
    text: target.counted === 'rule' ? String(target.rule) : typeof counted === 'string' ? counted : '',
    carried,
    trail,
  })
}

/** Each way of taking one value of each field; none when a field has none, which is told. */
function combinations(
  fields: readonly (readonly Scalar[])[],
  target: Target,
  report: ReportProblem,
): readonly string[] {
  let labels = ['']
  for (const [place, values] of fields.entries()) {
    if (values.length === 0) {
      const { groupBy } = target.correlation.correlation
      const detail = `an event of ${target.correlation.correlation.rules[target.rule]} has no ${groupBy[place]}`
      report({ code: 'correlation.no-group', where: target.correlation.path, detail })
      return []
    }
    const texts = [...new Set(values.map(groupText))]
    labels = labels
      .flatMap(label => texts.map(text => (place === 0 ? text : `${label}\u0000${text}`)))
      .slice(0, LIMITS.maxGroupsOfEvent)
  }
  return labels
}

/** What is counted or computed with; each value of a list is one. */
function countedValues(
  target: Target,
  fields: readonly (readonly Scalar[])[],
  report: ReportProblem,
): readonly (Scalar | undefined)[] {
  if (target.counted === 'nothing' || target.counted === 'rule') return [undefined]
  const values =
    target.counted === 'number' ? fields[0]!.flatMap(value => numberOf(value) ?? []) : textsOf(fields)
  if (values.length === 0) {
    const what = target.counted === 'number' ? 'no number in' : 'no'
    const detail = `an event of ${target.correlation.correlation.rules[target.rule]} has ${what} ${valueFieldsOf(target.correlation.correlation).join(', ')}`
    report({ code: 'correlation.no-value', where: target.correlation.path, detail })
  }
  return values.slice(0, LIMITS.maxGroupsOfEvent)
}

function textsOf(fields: readonly (readonly Scalar[])[]): readonly string[] {
  let texts = ['']
  for (const [place, values] of fields.entries()) {
    const owns = values.map(folded)
    texts = texts
      .flatMap(text => owns.map(own => (place === 0 ? own : `${text}\u0000${own}`)))
      .slice(0, LIMITS.maxGroupsOfEvent)
  }
  return [...new Set(texts)]
}

/** The value when there is exactly one. */
function onlyValue(reader: FieldReader, event: Event): Scalar | undefined {
  const value = reader.read(event)
  return typeof value === 'object' || value === '' ? undefined : value
}

function folded(value: Scalar): string {
  return foldCase(groupText(value))
}

function numberOf(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string') return undefined
  const number = numberInText(value.trim())
  return number === undefined ? undefined : Number(number)
}
