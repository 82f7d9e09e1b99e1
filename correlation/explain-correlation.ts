// Why a correlation fired: the events of its window in the order in which they happened, which of its rules each
// matched, what was counted of each, and the number after it, held against the condition. Asked of the stored events
// that the alert names, by the very rules and fields that counted them; what the alert itself says stands above it.

import type { MatchedField, RuleSummary } from '#/kernel/alert.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import { foldCase } from './case-fold.ts'
import { withinBounds } from './correlation-condition.ts'
import type { Bound, CorrelationType, LoadedCorrelation } from './correlation-rule.ts'
import type { LoadedRule } from './loaded-rule.ts'
import { createMatcher } from './matcher.ts'
import { createObserving } from './windows/observing.ts'
import type { Observation } from './windows/observation.ts'
import { percentileOf } from './windows/tally.ts'

/** What an alert of a correlation says of its window. */
export interface CorrelationAlert {
  /** ms UTC. */
  readonly at: number
  readonly eventIds: readonly string[]
  /** The group, then what was found where what was asked. */
  readonly matched: readonly MatchedField[]
}

export interface NamedEvent {
  readonly id: string
  readonly event: Event
}

export interface CorrelationExplained {
  readonly summary: RuleSummary
  readonly type: CorrelationType
  readonly group: readonly { readonly field: string; readonly value: string }[]
  /** The window: from `at` less the timespan. */
  readonly fromMs: number
  readonly at: number
  readonly timespanMs: number
  /** As it was when the alert was raised. */
  readonly condition: string
  /** True when the correlation has another condition now; `bounds` is empty then. */
  readonly isChanged: boolean
  /** Each comparison with its answer; empty where rules are asked for. */
  readonly bounds: readonly (Bound & { readonly holds: boolean })[]
  /** Fields whose values are counted or computed with. */
  readonly fields: readonly string[]
  /** What was held against the condition, as text; of a condition over rules how many events there were. */
  readonly found: string
  /** Nothing happened in the window: the event named is the last one before. */
  readonly absence: boolean
  readonly members: readonly ExplainedMember[]
  /** In the order of their times. */
  readonly events: readonly ExplainedEvent[]
}

export interface ExplainedMember {
  readonly summary: RuleSummary
  readonly kind: 'rule' | 'correlation'
  /** Events of `events` that it, or a rule that it builds on, matched. */
  readonly events: number
  /** What the condition asked of it; null where any of the rules counts. */
  readonly asked: 'present' | 'absent' | null
}

export interface ExplainedEvent {
  readonly id: string
  /** ms UTC. */
  readonly at: number
  /** Places in `members`. */
  readonly members: readonly number[]
  /** Rules that matched it. */
  readonly rules: readonly RuleSummary[]
  /** What was counted of it; empty where events or rules are counted. */
  readonly counted: readonly string[]
  /** The number after it; null where it cannot be told from the events at hand. */
  readonly after: number | null
}

/** `events` are those of the alert that could be had; all of them when `isWhole`. */
export function explainCorrelation(
  loaded: LoadedCorrelation,
  alert: CorrelationAlert,
  events: readonly NamedEvent[],
  isWhole: boolean,
): CorrelationExplained {
  const { correlation, members, summary } = loaded
  const { condition, timespanMs, type } = correlation
  const asked = alert.matched.at(-1)
  const groupFields = alert.matched.slice(0, -1)
  const found = asked?.value ?? ''
  const isChanged = asked !== undefined && asked.selection !== correlation.conditionText
  const look = createLook(loaded, foldCase(groupFields.map(({ value }) => value).join('\u0000')))
  const isDirect = members.every(({ kind }) => kind === 'rule')
  const running =
    isWhole && isDirect && condition.kind === 'bounds' ? runningOf(type, condition.percentile) : undefined
  const absence =
    condition.kind === 'bounds' && found === '0' && (type === 'event_count' || type === 'value_count')
  const explained = events
    .map(named => ({ ...named, at: timeOf(named) }))
    .sort((a, b) => a.at - b.at)
    .map(({ id, event, at }): ExplainedEvent => {
      const { rules, observations } = look(id, event, at)
      return {
        id,
        at,
        members: members.flatMap((member, place) =>
          rulesBelow(member).some(rule => rules.includes(rule)) ? [place] : [],
        ),
        rules: rules.map(rule => rule.summary),
        counted: absence ? [] : observations.flatMap(countedOf),
        after: absence ? null : (running?.(observations) ?? null),
      }
    })
  return {
    summary,
    type,
    group: groupFields.map(({ field, value }) => ({ field, value })),
    fromMs: alert.at - timespanMs,
    at: alert.at,
    timespanMs,
    condition: asked?.selection ?? correlation.conditionText,
    isChanged,
    bounds:
      condition.kind === 'bounds' && !isChanged
        ? condition.bounds.map(bound => ({ ...bound, holds: withinBounds(Number(found), [bound]) }))
        : [],
    fields: condition.kind === 'bounds' ? condition.fields : [],
    found,
    absence,
    members: membersOf(loaded, explained),
    events: explained,
  }
}

interface Look {
  /** Rules of the correlation, or of those below, that match the event. */
  readonly rules: readonly LoadedRule[]
  /** What the event is to the correlation itself, in the alert's group. */
  readonly observations: readonly Observation[]
}

function createLook(
  loaded: LoadedCorrelation,
  groupKey: string,
): (id: string, event: Event, at: number) => Look {
  const correlations = withThoseBelow(loaded)
  const own = correlations.length - 1
  const observing = createObserving(correlations, () => {})
  const matcher = createMatcher([...new Set(loaded.members.flatMap(rulesBelow))])
  return (id, event, at) => {
    const rules = matcher.match(event).map(({ rule }) => rule as LoadedRule)
    const happening = {
      time: at,
      sequence: sequenceOfEventId(id) ?? 0,
      receivedMs: receivedMsOfEventId(id) ?? at,
    }
    const observations: Observation[] = []
    for (const rule of rules)
      observing.observe(rule, event, happening, observation => {
        if (observation.correlation === own && observation.key === groupKey) observations.push(observation)
      })
    return { rules, observations }
  }
}

/** Each after the ones that it refers to, the given one last. */
function withThoseBelow(loaded: LoadedCorrelation): readonly LoadedCorrelation[] {
  const below = loaded.members.flatMap(member =>
    member.kind === 'correlation' ? withThoseBelow(member.correlation) : [],
  )
  return [...new Set([...below, loaded])]
}

function rulesBelow(member: LoadedCorrelation['members'][number]): readonly LoadedRule[] {
  return member.kind === 'rule' ? [member.rule] : member.correlation.members.flatMap(rulesBelow)
}

function timeOf({ id, event }: NamedEvent): number {
  const own = Date.parse(textOf(event, '@timestamp') ?? '')
  return Number.isNaN(own) ? (receivedMsOfEventId(id) ?? 0) : own
}

function countedOf({ value, text }: Observation): readonly string[] {
  if (!Number.isNaN(value)) return [String(value)]
  return text === '' ? [] : [text.replaceAll('\u0000', ', ')]
}

/** The number that the window yields after each event, by counting plainly. */
function runningOf(
  type: CorrelationType,
  percentile = 50,
): (observations: readonly Observation[]) => number | null {
  const all: Observation[] = []
  return observations => {
    all.push(...observations)
    const numbers = all.map(({ value }) => value)
    const sum = numbers.reduce((total, number) => total + number, 0)
    switch (type) {
      case 'event_count':
        return all.length
      case 'value_count':
      case 'temporal':
      case 'temporal_ordered':
        return new Set(all.map(({ text }) => text)).size
      case 'value_sum':
        return sum
      case 'value_avg':
        return numbers.length === 0 ? null : sum / numbers.length
      case 'value_percentile':
      case 'value_median':
        return (
          percentileOf(
            numbers.toSorted((a, b) => a - b),
            percentile,
          ) ?? null
        )
    }
  }
}

function membersOf(
  { correlation: { condition }, members }: LoadedCorrelation,
  events: readonly ExplainedEvent[],
): readonly ExplainedMember[] {
  const seen = members.map((_, place) => events.filter(event => event.members.includes(place)).length)
  const met =
    condition.kind === 'rules'
      ? (condition.of.find(({ wanted }) => wanted.every(place => seen[place]! > 0)) ?? condition.of[0])
      : undefined
  return members.map((member, place) => ({
    summary: (member.kind === 'rule' ? member.rule : member.correlation).summary,
    kind: member.kind,
    events: seen[place]!,
    asked:
      met?.wanted.includes(place) === true
        ? 'present'
        : met?.unwanted.includes(place) === true
          ? 'absent'
          : null,
  }))
}
