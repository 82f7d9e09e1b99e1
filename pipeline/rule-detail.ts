// One rule or correlation with its text, for who reads or changes it.

import { readFile } from 'node:fs/promises'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { RuleSummary } from '#/kernel/alert.ts'
import { LIMITS } from '#/kernel/limits.ts'

export interface RuleDetail {
  readonly summary: RuleSummary
  readonly path: string
  /** The file as it is now, cut when long; empty when it cannot be read. */
  readonly source: string
  readonly exceptions: readonly { readonly id: string; readonly title: string }[]
}

/** Reads the rule's file; `exceptions` are those that reach it. */
export async function readRuleDetail(
  { summary, path }: LoadedRule | LoadedCorrelation,
  exceptions: RuleDetail['exceptions'],
): Promise<RuleDetail> {
  const source = await readFile(path, 'utf8').catch(() => '')
  return {
    summary,
    path,
    source: source.slice(0, LIMITS.maxRuleSource),
    exceptions: exceptions.map(({ id, title }) => ({ id, title })),
  }
}
