// Detection from memory for the console's tests. An answer that is not as the contract says is a mistake of the
// fixture and thrown.

import { Value } from 'typebox/value'
import { backtestOperations, type BacktestBody, type BacktestView } from '#/api/contract/backtests.ts'
import { detectionOperations, type LivenessView, type RuleDetailView } from '#/api/contract/detection.ts'
import { exceptionOperations, type ExceptionBody, type ExceptionView } from '#/api/contract/exceptions.ts'
import type { Operation } from '#/api/contract/operation.ts'
import { ruleSetOperations } from '#/api/contract/rule-sets.ts'
import type { RuleView } from '#/api/contract/schemas.ts'
import { RULES } from './fixture-data.ts'
import {
  backtest,
  BACKTEST_RESULTS,
  CORRELATED,
  COUNTERS,
  DRAFT,
  EXCEPTIONS,
  EXPLANATION,
  FRESH,
  LIVENESS,
  OLD,
  PLAN,
  PREVIEW,
  ruleDetail,
  SET,
  SET_RULES,
  WHY_NOT,
} from './fixture-rules-data.ts'

const OPERATIONS: readonly Operation[] = Object.values({
  ...detectionOperations,
  ...exceptionOperations,
  ...backtestOperations,
  ...ruleSetOperations,
})
type Body = Readonly<Record<string, unknown>>
const refuse = (status: number, error: string) => ({ status, error })
const COLLECTIONS = ['rules', 'rule-counters', 'liveness', 'exceptions', 'backtests', 'rule-sets']

/** What a console asks and does about rules. */
export class RulesFixture {
  rules: RuleView[] = RULES.map(one => ({ ...one }))
  /** By rule: how often somebody switched it. */
  readonly switched = new Map<string, number>()
  exceptions: ExceptionView[] = EXCEPTIONS.map(one => ({ ...one }))
  liveness: LivenessView | null = LIVENESS
  backtests: BacktestView[] = []
  set = structuredClone(SET)
  setRules = SET_RULES.map(rule => ({ ...rule }))
  /** Times that somebody asked for a check of liveness. */
  checks = 0
  /** Everything that was sent, in order: `POST /api/exceptions`, with its body. */
  readonly sent: { readonly what: string; readonly body: Body }[] = []

  /** True for the paths that are answered here. */
  knows(path: string): boolean {
    return COLLECTIONS.includes(path.split('/')[2] ?? '') || /^\/api\/incidents\/.+\/explanation$/.test(path)
  }

  answer(method: string, url: URL, body: Body, by: string): unknown {
    if (method !== 'GET') this.sent.push({ what: `${method} ${url.pathname}`, body })
    const answer = this.#answer(method, url, body, by)
    const operation = OPERATIONS.find(
      ({ method: own, path }) =>
        own === method && new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(url.pathname),
    )
    const refused = typeof answer === 'object' && answer !== null && 'status' in answer
    if (operation?.answer !== undefined && !refused && !Value.Check(operation.answer, answer)) {
      const [first] = Value.Errors(operation.answer, answer)
      throw new Error(`fixture: ${operation.path} is not as the contract says: ${JSON.stringify(first)}`)
    }
    return answer
  }

  #answer(method: string, { pathname, searchParams }: URL, body: Body, by: string): unknown {
    const [, , collection = '', id = '', action = ''] = pathname.split('/').map(decodeURIComponent)
    if (collection === 'incidents') return pathname.includes('-alert-1/') ? CORRELATED : EXPLANATION
    if (collection === 'rule-counters') return COUNTERS
    if (collection === 'liveness') return this.#live(method)
    if (collection === 'exceptions') return this.#exceptions(method, id, action, body, by, searchParams)
    if (collection === 'backtests') return this.#backtests(method, id, action, body as BacktestBody, by)
    if (collection === 'rule-sets') return this.#sets(method, pathname, body)
    if (id === '') return this.rules
    if (action === 'switch') return this.#switch(id, body, by)
    if (action === 'explain') return String(body['line']).includes('www-data') ? EXPLANATION : WHY_NOT
    return this.#detail(id) ?? refuse(404, 'not-found')
  }

  #detail(id: string): RuleDetailView | undefined {
    const detail = ruleDetail(id)
    const off = this.rules.find(rule => rule.id === id)?.off ?? null
    return detail === undefined ? undefined : { ...detail, off, switchVersion: this.switched.get(id) ?? 0 }
  }

  #switch(id: string, { on, seen, reason }: Body, by: string): unknown {
    const before = this.switched.get(id) ?? 0
    if (seen !== before) return refuse(409, 'rule.changed')
    this.switched.set(id, before + 1)
    this.switchRule(id, on === true ? null : { by, at: Date.now(), reason: String(reason), because: null })
    return this.#detail(id)
  }

  /** As if somebody had done it: null switches it on. */
  switchRule(id: string, off: RuleView['off']): void {
    this.rules = this.rules.map(rule => (rule.id === id ? { ...rule, off } : rule))
  }

  #live(method: string): LivenessView | null {
    if (method === 'GET') return this.liveness
    this.checks++
    const results = LIVENESS.results.map(one => ({
      ...one,
      fired: true,
      by: 'synthetic' as const,
      reasons: [],
    }))
    this.liveness = { ...LIVENESS, at: Date.now(), alive: 9, fired: 9, results, unloaded: [] }
    return this.liveness
  }

  #exceptions(
    method: string,
    id: string,
    action: string,
    body: Body,
    by: string,
    query: URLSearchParams,
  ): unknown {
    if (method === 'GET' && id === '') {
      const of = query.get('rule')
      const exceptions =
        of === null
          ? this.exceptions
          : this.exceptions.filter(one => one.state === 'active' && of === 'rule-2')
      return { exceptions: exceptions.map(one => this.#seenBy(one, by)), total: exceptions.length }
    }
    if (id === 'draft') return DRAFT
    if (id === 'preview') return PREVIEW
    if (id === 'check') {
      const isWrong = String(body['filter']).includes('condition: not')
      const problem = {
        severity: 'error' as const,
        line: 7,
        path: 'filter.condition',
        detail: 'says what is hidden, not what is kept',
      }
      return {
        ok: !isWrong,
        problems: isWrong ? [problem] : [],
        applied: { applied: false, reason: isWrong ? 'invalid' : 'not-approved', detail: '', rules: 1 },
        rules: [{ id: 'rule-2', title: RULES[1]!.title }],
      }
    }
    if (method === 'POST' && id === '') return this.#propose(body as ExceptionBody, by)
    const known = this.exceptions.find(one => one.id === id)
    if (known === undefined) return refuse(404, 'not-found')
    if (method === 'GET')
      return {
        exception: this.#seenBy(known, by),
        rules: known.applied.rules === 0 ? [] : [{ id: 'rule-2', title: RULES[1]!.title }],
        problems: [],
        history: [{ at: Date.now(), by: 'an.tran', kind: 'proposed', reason: '', body: null }],
      }
    if (body['version'] !== known.version) return refuse(409, 'conflict')
    return this.#decided(known, action, body, by)
  }

  #seenBy(one: ExceptionView, by: string): ExceptionView {
    return { ...one, mayReview: one.proposal !== null && one.proposal.by !== by && by === 'ha.le' }
  }

  #propose(body: ExceptionBody, by: string): ExceptionView {
    const proposed: ExceptionView = {
      ...EXCEPTIONS[1]!,
      id: 'exc-vua-xong',
      body,
      proposal: { body, by, at: Date.now() },
    }
    this.exceptions = [...this.exceptions, proposed]
    return proposed
  }

  #decided(known: ExceptionView, action: string, body: Body, by: string): ExceptionView {
    const version = known.version + 1
    const changes: Partial<ExceptionView> =
      action === 'approve'
        ? {
            state: 'active',
            proposal: null,
            approvedBy: by,
            approvedAt: Date.now(),
            applied: { applied: true, reason: null, detail: '', rules: 1 },
          }
        : action === 'reject'
          ? { state: 'rejected', proposal: null }
          : action === 'withdraw'
            ? { state: 'withdrawn' }
            : { proposal: { body: body['body'] as ExceptionBody, by, at: Date.now() } }
    const next: ExceptionView = { ...known, ...changes, version }
    this.exceptions = this.exceptions.map(one => (one.id === known.id ? next : one))
    return next
  }

  #backtests(method: string, id: string, action: string, body: BacktestBody, by: string): unknown {
    if (id === '' && method === 'GET')
      return this.backtests.map(({ results: _results, problems: _problems, ...line }) => line)
    if (id === '') {
      const started = backtest({
        id: `bt-${this.backtests.length + 1}`,
        by,
        fromMs: body.fromMs,
        toMs: body.toMs,
      })
      this.backtests = [started, ...this.backtests]
      return started
    }
    const known = this.backtests.find(one => one.id === id)
    if (known === undefined) return refuse(404, 'not-found')
    if (action === 'cancel') this.#end(known, 'cancelled')
    return this.backtests.find(one => one.id === id)
  }

  /** Lets the running backtests end with their results. */
  finishBacktests(): void {
    for (const one of this.backtests) if (one.state === 'running') this.#end(one, 'done')
  }

  #end(one: BacktestView, state: 'done' | 'cancelled'): void {
    const ended = {
      ...one,
      state,
      endedAt: Date.now(),
      results: state === 'done' ? BACKTEST_RESULTS : [],
      totals: { alerts: 78, hidden: 6, alertsPerDay: 11.1 },
      progress: { ...one.progress, done: state === 'done' ? 1 : one.progress.done },
    }
    this.backtests = this.backtests.map(other => (other.id === one.id ? ended : other))
  }

  #sets(method: string, path: string, body: Body): unknown {
    if (path === '/api/rule-sets') return [this.set]
    if (path.endsWith('/problems')) return { problems: PLAN.problems, total: 1 }
    if (path.endsWith('/rules') && method === 'GET')
      return { rules: this.setRules, total: this.setRules.length }
    if (path.endsWith('/versions') || path.endsWith('/plan'))
      return { ...PLAN, recordVersion: this.set.atWork!.recordVersion }
    const atWork = this.set.atWork!
    if (body['seen'] !== atWork.recordVersion) return refuse(409, 'rule-set.changed')
    const recordVersion = atWork.recordVersion + 1
    if (path.endsWith('/apply'))
      this.set = {
        ...this.set,
        atWork: { ...atWork, recordVersion, version: FRESH, previous: OLD },
        versions: [PLAN.manifest, ...this.set.versions],
      }
    else if (path.endsWith('/rollback'))
      this.set = { ...this.set, atWork: { ...atWork, recordVersion, version: OLD, previous: null } }
    else if (path.endsWith('/rules')) {
      const on = body['decision'] === 'on'
      this.setRules = this.setRules.map(rule =>
        rule.id === body['ruleId'] ? { ...rule, on, why: 'person', detail: String(body['reason']) } : rule,
      )
      this.set = { ...this.set, atWork: { ...atWork, recordVersion } }
    }
    return this.set
  }
}
