// Which rules a backtest asks, and whose alerts it counts: some of those at work, or those of a text, which take the
// place of rules at work that have the same id. What correlations look at is asked too.

import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'
import type { Problem } from '#/kernel/problem.ts'

export interface ChosenRules extends Pick<LoadedRules, 'rules' | 'correlations' | 'filters'> {
  /** Whose alerts count. */
  readonly subject: ReadonlySet<string>
  readonly asked: number
  readonly problems: readonly Problem[]
}

export type AskedRules =
  | { readonly kind: 'text'; readonly yaml: string }
  /** No ids: all that are on. */
  | { readonly kind: 'loaded'; readonly ids: readonly string[] }

/** Where problems of a text stand. */
export const TEXT_PATH = 'rule text'

/** Rules of a text are those whose path is TEXT_PATH. Of all rules those that are off (`off`: ids) are left out. */
export function chooseRules(
  loaded: LoadedRules,
  asked: AskedRules,
  off: ReadonlySet<string> = new Set(),
): ChosenRules {
  const wanted = new Set(asked.kind === 'loaded' ? asked.ids.map(id => id.toLowerCase()) : [])
  const isSubject = ({ summary, path }: Pick<LoadedRule, 'summary' | 'path'>): boolean =>
    asked.kind === 'text'
      ? path === TEXT_PATH
      : wanted.size === 0
        ? !off.has(summary.id)
        : wanted.has(summary.id)
  const subject = new Set(
    [...loaded.rules, ...loaded.correlations].filter(isSubject).map(({ summary }) => summary.id),
  )
  const ofText = ({ where }: Problem): boolean => where.startsWith(`${TEXT_PATH}:`)
  return narrowed(loaded, subject, asked.kind === 'text' ? loaded.problems.filter(ofText) : [])
}

/** Only what the subject needs. */
function narrowed(
  { rules, correlations, filters }: Pick<LoadedRules, 'rules' | 'correlations' | 'filters'>,
  subject: ReadonlySet<string>,
  problems: readonly Problem[],
): ChosenRules {
  const needed = new Set(subject)
  const need = ({ members }: LoadedCorrelation): void => {
    for (const member of members) {
      needed.add((member.kind === 'rule' ? member.rule : member.correlation).summary.id)
      if (member.kind === 'correlation') need(member.correlation)
    }
  }
  for (const correlation of correlations) if (subject.has(correlation.summary.id)) need(correlation)
  return {
    rules: rules.filter(({ summary }) => needed.has(summary.id)),
    correlations: correlations.filter(({ summary }) => needed.has(summary.id)),
    filters,
    subject,
    asked: subject.size,
    problems,
  }
}
