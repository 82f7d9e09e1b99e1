// One rule or correlation with its text, for who reads or changes it.

import { readFile } from 'node:fs/promises'
import type { RuleSummary } from '#/kernel/alert.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { nameRule, type NamedRule } from './exception-shelf.ts'
import { buildsOn, type AnyRule, type KnownRules } from './rules-off.ts'

export interface RuleDetail {
  readonly summary: RuleSummary
  readonly path: string
  /** The file as it is now, cut when long; empty when it cannot be read. */
  readonly source: string
  readonly exceptions: readonly { readonly id: string; readonly title: string }[]
  /** Id of the rule that was switched off and that this one builds on, null for that rule itself; absent: it is on. */
  readonly because?: string | null
  /** Correlations that build on it, by themselves or by others. */
  readonly builtOnIt: readonly NamedRule[]
}

/** The rule or correlation of the set with that id, off or on. */
export function findRule({ everything }: Pick<KnownRules, 'everything'>, id: string): AnyRule | undefined {
  return [...everything.rules, ...everything.correlations].find(({ summary }) => summary.id === id)
}

/** Reads the rule's file; `exceptions` are those that reach it. */
export async function readRuleDetail(
  { summary, path }: AnyRule,
  { off, everything }: KnownRules,
  exceptions: RuleDetail['exceptions'],
): Promise<RuleDetail> {
  const isOff = off.find(({ rule }) => rule.summary.id === summary.id)
  const source = await readFile(path, 'utf8').catch(() => '')
  return {
    summary,
    path,
    source: source.slice(0, LIMITS.maxRuleSource),
    exceptions: exceptions.map(({ id, title }) => ({ id, title })),
    ...(isOff === undefined ? {} : { because: isOff.because }),
    builtOnIt: correlationsAbove(summary.id, everything).map(nameRule),
  }
}

function correlationsAbove(id: string, { correlations }: KnownRules['everything']): readonly AnyRule[] {
  const below = new Set([id])
  // Each comes after the ones that it refers to.
  return correlations.filter(correlation => {
    const isAbove = buildsOn(correlation).some(member => below.has(member))
    if (isAbove) below.add(correlation.summary.id)
    return isAbove
  })
}
