// Variables of a run: scopes by id, each inside another. A playbook's variables are a scope, a step's own
// variables one inside it. A branch of a parallel step has a *fork*: it reads what stood there when the step
// began and keeps its own writes until the step ends; then they are taken over in the order of next_steps. So
// the values of a run do not depend on which branch was quicker.

import type { Variable, VariableName, Variables } from '../cacao/playbook.ts'
import { whyNoValueOf } from '../cacao/variable-types.ts'

export type ScopeId = string

export interface RunScope {
  readonly parent: ScopeId | null
  readonly fork: boolean
  /** A fork's hold copies of variables declared outside it. */
  readonly variables: Record<VariableName, Variable>
}
export type RunScopes = Map<ScopeId, RunScope>

export function openScope(
  scopes: RunScopes,
  id: ScopeId,
  parent: ScopeId | null,
  declared: Variables,
  fork = false,
): void {
  scopes.set(id, { parent, fork, variables: { ...declared } })
}

/** The innermost declaration with its present value. */
export function readVariable(scopes: RunScopes, from: ScopeId, name: VariableName): Variable | undefined {
  for (let scope = scopes.get(from); scope !== undefined; scope = parentOf(scopes, scope))
    if (Object.hasOwn(scope.variables, name)) return scope.variables[name]
  return undefined
}

/** Why a value cannot be written, as a sentence; undefined when it can. */
export function whyNotWritable(
  scopes: RunScopes,
  from: ScopeId,
  name: VariableName,
  value: string,
): string | undefined {
  const variable = readVariable(scopes, from, name)
  if (variable === undefined) return `${name} is not declared here`
  if (variable.constant === true) return `${name} is constant`
  const why = whyNoValueOf(variable.type, value)
  return why === undefined ? undefined : `${name}: ${why}`
}

/** Writes where the name is declared, or into the innermost fork on the way. The name must be declared. */
export function writeVariable(scopes: RunScopes, from: ScopeId, name: VariableName, value: string): void {
  let fork: RunScope | undefined
  for (let scope = scopes.get(from); scope !== undefined; scope = parentOf(scopes, scope)) {
    const known = scope.variables[name]
    if (known !== undefined && Object.hasOwn(scope.variables, name)) {
      const holder = fork ?? scope
      holder.variables[name] = { ...known, value }
      return
    }
    if (scope.fork) fork ??= scope
  }
  throw new Error(`variable ${name} is not declared in ${from}`)
}

/** Takes a fork's writes over into what lies around it. */
export function joinFork(scopes: RunScopes, fork: ScopeId): void {
  const { parent, variables } = scopes.get(fork)!
  for (const [name, { value }] of Object.entries(variables))
    if (value !== undefined) writeVariable(scopes, parent!, name, value)
  scopes.delete(fork)
}

function parentOf(scopes: RunScopes, scope: RunScope): RunScope | undefined {
  return scope.parent === null ? undefined : scopes.get(scope.parent)
}
