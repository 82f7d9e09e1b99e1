// Backtests over the API: what rules would have raised over stored events, exceptions included.

import { Type, type Static } from 'typebox'
import { Day, EntitySchema, RuleRef } from './exceptions.ts'
import type { Operation } from './operation.ts'
import { EventHit, SeveritySchema } from './schemas.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const Texts = Type.Array(Type.String())
const closed = { additionalProperties: false } as const

export const BACKTEST_STATES = ['waiting', 'running', 'done', 'cancelled', 'failed'] as const

export const BacktestBody = Type.Object(
  {
    rules: Type.Union([
      Type.Object(
        { kind: Type.Literal('text'), yaml: Type.String({ minLength: 1, maxLength: 500_000 }) },
        closed,
      ),
      Type.Object(
        {
          kind: Type.Literal('loaded'),
          ids: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500, description: 'empty: all rules' }),
        },
        closed,
      ),
    ]),
    fromMs: Ms,
    toMs: Ms,
    exceptions: Type.Boolean({ description: 'whether exceptions in force hide what they cover' }),
  },
  closed,
)
export type BacktestBody = Static<typeof BacktestBody>

const Ranked = Type.Array(Type.Object({ name: Type.String(), alerts: Count }), { maxItems: 10 })

export const BacktestRuleView = Type.Object({
  rule: Type.Object({ ...RuleRef.properties, level: SeveritySchema }),
  alerts: Count,
  hidden: Type.Integer({ minimum: 0, description: 'by exceptions, not counted in alerts' }),
  perDay: Type.Array(Type.Object({ day: Day, alerts: Count })),
  systems: Ranked,
  entities: Ranked,
  /** Sides of `entities` beyond those that can be counted apart. */
  entitiesExact: Type.Boolean({ description: 'false: so many entities that the list is an estimate' }),
  alertsPerDay: Type.Number(),
  noise: Type.Enum(['none', 'quiet', 'bearable', 'noisy', 'flood'], {
    description: 'by alerts a day: none 0, quiet up to 1, bearable up to 10, noisy up to 100, flood above',
  }),
  samples: Type.Array(
    Type.Object({
      eventIds: Texts,
      at: Ms,
      entity: EntitySchema,
      systemId: nullable(Type.String()),
      matched: Type.Array(
        Type.Object({ field: Type.String(), value: Type.String(), selection: Type.String() }),
      ),
      original: Type.String({ description: 'the raw line, cut' }),
    }),
    { maxItems: 5, description: 'the first one, then spread over the time' },
  ),
})
export type BacktestRuleView = Static<typeof BacktestRuleView>

export const BacktestView = Type.Object({
  id: Type.String(),
  state: Type.Enum([...BACKTEST_STATES]),
  by: Type.String(),
  startedAt: Ms,
  endedAt: nullable(Ms),
  fromMs: Ms,
  toMs: Ms,
  exceptions: Type.Boolean(),
  rules: Type.Integer({ minimum: 0, description: 'rules that are asked' }),
  problems: Type.Array(Type.Object({ code: Type.String(), where: Type.String(), detail: Type.String() })),
  progress: Type.Object({
    done: Type.Number({ minimum: 0, maximum: 1, description: 'part of the time that was gone through' }),
    events: Count,
    alerts: Count,
    eventsPerSecond: Type.Number(),
  }),
  complete: Type.Boolean({ description: 'false: `reachedMs` says how far it came before a limit ended it' }),
  reachedMs: nullable(Ms),
  error: nullable(Type.String()),
  results: Type.Array(BacktestRuleView, {
    description: 'rules that would have raised something, most first',
  }),
  totals: Type.Object({ alerts: Count, hidden: Count, alertsPerDay: Type.Number() }),
})
export type BacktestView = Static<typeof BacktestView>
export const BacktestLine = Type.Omit(BacktestView, ['results', 'problems'])
export type BacktestLine = Static<typeof BacktestLine>

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const backtestOperations = {
  listBacktests: {
    method: 'GET',
    path: '/api/backtests',
    access: 'rules.read',
    summary: 'Backtests since the start, newest first',
    answer: Type.Array(BacktestLine),
  },
  startBacktest: {
    method: 'POST',
    path: '/api/backtests',
    access: 'rules.test',
    summary: 'Ask rules of stored events; one runs at a time, the others wait',
    body: BacktestBody,
    answer: BacktestView,
  },
  getBacktest: {
    method: 'GET',
    path: '/api/backtests/:id',
    access: 'rules.read',
    summary: 'Progress and, so far, results of a backtest',
    params: ById,
    answer: BacktestView,
  },
  cancelBacktest: {
    method: 'POST',
    path: '/api/backtests/:id/cancel',
    access: 'rules.test',
    summary: 'End it; what it found so far stays',
    params: ById,
    answer: BacktestView,
  },

  /** For backtests at the command line: oldest first by time of receipt. */
  scanEvents: {
    method: 'GET',
    path: '/api/events/scan',
    access: 'events.read',
    summary: 'Stored events in the order in which they came in',
    query: Type.Object({
      from: Type.Optional(Ms),
      to: Type.Optional(Ms),
      after: Type.Optional(
        Type.String({ pattern: '^[0-9a-f]{1,64}$', description: 'id of the last one had' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1000 })),
    }),
    answer: Type.Object({
      hits: Type.Array(EventHit),
      more: Type.Boolean(),
    }),
  },
} as const satisfies Record<string, Operation>
