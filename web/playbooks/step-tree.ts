// The steps of a run, which come in the order in which they began, as the tree they are: each step with its
// branches, and in each branch its steps. Steps that only begin or end a line are left out unless they failed.

import type { StepProgressView } from '#/api/contract/playbook-views.ts'

export interface StepNode {
  readonly step: StepProgressView
  readonly branches: readonly StepBranch[]
}
export interface StepBranch {
  /** `main`, `true`, `round 2`, `branch 1`, `case x`, … */
  readonly label: string
  readonly steps: readonly StepNode[]
}

const QUIET = ['start', 'end']

/** Branches of the run itself; usually one, `main`. Pure. */
export function stepTree(steps: readonly StepProgressView[]): readonly StepBranch[] {
  const shown = steps.filter(({ type, state }) => !QUIET.includes(type) || state === 'failed')
  const known = new Set(shown.map(({ path }) => path))
  const childrenOf = new Map<string | null, StepProgressView[]>()
  for (const step of shown) {
    const parent = step.parent !== null && known.has(step.parent) ? step.parent : null
    const siblings = childrenOf.get(parent)
    if (siblings === undefined) childrenOf.set(parent, [step])
    else siblings.push(step)
  }
  const branchesOf = (parent: string | null): readonly StepBranch[] => {
    const children = childrenOf.get(parent) ?? []
    return [...new Set(children.map(({ branch }) => branch))].map(label => ({
      label,
      steps: children
        .filter(({ branch }) => branch === label)
        .map(step => ({ step, branches: branchesOf(step.path) })),
    }))
  }
  return branchesOf(null)
}

/** How many of the shown steps have ended, and how many there are so far. Pure. */
export function stepCounts(steps: readonly StepProgressView[]): {
  readonly ended: number
  readonly begun: number
} {
  const shown = steps.filter(({ type }) => !QUIET.includes(type))
  return { ended: shown.filter(({ endedAt }) => endedAt !== null).length, begun: shown.length }
}
