// The record of a rule set: which of its versions is at work, which one was before, the policy, and what people
// decided of single rules. Writing it is the switch: one commit, all or nothing. Changes are pure functions from
// record to record.

import { isDeepStrictEqual } from 'node:util'
import { LIMITS } from '#/kernel/limits.ts'
import type { Collection } from '#/store/records.ts'
import type { RuleChoice, RuleSetPolicy, SeenSources } from './policy.ts'

export const SET_CHANGES = [
  'applied',
  'rolled-back',
  'policy',
  'rule-on',
  'rule-off',
  'rule-by-policy',
  'enabled',
  'disabled',
  'sources',
] as const

export interface RuleSetChange {
  readonly at: number
  readonly by: string
  readonly kind: (typeof SET_CHANGES)[number]
  /** The version at work afterwards. */
  readonly version: string
  /** For a person. */
  readonly detail: string
}

export interface RuleSetRecord extends RuleChoice {
  readonly name: string
  /** False: none of its rules is at work. */
  readonly enabled: boolean
  readonly version: string
  /** For going back; its policy comes back with it. */
  readonly previous: { readonly version: string; readonly policy: RuleSetPolicy } | null
  /** Oldest first; the newest `LIMITS.maxRuleSetHistory`. */
  readonly history: readonly RuleSetChange[]
}

export const ruleSetRecords: Collection<RuleSetRecord> = { name: 'rule-sets', keys: () => ({}) }

type Actor = Pick<RuleSetChange, 'at' | 'by'>

/** Puts a version to work; the one before is kept. Decisions stay. */
export function applyVersion(
  name: string,
  record: RuleSetRecord | undefined,
  change: { readonly version: string; readonly policy: RuleSetPolicy; readonly seen: SeenSources },
  actor: Actor & { readonly detail: string },
): RuleSetRecord {
  const { version, policy, seen } = change
  const base: RuleSetRecord = record ?? {
    name,
    enabled: true,
    version,
    previous: null,
    policy,
    decisions: {},
    seen,
    history: [],
  }
  const isOther =
    record !== undefined && (record.version !== version || !isDeepStrictEqual(record.policy, policy))
  const previous = isOther ? { version: record.version, policy: record.policy } : base.previous
  return noted({ ...base, version, policy, seen, previous }, 'applied', actor, actor.detail)
}

/** Back to the version before, with the policy it had; undefined when there is none. */
export function rollBack(
  record: RuleSetRecord,
  seen: SeenSources,
  actor: Actor,
  reason: string,
): RuleSetRecord | undefined {
  if (record.previous === null) return undefined
  const { version, policy } = record.previous
  const previous = { version: record.version, policy: record.policy }
  return noted({ ...record, version, policy, previous, seen }, 'rolled-back', actor, reason)
}

/** What a person says of one rule; `policy` takes it back. */
export function decideRule(
  record: RuleSetRecord,
  ruleId: string,
  decision: 'on' | 'off' | 'policy',
  actor: Actor,
  reason: string,
): RuleSetRecord {
  const { [ruleId]: _, ...others } = record.decisions
  const decisions =
    decision === 'policy' ? others : { ...others, [ruleId]: { on: decision === 'on', reason, ...actor } }
  const kind = decision === 'policy' ? 'rule-by-policy' : decision === 'on' ? 'rule-on' : 'rule-off'
  return noted({ ...record, decisions }, kind, actor, `${ruleId}: ${reason}`)
}

export function setPolicy(
  record: RuleSetRecord,
  policy: RuleSetPolicy,
  seen: SeenSources,
  actor: Actor,
  reason: string,
): RuleSetRecord {
  return noted({ ...record, policy, seen }, 'policy', actor, reason)
}

export function switchSet(
  record: RuleSetRecord,
  enabled: boolean,
  actor: Actor,
  reason: string,
): RuleSetRecord {
  return noted({ ...record, enabled }, enabled ? 'enabled' : 'disabled', actor, reason)
}

/** Other log sources than before are seen; undefined when they are the same. */
export function seeSources(
  record: RuleSetRecord,
  seen: SeenSources,
  actor: Actor,
): RuleSetRecord | undefined {
  const before = new Set(record.seen.sources)
  const now = new Set(seen.sources)
  const came = [...now.difference(before)]
  const went = [...before.difference(now)]
  // Where nobody could look before, somebody has now.
  if (came.length + went.length === 0 && record.seen.at !== null) return undefined
  const detail = [...came.map(key => `+${key}`), ...went.map(key => `-${key}`)].join(' ')
  return noted({ ...record, seen }, 'sources', actor, detail.slice(0, 2000))
}

function noted(
  record: RuleSetRecord,
  kind: RuleSetChange['kind'],
  { at, by }: Actor,
  detail: string,
): RuleSetRecord {
  const history = [...record.history, { at, by, kind, version: record.version, detail }]
  return { ...record, history: history.slice(-LIMITS.maxRuleSetHistory) }
}
