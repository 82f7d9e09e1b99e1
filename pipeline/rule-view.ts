// A rule or correlation as the console lists it.

import type { RuleView } from '#/api/contract/schemas.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { Rule } from '#/correlation/rule.ts'

export function viewRule(rule: Rule): RuleView {
  const { logsource } = rule
  const parts = [logsource.category, logsource.product, logsource.service].map(part => part ?? '*')
  return viewOf(rule, parts.join('/'))
}

/** In place of a log source stands what kind of correlation it is. */
export function viewCorrelation(rule: LoadedCorrelation): RuleView {
  return viewOf(rule, `correlation/${rule.correlation.type}`)
}

function viewOf({ summary, status }: Pick<Rule, 'summary' | 'status'>, logsource: string): RuleView {
  return {
    id: summary.id,
    title: summary.title,
    ...(summary.english === undefined ? {} : { titleEnglish: summary.english.title }),
    level: summary.level,
    status,
    family: summary.family,
    author: summary.author,
    tags: [...summary.tags],
    cites: [...summary.cites],
    logsource,
    alerts: 0,
  }
}
