// Answers the main thread's questions about rules and exceptions, from what is in force in the pipeline's thread.

import { asRule } from '#/correlation/exceptions/filter-reach.ts'
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
import { readRuleDetail } from './rule-detail.ts'

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
      const { rules, correlations } = context.rules()
      const rule = [...rules, ...correlations].find(({ summary }) => summary.id === question.id)
      return rule === undefined ? null : await readRuleDetail(rule, shelf.current().reaching(question.id))
    }
    case 'explain': {
      const rule = context.rules().rules.find(({ summary }) => summary.id === question.ruleId)
      return rule === undefined ? null : explain(rule, question.event, context)
    }
    case 'counters':
      return context.meter.counters()
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
