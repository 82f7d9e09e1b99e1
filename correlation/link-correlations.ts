// Finds what correlations refer to, by id or name, rules and other correlations, wherever they stand. A
// reference that is missing, ambiguous or goes in a circle is an error of the correlation that has it, and of
// those that build on it.

import type { RuleSummary } from '#/kernel/alert.ts'
import type { Problem, ProblemCode } from '#/kernel/problem.ts'
import type { Correlation, CorrelationRule, LoadedCorrelation, Member } from './correlation-rule.ts'
import type { LoadedRule } from './loaded-rule.ts'

export interface LinkedCorrelations {
  /** Each after the ones that it refers to. */
  readonly correlations: readonly LoadedCorrelation[]
  readonly problems: readonly Problem[]
}

type Target = { readonly rule: LoadedRule } | { readonly draft: CorrelationRule }

/** Links the correlations; those that cannot be are told in `problems`. */
export function linkCorrelations(
  rules: readonly LoadedRule[],
  drafts: readonly CorrelationRule[],
): LinkedCorrelations {
  const linker = new Linker(rules, drafts)
  for (const draft of drafts) linker.link(draft)
  return { correlations: linker.linked, problems: linker.problems }
}

/** Ids of rules and correlations that raise no alerts of their own, since correlations without `generate` build on them. */
export function silencedBy(correlations: readonly LoadedCorrelation[]): ReadonlySet<string> {
  const silenced = new Set<string>()
  const generated = new Set<string>()
  for (const { correlation, members } of correlations) {
    for (const member of members) {
      const { id } = member.kind === 'rule' ? member.rule.summary : member.correlation.summary
      ;(correlation.generate ? generated : silenced).add(id)
    }
  }
  return silenced.difference(generated)
}

/** False for a rule that only feeds correlations. */
export function raisesAlerts(
  silenced: ReadonlySet<string>,
  { id, buildingBlock }: Pick<RuleSummary, 'id' | 'buildingBlock'>,
): boolean {
  return buildingBlock !== true && !silenced.has(id)
}

class Linker {
  readonly linked: LoadedCorrelation[] = []
  readonly problems: Problem[] = []
  private readonly byId = new Map<string, Target>()
  private readonly byName = new Map<string, Target[]>()
  private readonly done = new Map<CorrelationRule, LoadedCorrelation | undefined>()
  private readonly underWay = new Set<CorrelationRule>()

  constructor(rules: readonly LoadedRule[], drafts: readonly CorrelationRule[]) {
    for (const rule of rules) this.know(rule.summary.id, rule.name, { rule })
    for (const draft of drafts) this.know(draft.summary.id, draft.name, { draft })
  }

  link(draft: CorrelationRule): LoadedCorrelation | undefined {
    if (this.done.has(draft)) return this.done.get(draft)
    this.underWay.add(draft)
    const members = draft.correlation.rules.map(reference => this.find(draft, reference))
    this.underWay.delete(draft)
    const whole = members.every(member => member !== undefined)
    const loaded = whole ? { ...draft, members } : undefined
    this.done.set(draft, loaded)
    if (loaded === undefined) return undefined
    this.checkAliases(loaded)
    this.linked.push(loaded)
    return loaded
  }

  private know(id: string, name: string | undefined, target: Target): void {
    this.byId.set(id.toLowerCase(), target)
    if (name === undefined) return
    const named = this.byName.get(name) ?? []
    named.push(target)
    this.byName.set(name, named)
  }

  private find(draft: CorrelationRule, reference: string): Member | undefined {
    const named = this.byName.get(reference) ?? []
    const target = this.byId.get(reference.toLowerCase()) ?? named[0]
    if (target === undefined)
      return this.fail(draft, `"${reference}" is neither the id nor the name of a rule that was loaded`)
    if (named.length > 1 && !this.byId.has(reference.toLowerCase()))
      return this.fail(draft, `"${reference}" is the name of ${named.length} rules; write the id`)
    if ('rule' in target) return { kind: 'rule', rule: target.rule }
    if (this.underWay.has(target.draft))
      return this.fail(draft, `"${reference}" leads back to this correlation`)
    const correlation = this.link(target.draft)
    if (correlation === undefined) return this.fail(draft, `"${reference}" is a correlation with an error`)
    return { kind: 'correlation', correlation }
  }

  private checkAliases({ correlation, members, ...draft }: LoadedCorrelation): void {
    for (const [alias, fields] of correlation.aliases) {
      const used = correlation.groupBy.includes(alias) || valueFieldsOf(correlation).includes(alias)
      if (!used) this.note(draft, 'rule.lint', 'aliases', `${alias} is not in group-by; it is used nowhere`)
      for (const rule of fields.keys()) {
        const known = correlation.rules.some((written, place) => isNamed(rule, written, members[place]!))
        if (!known) this.note(draft, 'rule.lint', 'aliases', `${alias} names ${rule}, which is none of rules`)
      }
    }
  }

  private fail(draft: CorrelationRule, detail: string): undefined {
    this.note(draft, 'rule.invalid', 'rules', detail)
    return undefined
  }

  private note(
    { path, line }: Pick<CorrelationRule, 'path' | 'line'>,
    code: ProblemCode,
    key: string,
    detail: string,
  ): void {
    this.problems.push({ code, where: `${path}:${line}:correlation.${key}`, detail })
  }
}

/** Fields whose values are counted or computed with. */
export function valueFieldsOf({ condition }: Correlation): readonly string[] {
  return condition.kind === 'bounds' ? condition.fields : []
}

/** True when a name under `aliases` means the member: as written in `rules`, by its name or by its id. */
export function isNamed(alias: string, written: string, member: Member): boolean {
  if (alias === written) return true
  const of = member.kind === 'rule' ? member.rule : member.correlation
  return alias === of.name || alias.toLowerCase() === of.summary.id
}
