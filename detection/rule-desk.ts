// The desk of rules: the list with what each did and how it stands, one with its text, and switching one off or on.
// A switch is kept and audited first; then the pipeline takes it between two batches.

import { sep } from 'node:path'
import type { RuleDetailView } from '#/api/contract/detection.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import type { RuleDesk } from '#/api/detection-desk.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import type { Pipeline } from '#/pipeline/open-pipeline.ts'
import type { RuleDetail } from '#/pipeline/rule-detail.ts'
import type { LoadedRuleView } from '#/pipeline/rule-view.ts'
import type { Audit } from '#/store/audit.ts'
import type { RuleSwitches } from '#/store/rule-switches.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface RuleDeskOptions {
  readonly ask: Ask
  readonly pipeline: Pick<Pipeline, 'loaded' | 'useRulesOff'>
  readonly switches: RuleSwitches
  readonly audit: Audit
  readonly state: Pick<StateStore, 'lastAlerts'>
  /** Alerts of a rule since the start. */
  readonly alertsOf: (ruleId: string) => number
  /** Where imported sets are kept; what is below is switched there. */
  readonly ruleSetFolder: string
  readonly clock: Clock
  readonly report: ReportProblem
}

export function createRuleDesk(options: RuleDeskOptions): RuleDesk {
  const { ask, pipeline, switches, audit, state, alertsOf, ruleSetFolder, clock, report } = options

  /** Why a rule is off: as somebody decided of it, or of the one that it builds on. */
  function offOf(id: string, because: string | null): RuleView['off'] {
    const decided = switches.get(because ?? id)?.record
    if (decided === undefined) return null
    const { by, at, reason } = decided
    return {
      by,
      at,
      reason,
      because: because === null ? null : (nameOf(because) ?? { id: because, title: because }),
    }
  }

  function nameOf(id: string) {
    const { rules, off } = pipeline.loaded
    const found = [...off.map(({ view }) => view), ...rules].find(view => view.id === id)
    if (found === undefined) return undefined
    const { title, titleEnglish } = found
    return { id, title, ...(titleEnglish === undefined ? {} : { titleEnglish }) }
  }

  function show(rule: RuleDetail): RuleDetailView {
    const { summary, path, source, exceptions, builtOnIt, because } = rule
    const { english, response, falsePositives, description, id } = summary
    return {
      id,
      path,
      source,
      description,
      ...(english === undefined ? {} : { descriptionEnglish: english.description }),
      falsePositives: [...falsePositives],
      ...(response === undefined ? {} : { response }),
      ...(english?.response === undefined ? {} : { responseEnglish: english.response }),
      exceptions: exceptions.map(one => ({ id: one.id, title: one.title })),
      off: because === undefined ? null : offOf(id, because),
      switchVersion: switches.get(id)?.version ?? 0,
      builtOnIt: [...builtOnIt],
    }
  }

  async function find(asked: string): Promise<RuleDetail | null> {
    return (
      (await ask<'rule'>({ kind: 'rule', id: asked.toLowerCase() })) ??
      (await ask<'rule'>({ kind: 'rule', id: asked }))
    )
  }

  return {
    async list() {
      const { rules, off } = pipeline.loaded
      const all = [...rules.map(view => ({ view, off: null })), ...off.map(offView)]
      const lastAt = state.lastAlerts(all.map(({ view }) => view.id))
      const exceptions = new Map(
        await ask<'exception-counts'>({ kind: 'exception-counts', now: clock.now() }),
      )
      return all.map(({ view, off: isOff }) => ({
        ...view,
        alerts: alertsOf(view.id),
        lastAlertAt: lastAt.get(view.id) ?? null,
        exceptions: exceptions.get(view.id) ?? 0,
        off: isOff,
      }))
    },

    async get(asked) {
      const rule = await find(asked)
      return rule === null ? undefined : show(rule)
    },

    async switchRule({ id: asked, on, reason, seen, by }) {
      const rule = await find(asked)
      if (rule === null) return 'not-found'
      if (rule.path.startsWith(ruleSetFolder + sep)) return 'of-set'
      const { id, title } = rule.summary
      if ((await switches.decide(id, { isOff: !on, reason, by }, seen)) === 'conflict') return 'conflict'
      await audit.record(by, on ? 'rule.on' : 'rule.off', `rule ${id}`, `${title}: ${reason}`)
      await pipeline.useRulesOff(switches.off()).catch((error: unknown) => {
        // The decision stands; the rules in force stay until the files can be read.
        const why = error instanceof Error ? error.message : String(error)
        report({ code: 'rule.invalid', where: id, detail: `the rules stay as they were: ${why}` })
      })
      return show((await find(id)) ?? rule)
    },
  }

  function offView({ view, because }: { readonly view: LoadedRuleView; readonly because: string | null }) {
    return { view, off: offOf(view.id, because) }
  }
}
