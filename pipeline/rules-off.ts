// Rules that people have switched off, taken out of what was loaded. A correlation that builds on one of them goes
// off with it: it could no longer count what it asks for. What only fed a correlation stays as silent as it was.

import type { LoadedCorrelation } from '#/correlation/correlation-rule.ts'
import { silencedBy } from '#/correlation/link-correlations.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import type { LoadedRules } from '#/correlation/loaded-rules.ts'

export type AnyRule = LoadedRule | LoadedCorrelation

export interface OffRule {
  readonly rule: AnyRule
  /** Id of the rule that was switched off and that this one builds on; null: it is the one. */
  readonly because: string | null
}

/** All that was loaded, and what of it is off. */
export interface KnownRules {
  readonly everything: Pick<LoadedRules, 'rules' | 'correlations'>
  readonly off: readonly OffRule[]
}

/** `rules` and `correlations` are those at work. */
export interface SwitchedRules extends Pick<LoadedRules, 'rules' | 'correlations'> {
  readonly off: readonly OffRule[]
  /** Ids of what raises no alerts of its own, since correlations build on it, off or not. */
  readonly silenced: ReadonlySet<string>
}

/** `isOff`: ids that people switched off. Correlations come after what they refer to. */
export function withoutRulesOff(
  { rules, correlations }: Pick<LoadedRules, 'rules' | 'correlations'>,
  isOff: ReadonlySet<string>,
): SwitchedRules {
  const silenced = silencedBy(correlations)
  if (isOff.size === 0) return { rules, correlations, off: [], silenced }
  const off = new Map<string, OffRule>()
  for (const rule of [...rules, ...correlations]) {
    const { id } = rule.summary
    const because = isOff.has(id) ? null : causeOf(rule, off)
    if (because !== undefined) off.set(id, { rule, because })
  }
  const isOn = ({ summary }: AnyRule): boolean => !off.has(summary.id)
  return {
    rules: rules.filter(isOn),
    correlations: correlations.filter(isOn),
    off: [...off.values()],
    silenced,
  }
}

/** The switched-off rule for which a correlation is off; undefined: it is not. */
function causeOf(rule: AnyRule, off: ReadonlyMap<string, OffRule>): string | undefined {
  for (const id of buildsOn(rule)) {
    const member = off.get(id)
    if (member !== undefined) return member.because ?? id
  }
  return undefined
}

/** Ids of what a correlation refers to; none for a rule. */
export function buildsOn(rule: AnyRule): readonly string[] {
  if (!('members' in rule)) return []
  return rule.members.map(member => (member.kind === 'rule' ? member.rule : member.correlation).summary.id)
}
