// Explanations of correlations as the console shows them, made of the events of an alert that can be had.

import type { CorrelationExplanationView } from '#/api/contract/correlation-explanation.ts'
import type { CorrelationExplained, NamedEvent } from '#/correlation/explain-correlation.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import { nameRule } from '#/pipeline/exception-shelf.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { KeptAlert } from '#/store/state-store.ts'

const MAX_LINE = 400

/** Undefined: there is no such correlation. Events that may not be shown are left out and counted. */
export async function explainCorrelationAlert(
  { rule, at, eventIds, matched }: KeptAlert,
  mayShow: (event: Event) => boolean,
  { ask, events }: { readonly ask: Ask; readonly events: Pick<EventStore, 'get'> },
): Promise<CorrelationExplanationView | undefined> {
  const asked = eventIds.slice(-LIMITS.maxExplainedEvents)
  const found: NamedEvent[] = []
  const explain = (): Promise<CorrelationExplained | null> =>
    ask<'explain-correlation'>({
      kind: 'explain-correlation',
      ruleId: rule.id,
      alert: { at, eventIds, matched },
      events: found,
      isWhole: found.length === eventIds.length && eventIds.length < LIMITS.maxCorrelationEvents,
    })
  // Most alerts are of rules: nothing is fetched for those.
  if ((await explain()) === null) return undefined
  for (const id of asked) {
    const hit = await events.get(id)
    if (hit !== undefined) found.push({ id, event: hit.event })
  }
  const explained = await explain()
  if (explained === null) return undefined
  const { events: counted, ...window } = explained
  const byId = new Map(found.map(({ id, event }) => [id, event]))
  const shown = counted.filter(({ id }) => mayShow(byId.get(id) ?? {}))
  return {
    ...show(window),
    events: shown.map(({ id, at: time, members, rules, counted: values, after }) => ({
      id,
      at: time,
      members: [...members],
      rules: rules.map(summary => nameRule({ summary })),
      counted: [...values],
      after,
      line: lineOf(byId.get(id) ?? {}),
    })),
    left: eventIds.length - asked.length,
    gone: asked.length - found.length,
    withheld: found.length - shown.length,
    isCut: eventIds.length >= LIMITS.maxCorrelationEvents,
  }
}

function show({
  summary,
  group,
  bounds,
  fields,
  members,
  ...rest
}: Omit<CorrelationExplained, 'events'>): Omit<
  CorrelationExplanationView,
  'events' | 'left' | 'gone' | 'withheld' | 'isCut'
> {
  return {
    kind: 'correlation',
    rule: nameRule({ summary }),
    ...rest,
    group: group.map(one => ({ ...one })),
    bounds: bounds.map(bound => ({ ...bound })),
    fields: [...fields],
    members: members.map(({ summary: of, ...member }) => ({ rule: nameRule({ summary: of }), ...member })),
  }
}

function lineOf(event: Event): string {
  const text = textOf(event, 'event.original') ?? textOf(event, 'message')
  return (text ?? JSON.stringify(event)).slice(0, MAX_LINE)
}
