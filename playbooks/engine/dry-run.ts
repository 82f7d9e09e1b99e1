// A dry run: what a playbook would do, with everything rendered that can be, and nothing sent. Where a condition
// hangs on what a command will answer, both ways are shown, marked as not sure. Pure.

import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { RenderedCommand } from '../action.ts'
import { evaluateCondition, parseCondition } from '../cacao/condition.ts'
import type { ActionStep, Playbook, PlaybookActionStep, StepId, WorkflowStep } from '../cacao/playbook.ts'
import { matchCase } from '../cacao/switch-case.ts'
import { startScope } from '../cacao/variables.ts'
import type { ApprovalRule } from '../extension.ts'
import { DryVariables } from './dry-variables.ts'
import { missingInputs, pinName } from './playbook-call.ts'
import { renderCommand, type FindAction, type Guard } from './render-command.ts'
import { extensionOf, nextStep, stepOf, targetsOf } from './step-definition.ts'
import { branchId, stepPath } from './step-path.ts'

export interface DryCommand {
  readonly target: string | null
  readonly rendered: RenderedCommand | null
  readonly unknowns: readonly string[]
  readonly problems: readonly Problem[]
}

export interface DryStep {
  readonly path: string
  readonly depth: number
  readonly stepId: StepId
  readonly type: string
  readonly name: string
  readonly nameEnglish?: string
  readonly cites: readonly string[]
  /** False: only when an undecidable condition, or a failure, leads there. */
  readonly sure: boolean
  readonly condition: { readonly text: string; readonly value: 'true' | 'false' | 'case' | 'unknown' } | null
  readonly note: string
  readonly approval: ApprovalRule | null
  readonly commands: readonly DryCommand[]
}

export interface DryRun {
  readonly steps: readonly DryStep[]
  readonly changes: readonly { readonly path: string; readonly change: string; readonly sure: boolean }[]
  readonly problems: readonly Problem[]
}

export interface DryRunOptions {
  readonly playbook: Playbook
  readonly variables: Readonly<Record<string, string>>
  /** A called playbook by the name under which a run pins it. */
  readonly called: (name: string) => Playbook | undefined
  readonly findAction: FindAction
  readonly guard: Guard
}

/** More steps than that are not listed, and a Problem says so. */
const MAX_DRY_STEPS = 2000

export function dryRun(options: DryRunOptions): DryRun {
  const { playbook, variables } = options
  const walk = new DryWalk(options)
  const missing = missingInputs(playbook, variables)
  const { scope, problems } = startScope(playbook.playbook_variables ?? {}, variables)
  for (const detail of [...(missing === undefined ? [] : [missing]), ...problems.map(({ reason }) => reason)])
    walk.problem(playbook.name, detail)
  walk.frame(playbook, DryVariables.of(scope.variables), 'main', 0, true)
  return walk.result()
}

interface Place {
  readonly playbook: Playbook
  readonly values: DryVariables
  readonly branch: string
  readonly depth: number
  readonly calls: number
  readonly sure: boolean
}

class DryWalk {
  private readonly options: DryRunOptions
  private readonly steps: DryStep[] = []
  private readonly problems: Problem[] = []
  private isFull = false

  constructor(options: DryRunOptions) {
    this.options = options
  }

  result(): DryRun {
    const changes = this.steps.flatMap(({ path, sure, commands }) =>
      commands.flatMap(({ rendered }) => (rendered?.changes ?? []).map(change => ({ path, change, sure }))),
    )
    return { steps: this.steps, changes, problems: this.problems }
  }

  problem(where: string, detail: string): void {
    this.problems.push({ code: 'command.invalid', where, detail })
  }

  frame(playbook: Playbook, values: DryVariables, branch: string, depth: number, sure: boolean, calls = 0) {
    this.line(playbook.workflow_start, { playbook, values, branch, depth, sure, calls })
    const handler = playbook.workflow_exception
    if (handler === undefined) return
    const place = {
      playbook,
      values: values.copy(),
      branch: `${branch}[exception]`,
      depth,
      calls,
      sure: false,
    }
    this.line(handler, place)
  }

  /** A line of steps to its end; then, not sure, the lines that its failures would lead to. */
  private line(first: StepId, place: Place): void {
    const seen = new Set<StepId>()
    const failures: { readonly to: StepId; readonly values: DryVariables }[] = []
    for (let id: StepId | null = first; id !== null && !seen.has(id);) {
      seen.add(id)
      const step = stepOf(place.playbook, id)
      if (step === undefined) return this.problem(place.playbook.name, `there is no step ${id}`)
      const values = place.values.copy()
      if (!this.step(id, step, place)) return
      const failure = step.type === 'start' ? null : nextStep(step, 'failed')
      if (failure !== null) failures.push({ to: failure, values })
      id = nextStep(step, 'succeeded')
    }
    for (const { to, values } of failures)
      if (!seen.has(to)) {
        seen.add(to)
        this.line(to, { ...place, values, branch: `${place.branch}[failure]`, sure: false })
      }
  }

  /** False: there are too many. */
  private step(id: StepId, step: WorkflowStep, place: Place): boolean {
    if (this.steps.length >= MAX_DRY_STEPS) {
      if (!this.isFull) this.problem(place.playbook.name, `only the first ${MAX_DRY_STEPS} steps are listed`)
      this.isFull = true
      return false
    }
    const path = stepPath(place.branch, id)
    const at = this.steps.length
    const values = place.values.within(step.step_variables ?? {})
    const shown = this.show(id, step, { ...place, values }, path)
    this.steps.push(shown)
    const inner = { ...place, values, depth: place.depth + 1 }
    this.steps[at] = { ...shown, ...this.go(step, inner, path, shown) }
    place.values.mergeAll([values], Object.keys(step.step_variables ?? {}))
    return true
  }

  private show(id: StepId, step: WorkflowStep, place: Place, path: string): DryStep {
    const { name_en, cites = [], approval = null } = extensionOf(step)
    return {
      path,
      depth: place.depth,
      stepId: id,
      type: step.type,
      name: step.name ?? id,
      ...(name_en === undefined ? {} : { nameEnglish: name_en }),
      cites,
      sure: place.sure,
      condition: null,
      note: (step.delay ?? 0) > 0 ? `delay ${step.delay} ms` : '',
      approval,
      commands: step.type === 'action' ? this.commands(step, place) : [],
    }
  }

  private commands(step: ActionStep, { playbook, values }: Place): readonly DryCommand[] {
    return step.commands.flatMap(command =>
      targetsOf(playbook, step, command).map(target => {
        const { rendered, problems, unknowns } = renderCommand(playbook, step, command, target, {
          find: values.find(new Set()),
          findAction: this.options.findAction,
          guard: this.options.guard,
          unset: name => `‹${name}›`,
        })
        const later = unknowns.filter(name => values.isUnknown(name))
        const never = unknowns.filter(name => !values.isUnknown(name))
        const unset = never.map(name => ({
          code: 'command.invalid' as const,
          where: step.name ?? command.type,
          detail: `${name} has no value yet`,
        }))
        // What stands for an unknown value may be refused where the value itself will not be.
        const certain =
          later.length > 0 ? problems.filter(({ code }) => code !== 'command.invalid') : problems
        return { target: target?.name ?? null, rendered, unknowns: later, problems: [...certain, ...unset] }
      }),
    )
  }

  private go(step: WorkflowStep, place: Place, path: string, shown: DryStep): Partial<DryStep> {
    switch (step.type) {
      case 'start':
      case 'end':
        return {}
      case 'action':
        for (const name of step.out_args ?? []) place.values.forget(name)
        return {}
      case 'playbook-action':
        return this.call(step, place, path)
      case 'parallel': {
        const branches = step.next_steps.map((first, at) => {
          const values = place.values.copy()
          this.line(first, { ...place, values, branch: branchId(path, `branch ${at + 1}`) })
          return values
        })
        place.values.mergeAll(branches)
        return {}
      }
      case 'if-condition': {
        const value = this.decide(step.condition, place, shown.name)
        const ways = { true: step.on_true, false: step.on_false }
        this.either(value === 'unknown' ? ['true', 'false'] : [value], ways, place, path)
        return { condition: { text: step.condition, value } }
      }
      case 'switch-condition': {
        const touched = new Set<string>()
        const matched = matchCase(step, place.values.find(touched))
        const value = touched.size > 0 ? 'unknown' : 'case'
        if (value === 'case' && matched.kind === 'problems')
          for (const { reason } of matched.problems) this.problem(shown.name, reason)
        const key = matched.kind === 'case' ? [matched.key] : []
        // Without a default, nothing at all may be chosen.
        const every = 'default' in step.cases ? Object.keys(step.cases) : [...Object.keys(step.cases), '']
        this.either(value === 'unknown' ? every : key, step.cases, place, path)
        return {
          condition: { text: step.switch, value },
          note: value === 'unknown' ? shown.note : key.join(''),
        }
      }
      case 'while-condition':
        return this.loop(step, place, path, shown)
    }
  }

  private loop(
    step: WorkflowStep & { readonly type: 'while-condition' },
    place: Place,
    path: string,
    shown: DryStep,
  ): Partial<DryStep> {
    const value = this.decide(step.condition, place, shown.name)
    const condition = { text: step.condition, value }
    if (value === 'false') return { condition }
    const cap = Math.min(extensionOf(step).max_rounds ?? LIMITS.maxLoopRounds, LIMITS.maxLoopRounds)
    const before = place.values.copy()
    const sure = place.sure && value === 'true'
    this.line(step.on_true, { ...place, sure, branch: branchId(path, 'round 1') })
    if (this.decide(step.condition, place, shown.name) === 'false' && value === 'true') return { condition }
    place.values.mergeEither([place.values.copy(), before])
    return { condition, note: `shown once; at most ${cap} rounds` }
  }

  /** Several ways: nobody knows which one. */
  private either(
    keys: readonly string[],
    ways: Readonly<Record<string, StepId | undefined>>,
    place: Place,
    path: string,
  ): void {
    const ends = keys.map(key => {
      const values = place.values.copy()
      const first = ways[key]
      const branch = branchId(path, key)
      if (first !== undefined)
        this.line(first, { ...place, values, branch, sure: place.sure && keys.length === 1 })
      return values
    })
    if (ends.length === 1) place.values.mergeAll(ends)
    else if (ends.length > 1) place.values.mergeEither(ends)
  }

  private decide(text: string, place: Place, where: string): 'true' | 'false' | 'unknown' {
    const parsed = parseCondition(text)
    const touched = new Set<string>()
    const value =
      parsed.kind === 'problem'
        ? parsed.problem
        : evaluateCondition(parsed.condition, place.values.find(touched))
    if (touched.size > 0) return 'unknown'
    if (typeof value === 'boolean') return value ? 'true' : 'false'
    this.problem(where, `${text}: ${value.reason}`)
    return 'unknown'
  }

  private call(step: PlaybookActionStep, place: Place, path: string): Partial<DryStep> {
    const called = this.options.called(pinName(step))
    if (called === undefined) {
      this.problem(step.name ?? step.playbook_id, `there is no playbook ${step.playbook_id}`)
      return {}
    }
    if (place.calls >= LIMITS.maxPlaybookDepth) {
      this.problem(
        step.name ?? called.name,
        `more than ${LIMITS.maxPlaybookDepth} playbooks inside each other`,
      )
      return { note: called.name }
    }
    const given: Record<string, string> = {}
    const unknown: string[] = []
    for (const name of step.in_args ?? []) {
      const found = place.values.get(name)
      if (found?.known === false) unknown.push(name)
      else if (found?.variable.value !== undefined) given[name] = found.variable.value
    }
    const missing = missingInputs(called, {
      ...given,
      ...Object.fromEntries(unknown.map(name => [name, ''])),
    })
    const { scope, problems } = startScope(called.playbook_variables ?? {}, given)
    for (const reason of [...(missing === undefined ? [] : [missing]), ...problems.map(each => each.reason)])
      this.problem(step.name ?? called.name, reason)
    const values = DryVariables.of(scope.variables)
    for (const name of unknown) values.forget(name)
    this.frame(called, values, branchId(path, 'playbook'), place.depth, place.sure, place.calls + 1)
    for (const name of step.out_args ?? []) {
      const found = values.get(name)
      if (found?.known === true && found.variable.value !== undefined)
        place.values.set(name, found.variable.value)
      else place.values.forget(name)
    }
    return { note: called.name }
  }
}
