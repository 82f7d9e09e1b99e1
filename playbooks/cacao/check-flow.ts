// Where the steps of a playbook lead: what no schema sees. A playbook is block-structured: from workflow_start a
// chain of steps to an `end`; a parallel, if, while or switch step opens branches, each a chain of its own with an
// `end` of its own, and the engine goes on (a while: decides again) when the branch has ended. So no step belongs to
// two branches, and no chain leads back to where it was.

import type { Findings } from './finding.ts'
import { isJsonObject, membersOf, pointerTo } from './finding.ts'

/** A way from one step to another. */
interface Way {
  readonly to: string
  readonly pointer: string
  /** The target begins a branch of its own. */
  readonly branch: boolean
}

type Steps = ReadonlyMap<string, Readonly<Record<string, unknown>>>

export function checkFlow(document: Readonly<Record<string, unknown>>, findings: Findings): void {
  const steps: Steps = new Map(
    membersOf(document['workflow']).flatMap(([id, step]) =>
      isJsonObject(step) ? [[id, step] as const] : [],
    ),
  )
  for (const [id, step] of steps) checkWaysOn(id, step, findings)
  const start = document['workflow_start']
  const exception = document['workflow_exception']
  checkEntries(start, exception, steps, findings)
  const regions = new Map<string, string>()
  for (const [entry, pointer] of [
    [start, '/workflow_start'],
    [exception, '/workflow_exception'],
  ] as const) {
    if (typeof entry === 'string' && steps.has(entry)) walk(entry, pointer, steps, regions, findings)
  }
  checkCycles(steps, findings)
  for (const id of steps.keys()) {
    if (!regions.has(id))
      findings.add('workflow.unreachable', pointerTo('/workflow', id), 'nothing leads here')
  }
}

function checkEntries(start: unknown, exception: unknown, steps: Steps, findings: Findings): void {
  if (typeof start === 'string' && steps.get(start)?.['type'] !== 'start') {
    const what = steps.has(start) ? `${start} is not a start step` : `there is no step ${start}`
    findings.add('workflow.start', '/workflow_start', `the workflow begins at ${start}, but ${what}`)
  }
  if (typeof exception === 'string' && !steps.has(exception)) {
    findings.add('workflow.exception', '/workflow_exception', `there is no step ${exception} for failures`)
  }
  for (const [id, step] of steps) {
    if (step['type'] === 'start' && id !== start) {
      findings.add('workflow.second-start', pointerTo('/workflow', id), 'a playbook has one start step')
    }
  }
}

/** on_completion or on_success, not both; an end leads nowhere, a start never fails. */
function checkWaysOn(id: string, step: Readonly<Record<string, unknown>>, findings: Findings): void {
  const at = pointerTo('/workflow', id)
  const has = (name: string): boolean => Object.hasOwn(step, name)
  const ways = ['on_completion', 'on_success', 'on_failure'].filter(has)
  if (step['type'] === 'end') {
    for (const way of ways) {
      findings.add('step.way-not-allowed', pointerTo(at, way), `an end step has no ${way}`)
    }
    return
  }
  if (step['type'] === 'start') {
    for (const way of ways.filter(way => way !== 'on_completion')) {
      findings.add(
        'step.way-not-allowed',
        pointerTo(at, way),
        `a start step has no ${way}, only on_completion`,
      )
    }
  }
  if (has('on_completion') && (has('on_success') || has('on_failure'))) {
    findings.add(
      'step.two-ways',
      pointerTo(at, 'on_completion'),
      'either on_completion or on_success with on_failure',
    )
  }
  if (!has('on_completion') && !has('on_success')) {
    findings.add('step.no-way-on', at, 'on_completion or on_success must say where it goes on')
  }
}

function waysOf(id: string, step: Readonly<Record<string, unknown>>): readonly Way[] {
  const at = pointerTo('/workflow', id)
  const ways: Way[] = []
  const add = (to: unknown, pointer: string, branch: boolean): void => {
    if (typeof to === 'string') ways.push({ to, pointer, branch })
  }
  if (Array.isArray(step['next_steps'])) {
    step['next_steps'].forEach((to: unknown, index) => add(to, pointerTo(at, 'next_steps', index), true))
  }
  for (const name of ['on_true', 'on_false']) add(step[name], pointerTo(at, name), true)
  for (const [key, to] of membersOf(step['cases'])) add(to, pointerTo(at, 'cases', key), true)
  for (const name of ['on_completion', 'on_success', 'on_failure'])
    add(step[name], pointerTo(at, name), false)
  return ways
}

/**
 * Gives every step that can be reached to the chain it belongs to; a chain is named by the way that opens it. A step
 * is claimed as soon as a way to it is seen, and a chain is followed to its end before the branches it opens, so that
 * the way that leads astray is the one complained of.
 */
function walk(
  entry: string,
  chain: string,
  steps: Steps,
  regions: Map<string, string>,
  findings: Findings,
): void {
  const chains: string[] = []
  const branches: string[] = []
  const claim = (to: string, chain: string, pointer: string, open: string[]): void => {
    const step = steps.get(to)
    const known = regions.get(to)
    if (step === undefined) findings.add('step.dangling', pointer, `there is no step ${to}`)
    else if (known === undefined) {
      regions.set(to, chain)
      open.push(to)
    } else if (known !== chain) complainOfTwoChains(to, step['type'] === 'end', pointer, findings)
  }
  claim(entry, chain, chain, chains)
  for (;;) {
    const id = chains.shift() ?? branches.shift()
    if (id === undefined) return
    for (const { to, pointer, branch } of waysOf(id, steps.get(id)!)) {
      if (branch) claim(to, pointer, pointer, branches)
      else claim(to, regions.get(id)!, pointer, chains)
    }
  }
}

function complainOfTwoChains(to: string, isEnd: boolean, pointer: string, findings: Findings): void {
  if (isEnd) {
    const message = `${to} ends another branch too; each branch has an end step of its own`
    findings.add('branch.shared-end', pointer, message)
    return
  }
  const message = `this leads to ${to}, which belongs to another branch; a branch ends in an end step of its own, and what follows stands behind the step that opened it`
  findings.add('branch.jumps-out', pointer, message)
}

/** A way that leads back to a step that led here. Depth first with a stack of its own: playbooks come from outside. */
function checkCycles(steps: Steps, findings: Findings): void {
  const done = new Set<string>()
  for (const first of steps.keys()) {
    if (done.has(first)) continue
    const onPath = new Set<string>()
    const stack: { id: string; ways: readonly Way[]; next: number }[] = []
    const enter = (id: string): void => {
      onPath.add(id)
      stack.push({ id, ways: waysOf(id, steps.get(id)!), next: 0 })
    }
    enter(first)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const way = top.ways[top.next]
      top.next += 1
      if (way === undefined) {
        stack.pop()
        onPath.delete(top.id)
        done.add(top.id)
      } else if (onPath.has(way.to)) {
        findings.add('workflow.cycle', way.pointer, cycleWords(way.to, steps))
      } else if (steps.has(way.to) && !done.has(way.to)) {
        enter(way.to)
      }
    }
  }
}

function cycleWords(to: string, steps: Steps): string {
  return steps.get(to)?.['type'] === 'while-condition'
    ? `this leads back to ${to}; the engine returns to a while-condition by itself when its branch has come to an end step`
    : `this leads back to ${to}; only a while-condition repeats steps`
}
