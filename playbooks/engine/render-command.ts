// Commands with their variables filled in, through the action of their type, and looked at by the guard of
// protected assets. Pure.

import type { Problem } from '#/kernel/problem.ts'
import type { Action, RenderedCommand } from '../action.ts'
import type {
  ActionStep,
  AgentTarget,
  AuthenticationInfo,
  Command,
  CommandType,
  Playbook,
} from '../cacao/playbook.ts'
import { substitute, type FindVariable } from '../cacao/variable-references.ts'
import { agentOf, definitionOf, targetsOf } from './step-definition.ts'

/** Undefined for a type of command that this platform does not carry out. */
export type FindAction = (type: CommandType) => Action | undefined
/** A Problem when the command would cut off something that no playbook may. */
export type Guard = (rendered: RenderedCommand) => Problem | undefined

export interface Rendering {
  readonly rendered: RenderedCommand | null
  /** Why it cannot be sent; empty when it can. */
  readonly problems: readonly Problem[]
  /** Variables that have no value yet; only in a dry run is that no problem. */
  readonly unknowns: readonly string[]
}

export interface RenderOptions {
  readonly find: FindVariable
  readonly findAction: FindAction
  readonly guard: Guard
  /** What stands for a variable without a value in a dry run. */
  readonly unset?: (name: string) => string
}

export function renderCommand(
  playbook: Playbook,
  step: ActionStep,
  command: Command,
  target: AgentTarget | undefined,
  { find, findAction, guard, unset }: RenderOptions,
): Rendering {
  const action = findAction(command.type)
  const where = `${step.name ?? step.type}: ${command.type}`
  if (action === undefined)
    return failed({ code: 'command.unsupported', where, detail: `${command.type} is not carried out here` })
  const wrong = new Set<string>()
  const unknowns = new Set<string>()
  const agent = agentOf(playbook, step)
  const infoOf = (id: string | undefined): AuthenticationInfo | undefined =>
    id === undefined ? undefined : definitionOf(playbook.authentication_info_definitions, id)
  const rendered = action.render({
    command,
    agent,
    target,
    authentication: infoOf(target?.authentication_info ?? agent?.authentication_info),
    agentAuthentication: infoOf(agent?.authentication_info),
    substitute(text) {
      const filled = substitute(text, find, unset === undefined ? {} : { unset: noted(unset, unknowns) })
      if (filled.kind === 'text') return filled.text
      for (const { reason } of filled.problems) wrong.add(reason)
      return text
    },
  })
  if (wrong.size > 0) return failed({ code: 'command.invalid', where, detail: [...wrong].join('; ') })
  if ('code' in rendered) return failed(rendered)
  const refused = guard(rendered)
  return { rendered, problems: refused === undefined ? [] : [refused], unknowns: [...unknowns] }
}

/** Renderings of a command for its targets from the given one to the last. */
export function renderFrom(
  playbook: Playbook,
  step: ActionStep,
  command: Command,
  from: number,
  options: RenderOptions,
): readonly Rendering[] {
  return targetsOf(playbook, step, command)
    .slice(from)
    .map(target => renderCommand(playbook, step, command, target, options))
}

function noted(unset: (name: string) => string, names: Set<string>): (name: string) => string {
  return name => {
    names.add(name)
    return unset(name)
  }
}

function failed(problem: Problem): Rendering {
  return { rendered: null, problems: [problem], unknowns: [] }
}
