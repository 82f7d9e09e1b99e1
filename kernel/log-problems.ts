// Problems reach the process's log as well as the page Health: each code when it first comes, and then at most once in
// a minute with how often it came. There may be thousands in a second; what is counted there is never a line here each.

import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { ProblemLedger } from './problem-ledger.ts'
import type { Problem, ProblemCode } from './problem.ts'

const PAUSE_MS = 60_000

/** The same ledger, which also tells the log. */
export function logProblems(ledger: ProblemLedger, log: Log, clock: Clock): ProblemLedger {
  const told = new Map<ProblemCode, { at: number; untold: number }>()

  function tell({ code, where, detail }: Problem, count: number): void {
    const now = clock.now()
    const last = told.get(code)
    const untold = (last?.untold ?? 0) + count
    // A clock that went back must not silence it.
    if (last !== undefined && now >= last.at && now - last.at < PAUSE_MS) {
      last.untold = untold
      return
    }
    told.set(code, { at: now, untold: 0 })
    log.warn('problem', detail, { code, where, count: untold })
  }

  return {
    ...ledger,
    report(problem) {
      ledger.report(problem)
      tell(problem, 1)
    },
    add(problem, count) {
      ledger.add(problem, count)
      tell(problem, count)
    },
  }
}
