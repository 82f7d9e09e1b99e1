// Detection rules over the API: one rule with its text, why it matches an event or not, counters, liveness.

import { Type, type Static } from 'typebox'
import { CorrelationExplanationView } from './correlation-explanation.ts'
import { RuleRef } from './exceptions.ts'
import type { Operation } from './operation.ts'
import { EventView, RuleOff, SeveritySchema } from './schemas.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const Texts = Type.Array(Type.String())
const closed = { additionalProperties: false } as const

const Span = Type.Object({ from: Count, to: Count }, { description: 'UTF-16 offsets, `to` exclusive' })

/** One node of a rule's tree, with its answer for the event. */
export const ExplanationNodeView = Type.Object({
  depth: Type.Integer({ minimum: 0, description: 'nodes come parent first; children are one deeper' }),
  kind: Type.Enum(['all', 'any', 'not', 'selection', 'field', 'keyword', 'never', 'log-source']),
  matched: Type.Boolean(),
  says: Type.String({ description: 'the condition, near the words of the rule' }),
  omitted: Type.Optional(Type.Integer({ description: 'further children that are left out' })),
  field: Type.Optional(Type.String({ description: "the rule's name of the field" })),
  key: Type.Optional(Type.String({ description: "the event's own name of it" })),
  present: Type.Optional(Type.Boolean({ description: 'false: the event has no such field' })),
  values: Type.Optional(
    Type.Array(
      Type.Object({
        value: Type.String({ description: 'cut when long' }),
        matched: Type.Boolean(),
        spans: Type.Array(Span, { description: 'characters of the value that made it match' }),
        raw: Type.Array(Span, { description: 'the same characters in `original`, where they are found' }),
      }),
    ),
  ),
})
export type ExplanationNodeView = Static<typeof ExplanationNodeView>

export const ExplanationView = Type.Object({
  kind: Type.Literal('rule'),
  rule: RuleRef,
  matched: Type.Boolean({ description: 'log source and detection both fit' }),
  rightLogSource: Type.Boolean(),
  logsource: Type.String(),
  /** What the event is known by when rules are routed. */
  traits: Type.Record(Type.String(), Type.String()),
  hiddenBy: Type.Array(Type.Object({ id: Type.String(), title: Type.String() }), {
    description: 'exceptions in force that hide the match',
  }),
  nodes: Type.Array(ExplanationNodeView, { description: 'the rule as a tree, parents first' }),
  original: Type.String({ description: 'the raw line; empty when there is none' }),
  /** Fields as events have them, so that the console can show the spans. */
  event: EventView,
})
export type ExplanationView = Static<typeof ExplanationView>

/** Of an alert: `kind` says whether a rule or a correlation raised it. */
export const AlertExplanationView = Type.Union([ExplanationView, CorrelationExplanationView])
export type AlertExplanationView = Static<typeof AlertExplanationView>

export const ExplainBody = Type.Object(
  {
    eventId: Type.Optional(Type.String({ maxLength: 64, description: 'a stored event' })),
    line: Type.Optional(Type.String({ minLength: 1, maxLength: 131_072, description: 'a raw log line' })),
    event: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'flat ECS, or Windows event JSON' }),
    ),
  },
  { ...closed, minProperties: 1, maxProperties: 1 },
)

export type ExplainBody = Static<typeof ExplainBody>

export const RuleDetailView = Type.Object({
  id: Type.String(),
  path: Type.String(),
  source: Type.String({ description: 'the YAML as it stands in the file; empty when it cannot be read' }),
  description: Type.String(),
  descriptionEnglish: Type.Optional(Type.String()),
  falsePositives: Texts,
  response: Type.Optional(Type.String()),
  responseEnglish: Type.Optional(Type.String()),
  exceptions: Type.Array(Type.Object({ id: Type.String(), title: Type.String() }), {
    description: 'in force for this rule',
  }),
  off: nullable(RuleOff),
  switchVersion: Type.Integer({
    minimum: 0,
    description: 'to be named as `seen` when it is switched; 0: it never was',
  }),
  builtOnIt: Type.Array(RuleRef, { description: 'correlations that go off with it' }),
})
export type RuleDetailView = Static<typeof RuleDetailView>

export const SwitchRuleBody = Type.Object(
  {
    on: Type.Boolean(),
    seen: Type.Integer({
      minimum: 0,
      description: '`switchVersion` as the caller saw it; a stale one gets 409',
    }),
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  closed,
)
export type SwitchRuleBody = Static<typeof SwitchRuleBody>

export const RuleCountersView = Type.Object({
  since: Ms,
  events: Type.Integer({ minimum: 0, description: 'events matched since the start' }),
  sampled: Type.Integer({
    minimum: 0,
    description: 'events of them on which candidates and time were measured; the figures below are scaled up',
  }),
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      candidates: Type.Integer({ minimum: 0, description: 'events for which the rule was asked; scaled up' }),
      hits: Type.Integer({ minimum: 0, description: 'events it matched; exact' }),
      hidden: Type.Integer({ minimum: 0, description: 'of the hits, hidden by exceptions; exact' }),
      ms: Type.Number({ minimum: 0, description: 'time spent asking it; scaled up' }),
    }),
    { description: 'rules that were asked at least once' },
  ),
})
export type RuleCountersView = Static<typeof RuleCountersView>

export const LIVENESS_REASONS = [
  'source-never-seen',
  'field-never-seen',
  'unsupported',
  'disabled',
  'exception-hides-all',
  'no-synthetic-event',
  'did-not-fire',
] as const

export const RuleLivenessView = Type.Object({
  rule: Type.Object({ ...RuleRef.properties, level: SeveritySchema }),
  fired: Type.Boolean({ description: 'a synthetic event, or its own hit case, raised its alert' }),
  by: nullable(Type.Enum(['synthetic', 'case'])),
  reasons: Type.Array(
    Type.Object({
      reason: Type.Enum([...LIVENESS_REASONS]),
      detail: Type.String({ description: 'for a person: which field, which exception, which error' }),
    }),
    { description: 'why it cannot fire here and now; empty: it is alive' },
  ),
})
export type RuleLivenessView = Static<typeof RuleLivenessView>

export const LivenessView = Type.Object({
  at: Ms,
  tookMs: Count,
  days: Type.Integer({ minimum: 1, description: 'how far back sources and fields were looked for' }),
  rules: Count,
  alive: Count,
  fired: Count,
  results: Type.Array(RuleLivenessView, { description: 'rules that cannot fire first' }),
  unloaded: Type.Array(Type.Object({ code: Type.String(), where: Type.String(), detail: Type.String() }), {
    description: 'documents that are no rule at work, and why',
  }),
})
export type LivenessView = Static<typeof LivenessView>

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const detectionOperations = {
  getRule: {
    method: 'GET',
    path: '/api/rules/:id',
    access: 'rules.read',
    summary: 'One rule with its text and the exceptions in force for it',
    params: ById,
    answer: RuleDetailView,
  },
  switchRule: {
    method: 'POST',
    path: '/api/rules/:id/switch',
    access: 'rules.manage',
    summary: "A rule of the platform's own folders off or on; kept over restarts and updates of the rule",
    params: ById,
    body: SwitchRuleBody,
    answer: RuleDetailView,
  },
  explainRule: {
    method: 'POST',
    path: '/api/rules/:id/explain',
    access: 'rules.read',
    summary: 'Why the rule matches an event, or why not',
    params: ById,
    body: ExplainBody,
    answer: ExplanationView,
  },
  explainAlert: {
    method: 'GET',
    path: '/api/incidents/:id/alerts/:alert/explanation',
    access: 'incidents.read',
    summary:
      'Which selection, which value and which characters raised the alert, or which events a correlation counted',
    params: Type.Object({ id: Type.String({ maxLength: 64 }), alert: Type.String({ maxLength: 64 }) }),
    answer: AlertExplanationView,
  },
  ruleCounters: {
    method: 'GET',
    path: '/api/rule-counters',
    access: 'rules.read',
    summary: 'Candidates, hits and time of each rule since the start',
    answer: RuleCountersView,
  },

  getLiveness: {
    method: 'GET',
    path: '/api/liveness',
    access: 'rules.read',
    summary: 'Which rules can fire, as of the last run; null before the first',
    answer: nullable(LivenessView),
  },
  runLiveness: {
    method: 'POST',
    path: '/api/liveness/run',
    access: 'rules.test',
    summary: 'Send a synthetic event of each rule through the pipeline now',
    answer: LivenessView,
  },
} as const satisfies Record<string, Operation>
