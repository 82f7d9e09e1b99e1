// Why a correlation fired, over the API: its window, its condition with the number that was found, its events in order.

import { Type, type Static } from 'typebox'
import { RuleRef } from './exceptions.ts'

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })

export const CorrelationExplanationView = Type.Object({
  kind: Type.Literal('correlation'),
  rule: RuleRef,
  type: Type.Enum([
    'event_count',
    'value_count',
    'temporal',
    'temporal_ordered',
    'value_sum',
    'value_avg',
    'value_percentile',
    'value_median',
  ]),
  group: Type.Array(Type.Object({ field: Type.String(), value: Type.String() }), {
    description: 'what its events have in common',
  }),
  fromMs: Ms,
  at: Type.Integer({ description: 'end of the window and when it was decided, ms since 1970, UTC' }),
  timespanMs: Count,
  condition: Type.String({ description: 'as it was when the alert was raised' }),
  isChanged: Type.Boolean({ description: 'the correlation has another condition now' }),
  bounds: Type.Array(
    Type.Object({
      operator: Type.Enum(['gt', 'gte', 'lt', 'lte', 'eq', 'neq']),
      number: Type.Number(),
      holds: Type.Boolean(),
    }),
    { description: 'of a condition over a number; empty where rules are asked for, or when it has changed' },
  ),
  fields: Type.Array(Type.String(), { description: 'whose values are counted or computed with' }),
  found: Type.String({ description: 'what was held against the condition' }),
  absence: Type.Boolean({ description: 'nothing happened in the window: the event is the last one before' }),
  members: Type.Array(
    Type.Object({
      rule: RuleRef,
      kind: Type.Enum(['rule', 'correlation']),
      events: Type.Integer({ minimum: 0, description: 'of the events below' }),
      asked: nullable(
        Type.Enum(['present', 'absent']),
        'by a condition over rules; null: any of them counts',
      ),
    }),
    { description: 'the rules it looks at, in its order' },
  ),
  events: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Ms,
      members: Type.Array(Count, { description: 'places in `members`' }),
      rules: Type.Array(RuleRef, { description: 'that matched it' }),
      counted: Type.Array(Type.String(), { description: 'its values that were counted, in lower case' }),
      after: nullable(Type.Number(), 'the number after it; null where it cannot be told'),
      line: Type.String({ description: 'the raw line, cut' }),
    }),
    { description: 'in the order of their times; the latest ones when there are many' },
  ),
  left: Type.Integer({ minimum: 0, description: 'earlier events that are not shown' }),
  gone: Type.Integer({ minimum: 0, description: 'events that are no longer stored' }),
  withheld: Type.Integer({ minimum: 0, description: 'events of systems that the reader does not see' }),
  isCut: Type.Boolean({ description: 'there were more events than an alert names' }),
})
export type CorrelationExplanationView = Static<typeof CorrelationExplanationView>
