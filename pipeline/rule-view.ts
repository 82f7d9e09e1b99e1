// A rule or correlation as the console lists it, without what is known of it outside the pipeline's thread.

import type { RuleView } from '#/api/contract/schemas.ts'
import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { raisesAlerts } from '#/correlation/link-correlations.ts'
import type { Rule } from '#/correlation/rule.ts'
import type { AnyRule } from './rules-off.ts'

export type LoadedRuleView = Omit<RuleView, 'alerts' | 'lastAlertAt' | 'exceptions' | 'off'>

/** `silenced`: ids of what only feeds correlations. */
export function viewRule(rule: Rule, silenced: ReadonlySet<string>): LoadedRuleView {
  const { logsource } = rule
  const parts = [logsource.category, logsource.product, logsource.service].map(part => part ?? '*')
  return viewOf(rule, parts.join('/'), silenced)
}

/** In place of a log source stands what kind of correlation it is. */
export function viewCorrelation(rule: LoadedCorrelation, silenced: ReadonlySet<string>): LoadedRuleView {
  return viewOf(rule, `correlation/${rule.correlation.type}`, silenced)
}

function viewOf(
  { summary, status }: Pick<Rule, 'summary' | 'status'>,
  logsource: string,
  silenced: ReadonlySet<string>,
): LoadedRuleView {
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
    buildingBlock: !raisesAlerts(silenced, summary),
  }
}

/** Whichever of both it is. */
export function viewAny(rule: AnyRule, silenced: ReadonlySet<string>): LoadedRuleView {
  return 'members' in rule ? viewCorrelation(rule, silenced) : viewRule(rule, silenced)
}
