// Counts problems by code and place, with the latest detail of each, so that the console can show what goes
// wrong and how often. Bounded: places beyond LIMITS.maxProblemKinds are counted together under "other".

import type { Clock } from './clock.ts'
import { LIMITS } from './limits.ts'
import type { Problem, ProblemCode, ReportProblem } from './problem.ts'

export interface ProblemCount {
  readonly code: ProblemCode
  readonly where: string
  readonly count: number
  readonly lastDetail: string
  readonly lastAt: number
}

export interface ProblemLedger {
  readonly report: ReportProblem
  /** Adds problems that were counted elsewhere (in a worker thread). */
  readonly add: (problem: Problem, count: number) => void
  /** All problems ever reported. */
  total(): number
  /** All of them, code by code; neither number ever falls. */
  byCode(): Readonly<Partial<Record<ProblemCode, number>>>
  /** Latest first. */
  kinds(limit: number): readonly ProblemCount[]
}

export function createProblemLedger(clock: Clock): ProblemLedger {
  const counts = new Map<string, ProblemCount>()
  const byCode = new Map<ProblemCode, number>()
  let total = 0
  const add = (problem: Problem, count: number): void => {
    total += count
    byCode.set(problem.code, (byCode.get(problem.code) ?? 0) + count)
    let where = problem.where
    let key = `${problem.code}\n${where}`
    if (!counts.has(key) && counts.size >= LIMITS.maxProblemKinds) {
      where = 'other'
      key = `${problem.code}\n${where}`
    }
    const before = counts.get(key)?.count ?? 0
    counts.set(key, {
      code: problem.code,
      where,
      count: before + count,
      lastDetail: problem.detail,
      lastAt: clock.now(),
    })
  }
  return {
    report: problem => add(problem, 1),
    add,
    total: () => total,
    byCode: () => Object.fromEntries(byCode),
    kinds: limit => [...counts.values()].sort((a, b) => b.lastAt - a.lastAt).slice(0, limit),
  }
}
