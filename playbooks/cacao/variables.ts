// Variables of a run: scopes within scopes, each a plain object that never changes, so that a run can be kept as
// a list of transitions. A playbook's variables are the outermost scope, a step's own lie within it, and a
// sub-playbook has a scope of its own that sees nothing but its in_args.
// `undefined` as a value: nothing has been said yet. Empty text: it is known to be unknown.

import type { Variable, VariableName, Variables } from './playbook.ts'
import { whyNoValueOf } from './variable-types.ts'

export interface Scope {
  readonly variables: Variables
  readonly parent: Scope | undefined
}

/** Wrong use of a variable; `reason` is a sentence that names it. */
export interface VariableProblem {
  readonly code: 'variable.unknown' | 'variable.unset' | 'variable.constant' | 'variable.type'
  readonly variable: VariableName
  readonly reason: string
}

/** `__name__`, 1–200 characters between the underscores. */
export const VARIABLE_NAME = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/

/** A scope inside another one; its variables hide those of the same name outside. */
export function createScope(variables: Variables, parent?: Scope): Scope {
  return { variables, parent }
}

/** The innermost declaration with its present value. */
export function findVariable(scope: Scope, name: VariableName): Variable | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (Object.hasOwn(at.variables, name)) return at.variables[name]
  }
  return undefined
}

/** The scope with a new value where the name is declared; a constant, a wrong type or an unknown name is refused. */
export function assign(scope: Scope, name: VariableName, value: string): Scope | VariableProblem {
  if (Object.hasOwn(scope.variables, name)) {
    const variable = scope.variables[name]!
    if (variable.constant === true) {
      return {
        code: 'variable.constant',
        variable: name,
        reason: `${name} is constant and takes no new value`,
      }
    }
    const why = whyNoValueOf(variable.type, value)
    if (why !== undefined) return { code: 'variable.type', variable: name, reason: `${name}: ${why}` }
    return { ...scope, variables: { ...scope.variables, [name]: { ...variable, value } } }
  }
  if (scope.parent === undefined) return unknownVariable(name)
  const parent = assign(scope.parent, name, value)
  return isVariableProblem(parent) ? parent : { ...scope, parent }
}

/**
 * The scope with which a playbook starts: its declarations, with values given from outside (the platform, the
 * command line, in_args of a playbook-action). A name that it does not declare, or declares constant, is refused.
 */
export function startScope(
  declared: Variables,
  given: Readonly<Record<VariableName, string>>,
): { readonly scope: Scope; readonly problems: readonly VariableProblem[] } {
  const problems: VariableProblem[] = []
  let scope = createScope(declared)
  for (const [name, variable] of Object.entries(declared)) {
    const why = variable.value === undefined ? undefined : whyNoValueOf(variable.type, variable.value)
    if (why !== undefined) problems.push({ code: 'variable.type', variable: name, reason: `${name}: ${why}` })
  }
  for (const [name, value] of Object.entries(given)) {
    const next = assign(scope, name, value)
    if (isVariableProblem(next)) problems.push(next)
    else scope = next
  }
  return { scope, problems }
}

/** Present values by name, for out_args, for the run's record and for the console; unset ones are left out. */
export function valuesOf(scope: Scope): Readonly<Record<VariableName, string>> {
  const outer = scope.parent === undefined ? {} : valuesOf(scope.parent)
  const own = Object.entries(scope.variables).flatMap(([name, { value }]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return { ...outer, ...Object.fromEntries(own) }
}

export function isVariableProblem(result: Scope | VariableProblem): result is VariableProblem {
  return 'code' in result
}

export function unknownVariable(name: VariableName): VariableProblem {
  return { code: 'variable.unknown', variable: name, reason: `there is no variable ${name} here` }
}
