// The calls of detection rules: what each says of itself, exceptions, backtests, liveness, imported sets.

import type { BacktestBody, BacktestLine, BacktestView } from '#/api/contract/backtests.ts'
import type {
  AlertExplanationView,
  ExplainBody,
  ExplanationView,
  LivenessView,
  RuleCountersView,
  RuleDetailView,
} from '#/api/contract/detection.ts'
import type {
  ExceptionBody,
  ExceptionCheckView,
  ExceptionDetail,
  ExceptionPreviewView,
  ExceptionView,
} from '#/api/contract/exceptions.ts'
import type {
  RuleSetPlanView,
  RuleSetPolicyView,
  RuleSetProblemView,
  RuleSetRuleView,
  RuleSetView,
} from '#/api/contract/rule-sets.ts'
import type { Static } from 'typebox'
import { callApi } from '../api-client.ts'

export type RuleSet = Static<typeof RuleSetView>
export type RuleSetRule = Static<typeof RuleSetRuleView>
export type RuleSetPlan = Static<typeof RuleSetPlanView>
export type RuleSetPolicy = Static<typeof RuleSetPolicyView>
export type RuleSetProblem = Static<typeof RuleSetProblemView>
export type RuleDecision = 'on' | 'off' | 'policy'
/** What a rule is asked about. */
export type ExplainQuestion = Static<typeof ExplainBody>
type Seen = { readonly seen: number; readonly reason: string }

const rule = (id: string, rest = ''): string => `/api/rules/${encodeURIComponent(id)}${rest}`
const exception = (id: string, rest = ''): string => `/api/exceptions/${encodeURIComponent(id)}${rest}`
const backtest = (id: string, rest = ''): string => `/api/backtests/${encodeURIComponent(id)}${rest}`
const set = (name: string, rest = ''): string => `/api/rule-sets/${encodeURIComponent(name)}${rest}`

export const rulesApi = {
  rule: (id: string) => callApi<RuleDetailView>('GET', rule(id)),
  counters: () => callApi<RuleCountersView>('GET', '/api/rule-counters'),
  liveness: () => callApi<LivenessView | null>('GET', '/api/liveness'),
  runLiveness: () => callApi<LivenessView>('POST', '/api/liveness/run'),
  explainRule: (id: string, body: ExplainQuestion) =>
    callApi<ExplanationView>('POST', rule(id, '/explain'), { body }),
  explainAlert: (incidentId: string, alertId: string) =>
    callApi<AlertExplanationView>(
      'GET',
      `/api/incidents/${encodeURIComponent(incidentId)}/alerts/${encodeURIComponent(alertId)}/explanation`,
    ),

  exceptions: (query: { readonly rule?: string; readonly limit?: number; readonly offset?: number }) =>
    callApi<{ readonly exceptions: readonly ExceptionView[]; readonly total: number }>(
      'GET',
      '/api/exceptions',
      { query: { ...query } },
    ),
  exception: (id: string) => callApi<ExceptionDetail>('GET', exception(id)),
  check: (body: ExceptionBody) => callApi<ExceptionCheckView>('POST', '/api/exceptions/check', { body }),
  preview: (body: ExceptionBody) =>
    callApi<ExceptionPreviewView>('POST', '/api/exceptions/preview', { body }),
  draft: (incidentId: string, alertId: string) =>
    callApi<ExceptionBody>('POST', '/api/exceptions/draft', { body: { incidentId, alertId, fields: [] } }),
  propose: (body: ExceptionBody) => callApi<ExceptionView>('POST', '/api/exceptions', { body }),
  change: (id: string, version: number, body: ExceptionBody) =>
    callApi<ExceptionView>('POST', exception(id), { body: { version, body } }),
  approve: (id: string, version: number) =>
    callApi<ExceptionView>('POST', exception(id, '/approve'), { body: { version } }),
  reject: (id: string, version: number, reason: string) =>
    callApi<ExceptionView>('POST', exception(id, '/reject'), { body: { version, reason } }),
  withdraw: (id: string, version: number, reason: string) =>
    callApi<ExceptionView>('POST', exception(id, '/withdraw'), { body: { version, reason } }),

  backtests: () => callApi<readonly BacktestLine[]>('GET', '/api/backtests'),
  startBacktest: (body: BacktestBody) => callApi<BacktestView>('POST', '/api/backtests', { body }),
  backtest: (id: string) => callApi<BacktestView>('GET', backtest(id)),
  cancelBacktest: (id: string) => callApi<BacktestView>('POST', backtest(id, '/cancel')),

  sets: () => callApi<readonly RuleSet[]>('GET', '/api/rule-sets'),
  setRules: (
    name: string,
    query: { readonly text?: string; readonly on?: string; readonly limit?: number },
  ) =>
    callApi<{ readonly rules: readonly RuleSetRule[]; readonly total: number }>('GET', set(name, '/rules'), {
      query: { ...query },
    }),
  setProblems: (name: string) =>
    callApi<{ readonly problems: readonly RuleSetProblem[]; readonly total: number }>(
      'GET',
      set(name, '/problems'),
    ),
  stage: (name: string, file: Blob, source: string) =>
    callApi<RuleSetPlan>('POST', set(name, '/versions'), { file, query: { source } }),
  plan: (name: string, version: string, policy: RuleSetPolicy | null) =>
    callApi<RuleSetPlan>('POST', set(name, `/versions/${version}/plan`), { body: { policy } }),
  diff: (name: string, version: string, ruleId: string) =>
    callApi<{ readonly diff: string }>('GET', set(name, `/versions/${version}/diff`), {
      query: { rule: ruleId },
    }),
  apply: (name: string, version: string, policy: RuleSetPolicy | null, given: Seen) =>
    callApi<RuleSet>('POST', set(name, `/versions/${version}/apply`), { body: { policy, ...given } }),
  rollBack: (name: string, given: Seen) => callApi<RuleSet>('POST', set(name, '/rollback'), { body: given }),
  setPolicy: (name: string, policy: RuleSetPolicy, given: Seen) =>
    callApi<RuleSet>('POST', set(name, '/policy'), { body: { policy, ...given } }),
  switchSet: (name: string, enabled: boolean, given: Seen) =>
    callApi<RuleSet>('POST', set(name, '/switch'), { body: { enabled, ...given } }),
  switchRule: (id: string, on: boolean, given: Seen) =>
    callApi<RuleDetailView>('POST', `/api/rules/${encodeURIComponent(id)}/switch`, {
      body: { on, ...given },
    }),
  decide: (name: string, ruleId: string, decision: RuleDecision, given: Seen) =>
    callApi<RuleSet>('POST', set(name, '/rules'), { body: { ruleId, decision, ...given } }),
  removeSet: (name: string, given: Seen) =>
    callApi<void>('DELETE', set(name), { query: { seen: given.seen, reason: given.reason } }),
}

/** Address of a set's files as an archive. */
export const setExportHref = (name: string): string => set(name, '/export')

export function ruleHref(id: string): string {
  return `/rules/${encodeURIComponent(id)}`
}

export function exceptionHref(id: string): string {
  return `/exceptions/${encodeURIComponent(id)}`
}

/** Address of the form that begins with an alert, all of it filled in from what matched. */
export function alertExceptionHref(incidentId: string, alertId: string): string {
  return `/exceptions?${new URLSearchParams({ incident: incidentId, alert: alertId }).toString()}`
}
