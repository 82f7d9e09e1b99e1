// Imported rule sets on the wire.

import type { JudgedRow, PlannedUpdate, RuleSetSummary } from '#/rulesets/desk.ts'
import type { Problem } from '#/kernel/problem.ts'
import { RULE_REASONS, sourceKey, type RuleSetPolicy } from '#/rulesets/policy.ts'
import type { RuleSetManifest } from '#/rulesets/rule-set.ts'
import type {
  RuleSetManifestView,
  RuleSetPlanView,
  RuleSetProblemView,
  RuleSetRuleView,
  RuleSetView,
} from './contract/rule-sets.ts'

/** As the contract allows in one list; the counts tell of all. */
const SHOWN_RULES = 1000
const SHOWN_PROBLEMS = 2000

export function showRuleSet({ name, atWork, damaged, versions }: RuleSetSummary): RuleSetView {
  return {
    name,
    atWork: atWork === null ? null : showAtWork(atWork),
    damaged,
    versions: versions.map(showManifest),
  }
}

function showAtWork(atWork: NonNullable<RuleSetSummary['atWork']>): RuleSetView['atWork'] {
  const { record, recordVersion, rules, on, errors, remarks, unmapped } = atWork
  return {
    recordVersion,
    enabled: record.enabled,
    version: record.version,
    previous: record.previous?.version ?? null,
    policy: showPolicy(record.policy),
    decisions: Object.entries(record.decisions).map(([ruleId, decision]) => ({ ruleId, ...decision })),
    seenAt: record.seen.at,
    seenSources: [...record.seen.sources],
    rules,
    on,
    errors,
    remarks,
    unmapped,
    history: record.history.map(change => ({ ...change })),
  }
}

function showManifest({ name: _name, ...manifest }: RuleSetManifest): RuleSetManifestView {
  return {
    ...manifest,
    licences: manifest.licences.map(licence => ({ ...licence })),
    authors: manifest.authors.map(author => ({ ...author })),
  }
}

function showPolicy(policy: RuleSetPolicy): RuleSetPlanView['policy'] {
  const copy = (names: readonly string[] | null): string[] | null => (names === null ? null : [...names])
  return {
    ...policy,
    statuses: [...policy.statuses],
    products: copy(policy.products),
    categories: copy(policy.categories),
    services: copy(policy.services),
  }
}

export function showRule({ rule, verdict }: JudgedRow): RuleSetRuleView {
  const { id, kind, title, level, status, author, path, logsource, mapped } = rule
  return {
    id,
    kind,
    title,
    level,
    status,
    author,
    path,
    logsource: logsource === undefined ? '' : sourceKey(logsource),
    mapped,
    ...verdict,
  }
}

/** `where` is `path:line:key`, or a path alone. */
export function showRuleProblem({ code, where, detail }: Problem): RuleSetProblemView {
  const [, path = where, line, key = ''] = /^(.*?):(\d+)(?::(.*))?$/.exec(where) ?? []
  return { code, path, line: line === undefined ? null : Number(line), key, detail }
}

export function showPlan(plan: PlannedUpdate): RuleSetPlanView {
  const { choice, added, changed, removed, turnedOn, turnedOff } = plan
  return {
    manifest: showManifest(plan.manifest),
    recordVersion: plan.recordVersion,
    enabled: plan.enabled,
    policy: showPolicy(choice.policy),
    seenAt: choice.seen.at,
    seenSources: [...choice.seen.sources],
    counts: {
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      unchanged: plan.unchanged,
      on: plan.on,
      off: plan.off,
      turnedOn: turnedOn.length,
      turnedOff: turnedOff.length,
      unmapped: plan.unmapped,
      errors: plan.errors,
      remarks: plan.remarks,
      byReason: RULE_REASONS.map(why => ({ why, rules: plan.byReason[why] })),
    },
    added: added.slice(0, SHOWN_RULES).map(showRule),
    changed: changed.slice(0, SHOWN_RULES).map(one => ({
      rule: showRule(one),
      before: { title: one.before.title, level: one.before.level, status: one.before.status },
      diff: one.diff,
    })),
    removed: removed.slice(0, SHOWN_RULES).map(({ id, title, path }) => ({ id, title, path })),
    turnedOn: turnedOn.slice(0, SHOWN_RULES).map(showRule),
    turnedOff: turnedOff.slice(0, SHOWN_RULES).map(showRule),
    problems: plan.problems.slice(0, SHOWN_PROBLEMS).map(showRuleProblem),
    decisionsWithoutRule: [...plan.decisionsWithoutRule],
  }
}
