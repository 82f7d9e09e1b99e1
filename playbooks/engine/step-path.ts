// Paths of steps and branches in a run. A branch is a line of steps; a step that opens branches is their owner.
// `main/action--1`, `main/while--1[round 2]/action--2`, `main/parallel--1[branch 1]/end--3`. A path never comes
// twice in a run, so it says of an effect which iteration of which step it belongs to.

import type { StepId } from '../cacao/playbook.ts'
import type { BranchId, StepPath } from './transition.ts'

export const MAIN_BRANCH: BranchId = 'main'

export function stepPath(branch: BranchId, step: StepId): StepPath {
  return `${branch}/${step}`
}

/** `inner` counts from 1 or is a fixed word; never text of a playbook, which could hold brackets. */
export function branchId(owner: StepPath, inner: string): BranchId {
  return `${owner}[${inner}]`
}

/** The branch of a playbook's workflow_exception; null is the run's own playbook. */
export function exceptionBranch(frame: StepPath | null): BranchId {
  return frame === null ? 'exception' : branchId(frame, 'exception')
}

/** Whether a step or branch lies inside a step, at any depth. */
export function isInside(path: string, owner: StepPath): boolean {
  return path.startsWith(`${owner}[`)
}
