// One backtest in a thread of its own, so that neither listeners nor the pipeline wait for it. Rules are read from
// their folders, or from a text; events are handed in page by page, and findings are told when asked for.

import { parentPort, workerData } from 'node:worker_threads'
import type { FromThread } from '#/kernel/called-thread.ts'
import { packError } from '#/kernel/carry-error.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createExceptionShelf } from '#/pipeline/exception-shelf.ts'
import { loadRuleFolders } from '#/pipeline/load-rule-folders.ts'
import type { SearchHit } from '#/store/event-store.ts'
import type { ExceptionInForce } from '#/store/exceptions.ts'
import { createBacktestRun, type BacktestProgress, type BacktestRun } from './backtest-run.ts'
import type { RuleFindings } from './rule-tally.ts'
import { chooseRules, TEXT_PATH, type AskedRules } from './choose-rules.ts'

export interface BacktestOrder {
  readonly ruleFolders: readonly string[]
  readonly asked: AskedRules
  /** Ids of rules that are off. */
  readonly rulesOff: readonly string[]
  /** Null: none is applied. */
  readonly exceptions: readonly ExceptionInForce[] | null
  readonly latenessMs: number
  /** ms UTC. */
  readonly now: number
}

export interface BacktestFindings extends BacktestProgress {
  readonly rules: readonly RuleFindings[]
  readonly spanMs: number
}

export interface BacktestRules {
  readonly asked: number
  readonly problems: readonly Problem[]
}

export type ToBacktest =
  | { readonly kind: 'rules'; readonly call: number }
  | { readonly kind: 'see'; readonly call: number; readonly hits: readonly SearchHit[] }
  | { readonly kind: 'findings'; readonly call: number; readonly isEnd: boolean }

type Answer = BacktestRules | BacktestProgress | BacktestFindings

async function serve(order: BacktestOrder, post: (message: FromThread<Answer>) => void): Promise<void> {
  const first = order.asked.kind === 'text' ? [{ path: TEXT_PATH, text: order.asked.yaml }] : []
  const loaded = await loadRuleFolders(order.ruleFolders, first)
  const chosen = chooseRules(loaded, order.asked, new Set(order.rulesOff))
  if (chosen.asked === 0) {
    const [problem] = chosen.problems
    throw new Permanent(
      'backtest.no-rules',
      problem === undefined ? 'no such rule is loaded' : `${problem.where}: ${problem.detail}`,
    )
  }
  const { exceptions, latenessMs, now } = order
  const run = createBacktestRun({
    ...chosen,
    ...(exceptions === null ? {} : { exceptions: createExceptionShelf(chosen, exceptions).current() }),
    latenessMs,
    now,
  })
  parentPort?.on('message', (message: ToBacktest) => {
    try {
      post({ kind: 'result', call: message.call, result: answer(message, run, chosen) })
    } catch (error) {
      post({ kind: 'failed', call: message.call, error: packError(error) })
    }
  })
  post({ kind: 'ready' })
}

function answer(message: ToBacktest, run: BacktestRun, { asked, problems }: BacktestRules): Answer {
  switch (message.kind) {
    case 'rules':
      return { asked, problems }
    case 'see':
      run.see(message.hits)
      return run.progress
    case 'findings':
      if (message.isEnd) run.finish()
      return { ...run.progress, ...run.findings() }
  }
}

if (parentPort !== null && workerData !== undefined) {
  const port = parentPort
  const post = (message: FromThread<Answer>): void => port.postMessage(message)
  await serve(workerData as BacktestOrder, post).catch((error: unknown) =>
    post({ kind: 'unusable', error: packError(error) }),
  )
}
