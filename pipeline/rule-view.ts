// A rule as the console lists it.

import type { RuleView } from '#/api/contract/schemas.ts'
import type { Rule } from '#/correlation/rule.ts'

export function viewRule(rule: Rule): RuleView {
  const { summary, logsource } = rule
  return {
    id: summary.id,
    title: summary.title,
    ...(summary.english === undefined ? {} : { titleEnglish: summary.english.title }),
    level: summary.level,
    status: rule.status,
    family: summary.family,
    author: summary.author,
    tags: [...summary.tags],
    cites: [...summary.cites],
    logsource: [logsource.category, logsource.product, logsource.service].map(part => part ?? '*').join('/'),
    alerts: 0,
  }
}
