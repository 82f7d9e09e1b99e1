// Answers the main thread's questions about rules and exceptions, from what is in force in the pipeline's thread.

import { asRule } from '#/correlation/exceptions/filter-reach.ts'
import { explainCorrelation } from '#/correlation/explain-correlation.ts'
import { explainRule } from '#/correlation/explanation.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { makeAlert } from '#/correlation/make-alert.ts'
import type { Rule } from '#/correlation/rule.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { checkLiveness, type LivenessContext } from './check-liveness.ts'
import type { AskedAlert, DetectionAnswers, DetectionQuestion, ExplainedRule } from './detection-questions.ts'
import type { ExceptionShelf } from './exception-shelf.ts'
import type { RuleMeter } from './rule-counters.ts'
import { findRule, readRuleDetail } from './rule-detail.ts'

export interface DetectionContext extends LivenessContext {
  readonly shelf: ExceptionShelf
  readonly meter: RuleMeter
  readonly clock: Clock
}

type Answer = DetectionAnswers[DetectionQuestion['kind']] | null

/** Null where there is no such rule. */
export async function answerDetection(
  question: DetectionQuestion,
  context: DetectionContext,
): Promise<Answer> {
  const { shelf } = context
  switch (question.kind) {
    case 'exceptions':
      return shelf.statuses(question.id)
    case 'check-exception':
      return shelf.check(question.definition)
    case 'reached': {
      const [reached] = shelf.alone(question.definition)?.reaches ?? []
      return reached?.reach.rules.map(({ summary }) => summary.id) ?? []
    }
    case 'hides': {
      const alone = shelf.alone(question.definition)
      const rules = rulesById(context)
      return question.alerts.map(alert => isHidden(alert, alone, rules))
    }
    case 'rule': {
      const rule = findRule(context.rules(), question.id)
      if (rule === undefined) return null
      const reaching = shelf.current().reaching(question.id)
      return await readRuleDetail(rule, context.rules(), reaching)
    }
    case 'exception-counts':
      return [...shelf.current().countsAt(question.now)]
    case 'explain': {
      const rule = findRule(context.rules(), question.ruleId)
      return rule === undefined || 'members' in rule ? null : explain(rule, question.event, context)
    }
    case 'explain-correlation': {
      const rule = findRule(context.rules(), question.ruleId)
      if (rule === undefined || !('members' in rule)) return null
      return explainCorrelation(rule, question.alert, question.events, question.isWhole)
    }
    case 'counters':
      return context.meter.counters()
    case 'seen-fields':
      return context.seen.days()
    case 'learn-fields':
      context.seen.learn(question.days)
      return context.seen.days()
    case 'liveness':
      return await checkLiveness(context)
  }
}

/** Correlations among them, as exceptions see them. */
function rulesById(context: DetectionContext): ReadonlyMap<string, Rule> {
  const { rules, correlations } = context.rules()
  return new Map([...rules, ...correlations.map(asRule)].map(rule => [rule.summary.id, rule]))
}

function isHidden(
  { ruleId, event, ...alert }: AskedAlert,
  exceptions: ReturnType<ExceptionShelf['alone']>,
  rules: ReadonlyMap<string, Rule>,
): boolean {
  const rule = rules.get(ruleId)
  return rule !== undefined && exceptions !== undefined && exceptions.hiding(rule, event, alert, 0).length > 0
}

function explain(rule: LoadedRule, event: Event, { shelf, clock }: DetectionContext): ExplainedRule {
  const explained = { ...explainRule(rule, event), summary: rule.summary }
  if (!explained.matched) return { ...explained, hiddenBy: [] }
  const now = clock.now()
  const alert = makeAlert({ rule, matched: [] }, event, '', now)
  const hiding = shelf.current().hiding(rule, event, alert, now)
  return { ...explained, hiddenBy: hiding.map(({ id, title }) => ({ id, title })) }
}
