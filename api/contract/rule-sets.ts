// Imported rule sets over the API: an archive is staged and looked at first, then put to work; policy, single rules,
// going back. Every change names the version of the set's record that the caller saw (`seen`).

import { Type, type Static } from 'typebox'
import { RULE_REASONS } from '#/rulesets/policy.ts'
import { PolicySchema } from '#/rulesets/policy-schema.ts'
import { SET_CHANGES } from '#/rulesets/rule-set-record.ts'
import type { Operation } from './operation.ts'
import { SeveritySchema } from './schemas.ts'

const nullable = <T extends Type.TSchema>(schema: T, options: { readonly description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options)
const closed = { additionalProperties: false } as const
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Count = Type.Integer({ minimum: 0 })
const Seen = Type.Integer({
  minimum: 0,
  description: 'version of the record that the caller saw; 0: a new set',
})
const Reason = Type.String({ minLength: 1, maxLength: 2000 })
const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,47}$' })
const Version = Type.String({ pattern: '^[0-9a-f]{16}$', description: "begin of the content's SHA-256" })
const RuleId = Type.String({ minLength: 1, maxLength: 1200 })

export const RuleSetPolicyView = PolicySchema

export const RuleSetManifestView = Type.Object({
  version: Version,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  source: Type.String(),
  stagedAt: Ms,
  stagedBy: Type.String(),
  files: Count,
  bytes: Count,
  ignored: Type.Integer({ minimum: 0, description: 'files that are neither rules nor licences' }),
  licences: Type.Array(Type.Object({ path: Type.String(), says: Type.String() })),
  authors: Type.Array(Type.Object({ name: Type.String(), rules: Count }), {
    description: 'who wrote how many of the rules; with an alert its own author is shown',
  }),
})
export type RuleSetManifestView = Static<typeof RuleSetManifestView>

const Decision = Type.Object({
  ruleId: Type.String(),
  on: Type.Boolean(),
  reason: Type.String(),
  by: Type.String(),
  at: Ms,
})

export const RuleSetView = Type.Object({
  name: Name,
  atWork: nullable(
    Type.Object({
      recordVersion: Type.Integer({ minimum: 1, description: 'to be named as `seen` by a change' }),
      enabled: Type.Boolean(),
      version: Version,
      previous: nullable(Version, { description: 'what going back would put to work' }),
      policy: RuleSetPolicyView,
      decisions: Type.Array(Decision),
      seenAt: nullable(Ms, { description: 'when log sources were looked for' }),
      seenSources: Type.Array(Type.String(), { description: 'product/category/service, `*` for none' }),
      rules: Count,
      on: Count,
      errors: Count,
      remarks: Count,
      unmapped: Type.Integer({ minimum: 0, description: 'rules whose log source is in no table' }),
      history: Type.Array(
        Type.Object({
          at: Ms,
          by: Type.String(),
          kind: Type.Enum([...SET_CHANGES]),
          version: Version,
          detail: Type.String(),
        }),
        { description: 'oldest first' },
      ),
    }),
  ),
  damaged: nullable(Type.String(), { description: 'why what is at work cannot be read' }),
  versions: Type.Array(RuleSetManifestView, { description: 'on disk, newest first' }),
})
export type RuleSetView = Static<typeof RuleSetView>

export const RuleSetRuleView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['rule', 'correlation']),
  title: Type.String(),
  level: SeveritySchema,
  status: Type.String(),
  author: Type.String(),
  path: Type.String({ description: 'file inside the set' }),
  logsource: Type.String({ description: 'product/category/service; empty for a correlation' }),
  mapped: Type.Boolean(),
  on: Type.Boolean(),
  why: Type.Enum([...RULE_REASONS]),
  detail: Type.String({ description: 'the level, status, log source, or what the person said' }),
})
export type RuleSetRuleView = Static<typeof RuleSetRuleView>

const Rules = Type.Array(RuleSetRuleView, { maxItems: 1000 })
export const RuleSetProblemView = Type.Object({
  code: Type.String(),
  path: Type.String(),
  line: nullable(Type.Integer({ minimum: 1 })),
  key: Type.String(),
  detail: Type.String(),
})
export type RuleSetProblemView = Static<typeof RuleSetProblemView>

export const RuleSetPlanView = Type.Object({
  manifest: RuleSetManifestView,
  recordVersion: Seen,
  enabled: Type.Boolean({ description: 'false: the set is switched off and stays so' }),
  policy: RuleSetPolicyView,
  seenAt: nullable(Ms),
  seenSources: Type.Array(Type.String()),
  counts: Type.Object({
    added: Count,
    changed: Count,
    removed: Count,
    unchanged: Count,
    on: Count,
    off: Count,
    turnedOn: Count,
    turnedOff: Count,
    unmapped: Count,
    errors: Count,
    remarks: Count,
    byReason: Type.Array(Type.Object({ why: Type.Enum([...RULE_REASONS]), rules: Count })),
  }),
  added: Rules,
  changed: Type.Array(
    Type.Object({
      rule: RuleSetRuleView,
      before: Type.Object({ title: Type.String(), level: SeveritySchema, status: Type.String() }),
      diff: nullable(Type.String(), {
        description: 'unified diff of its file; null: too many, ask for it alone',
      }),
    }),
    { maxItems: 1000 },
  ),
  removed: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), path: Type.String() }), {
    maxItems: 1000,
  }),
  turnedOn: Rules,
  turnedOff: Rules,
  problems: Type.Array(RuleSetProblemView, { maxItems: 2000, description: 'errors first' }),
  decisionsWithoutRule: Type.Array(Type.String()),
})
export type RuleSetPlanView = Static<typeof RuleSetPlanView>

const ByName = Type.Object({ name: Name })
const OfVersion = Type.Object({ name: Name, version: Version })
const Policy = nullable(RuleSetPolicyView, { description: "null: the set's own, or the default" })

export const ruleSetOperations = {
  listRuleSets: {
    method: 'GET',
    path: '/api/rule-sets',
    access: 'rules.read',
    summary: 'Imported rule sets with their versions and what is at work',
    answer: Type.Array(RuleSetView),
  },
  listRuleSetRules: {
    method: 'GET',
    path: '/api/rule-sets/:name/rules',
    access: 'rules.read',
    summary: 'Rules of the version at work, each with why it is on or off',
    params: ByName,
    query: Type.Object({
      on: Type.Optional(Type.Boolean()),
      why: Type.Optional(Type.Enum([...RULE_REASONS])),
      text: Type.Optional(
        Type.String({ maxLength: 200, description: 'in id, title, author, path, log source' }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    answer: Type.Object({ rules: Rules, total: Count }),
  },
  listRuleSetProblems: {
    method: 'GET',
    path: '/api/rule-sets/:name/problems',
    access: 'rules.read',
    summary: 'What the loader cannot run of the version at work, and its remarks, by file and line',
    params: ByName,
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 500 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    answer: Type.Object({ problems: Type.Array(RuleSetProblemView), total: Count }),
  },
  exportRuleSet: {
    method: 'GET',
    path: '/api/rule-sets/:name/export',
    access: 'rules.read',
    summary: 'The files of the version at work as a ZIP archive; imported again it is unchanged',
    params: ByName,
    produces: 'application/zip',
  },
  stageRuleSet: {
    method: 'POST',
    path: '/api/rule-sets/:name/versions',
    access: 'rules.manage',
    summary:
      'Take in a ZIP archive of rules and say what putting it to work would change; changes nothing yet',
    params: ByName,
    query: Type.Object(
      {
        source: Type.String({ minLength: 1, maxLength: 300, description: 'where it came from, for people' }),
      },
      closed,
    ),
    consumes: 'bytes',
    answer: RuleSetPlanView,
  },
  planRuleSet: {
    method: 'POST',
    path: '/api/rule-sets/:name/versions/:version/plan',
    access: 'rules.manage',
    summary: 'What putting a version to work under a policy would change; changes nothing',
    params: OfVersion,
    body: Type.Object({ policy: Policy }, closed),
    answer: RuleSetPlanView,
  },
  diffRuleSetRule: {
    method: 'GET',
    path: '/api/rule-sets/:name/versions/:version/diff',
    access: 'rules.read',
    summary: "Unified diff of one rule's file between what is at work and a version",
    params: OfVersion,
    query: Type.Object({ rule: RuleId }, closed),
    answer: Type.Object({ diff: Type.String() }),
  },
  applyRuleSet: {
    method: 'POST',
    path: '/api/rule-sets/:name/versions/:version/apply',
    access: 'rules.manage',
    summary: 'Put a version to work; decisions about single rules stay',
    params: OfVersion,
    body: Type.Object({ policy: Policy, seen: Seen, reason: Type.String({ maxLength: 2000 }) }, closed),
    answer: RuleSetView,
  },
  rollBackRuleSet: {
    method: 'POST',
    path: '/api/rule-sets/:name/rollback',
    access: 'rules.manage',
    summary: 'Back to the version before, with the policy it had',
    params: ByName,
    body: Type.Object({ seen: Seen, reason: Reason }, closed),
    answer: RuleSetView,
  },
  setRuleSetPolicy: {
    method: 'POST',
    path: '/api/rule-sets/:name/policy',
    access: 'rules.manage',
    summary: 'Another policy for the version at work',
    params: ByName,
    body: Type.Object({ policy: RuleSetPolicyView, seen: Seen, reason: Reason }, closed),
    answer: RuleSetView,
  },
  switchRuleSet: {
    method: 'POST',
    path: '/api/rule-sets/:name/switch',
    access: 'rules.manage',
    summary: 'All of its rules off, or as policy and people say',
    params: ByName,
    body: Type.Object({ enabled: Type.Boolean(), seen: Seen, reason: Reason }, closed),
    answer: RuleSetView,
  },
  decideRuleSetRule: {
    method: 'POST',
    path: '/api/rule-sets/:name/rules',
    access: 'rules.manage',
    summary: 'One rule on or off whatever the policy says, or by policy again; outlives updates',
    params: ByName,
    body: Type.Object(
      { ruleId: RuleId, decision: Type.Enum(['on', 'off', 'policy']), seen: Seen, reason: Reason },
      closed,
    ),
    answer: RuleSetView,
  },
  removeRuleSet: {
    method: 'DELETE',
    path: '/api/rule-sets/:name',
    access: 'rules.manage',
    summary: 'Take a set out with all its versions and decisions',
    params: ByName,
    query: Type.Object({ seen: Seen, reason: Reason }, closed),
  },
} as const satisfies Record<string, Operation>
