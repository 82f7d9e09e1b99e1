// What putting a version to work would change: rules added, changed (with the lines), removed, and which rules it
// turns on and off, with the reason for each. Rules are known by their ids; a file that only moved is no change.

import type { Problem } from '#/kernel/problem.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { diffLines } from './line-diff.ts'
import { judgeRules, RULE_REASONS } from './policy.ts'
import type { RuleChoice, RuleReason, RuleVerdict } from './policy.ts'
import type { RuleCatalogue, RuleRow, RuleSetFile } from './rule-set.ts'

export interface VersionOnDisk {
  readonly catalogue: RuleCatalogue
  readonly files: readonly RuleSetFile[]
}

export interface PlannedRule {
  readonly rule: RuleRow
  readonly verdict: RuleVerdict
}
export interface ChangedRule extends PlannedRule {
  readonly before: RuleRow
  /** Unified diff of its file; null when so many rules change that it is asked for one by one. */
  readonly diff: string | null
}

export interface UpdatePlan {
  readonly added: readonly PlannedRule[]
  readonly changed: readonly ChangedRule[]
  readonly removed: readonly RuleRow[]
  readonly unchanged: number
  /** Rules on now that will be off, and the other way round; added and removed rules are among them. */
  readonly turnedOn: readonly PlannedRule[]
  readonly turnedOff: readonly PlannedRule[]
  readonly on: number
  readonly off: number
  /** Rules by the reason of their verdict. */
  readonly byReason: Readonly<Record<RuleReason, number>>
  readonly unmapped: number
  /** Errors, whose rules cannot run, then remarks. */
  readonly problems: readonly Problem[]
  readonly errors: number
  readonly remarks: number
  /** Ids that people decided about and that the version does not have; the decisions are kept. */
  readonly decisionsWithoutRule: readonly string[]
}

const NONE: VersionOnDisk = { catalogue: { program: '', rules: [], problems: [] }, files: [] }

/** `before` is what is at work, with the choice by which it is. */
export function planUpdate(
  before: (VersionOnDisk & { readonly choice: RuleChoice }) | undefined,
  after: VersionOnDisk,
  choice: RuleChoice,
): UpdatePlan {
  const old = before ?? NONE
  const oldRules = new Map(old.catalogue.rules.map(rule => [rule.id, rule]))
  const rules = after.catalogue.rules
  const ids = new Set(rules.map(({ id }) => id))
  const verdicts = judgeRules(rules, choice)
  const oldVerdicts = before === undefined ? new Map() : judgeRules(old.catalogue.rules, before.choice)
  const wasOn = (id: string): boolean => oldVerdicts.get(id)?.on === true
  const textBefore = textsOf(old.files)
  const textAfter = textsOf(after.files)
  let diffBytes = 0
  const diffOf = (a: RuleRow, b: RuleRow): string | null => {
    if (diffBytes > LIMITS.maxPlanDiffBytes) return null
    const diff = diffLines(textBefore.get(a.path) ?? '', textAfter.get(b.path) ?? '')
    diffBytes += diff.length
    return diff
  }
  const planned = (rule: RuleRow): PlannedRule => ({ rule, verdict: verdicts.get(rule.id)! })
  const added: PlannedRule[] = []
  const changed: ChangedRule[] = []
  for (const rule of rules) {
    const known = oldRules.get(rule.id)
    if (known === undefined) added.push(planned(rule))
    else if (textBefore.get(known.path) !== textAfter.get(rule.path))
      changed.push({ ...planned(rule), before: known, diff: diffOf(known, rule) })
  }
  const removed = old.catalogue.rules.filter(({ id }) => !ids.has(id))
  const gone = (rule: RuleRow): PlannedRule => ({
    rule,
    verdict: { on: false, why: 'policy', detail: 'the version does not have it' },
  })
  const all = rules.map(planned)
  const on = all.filter(({ verdict }) => verdict.on)
  const problems = errorsFirst(after.catalogue.problems)
  const remarks = problems.filter(({ code }) => code === 'rule.lint').length
  return {
    added,
    changed,
    removed,
    unchanged: rules.length - added.length - changed.length,
    turnedOn: on.filter(({ rule }) => !wasOn(rule.id)),
    turnedOff: [
      ...all.filter(({ rule, verdict }) => !verdict.on && wasOn(rule.id)),
      ...removed.filter(({ id }) => wasOn(id)).map(gone),
    ],
    on: on.length,
    off: rules.length - on.length,
    byReason: Object.fromEntries(
      RULE_REASONS.map(why => [why, all.filter(({ verdict }) => verdict.why === why).length]),
    ) as Record<RuleReason, number>,
    unmapped: rules.filter(({ mapped }) => !mapped).length,
    problems,
    errors: problems.length - remarks,
    remarks,
    decisionsWithoutRule: Object.keys(choice.decisions).filter(id => !ids.has(id)),
  }
}

/** Remarks after what keeps rules from running. */
export function errorsFirst(problems: readonly Problem[]): readonly Problem[] {
  const isRemark = ({ code }: Problem): boolean => code === 'rule.lint'
  return [...problems.filter(problem => !isRemark(problem)), ...problems.filter(isRemark)]
}

/** The unified diff of the file of one rule between two versions; empty when it is the same. */
export function diffOfRule(before: VersionOnDisk | undefined, after: VersionOnDisk, id: string): string {
  const textIn = ({ catalogue, files }: VersionOnDisk): string => {
    const path = catalogue.rules.find(rule => rule.id === id)?.path
    return files.find(file => file.path === path)?.text ?? ''
  }
  return diffLines(textIn(before ?? NONE), textIn(after))
}

function textsOf(files: readonly RuleSetFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text }) => [path, text]))
}
