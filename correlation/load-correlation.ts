// Loads one correlation document: what any rule says of itself, and the correlation. Its references are found
// later, when everything is loaded (`link-correlations.ts`).

import type { Problem, ProblemCode } from '#/kernel/problem.ts'
import type { CorrelationRule } from './correlation-rule.ts'
import { readCorrelationCases } from './read-correlation-cases.ts'
import { readCorrelation } from './read-correlation.ts'
import { readRuleSummary } from './rule-summary.ts'
import { entryOf, textUnder } from './yaml-node.ts'
import type { YamlMap } from './yaml-node.ts'

export interface OneCorrelation {
  readonly correlation: CorrelationRule | undefined
  readonly problems: readonly Problem[]
}

/** Loads the document; `correlation` is undefined when something is wrong, all of which is in `problems`. */
export function loadCorrelation(document: YamlMap, path: string): OneCorrelation {
  const problems: Problem[] = []
  let failed = false
  const note = (code: ProblemCode, line: number, key: string, detail: string): void => {
    if (code !== 'rule.lint') failed = true
    problems.push({ code, where: `${path}:${line}:${key}`, detail })
  }
  const summary = readRuleSummary(document, path, note)
  const correlation = readCorrelation(document, note)
  const cases = readCorrelationCases(document, (line, key, detail) => note('rule.invalid', line, key, detail))
  for (const key of ['detection', 'logsource'] as const) {
    const node = entryOf(document, key)
    if (node !== undefined)
      note('rule.lint', node.line, key, 'means nothing in a correlation; put it into a rule of its own')
  }
  if (failed || summary === undefined || correlation === undefined)
    return { correlation: undefined, problems }
  const name = textUnder(document, 'name')?.trim()
  const entityField = textUnder(document, 'entity')
  return {
    correlation: {
      summary,
      ...(name === undefined || name === '' ? {} : { name }),
      status: textUnder(document, 'status') ?? 'experimental',
      ...(entityField === undefined ? {} : { entityField }),
      cases,
      path,
      line: document.line,
      correlation,
    },
    problems,
  }
}
