// Variables of a playbook: their names, and the values with which it starts. What a run does with them afterwards,
// scope within scope, is the engine's business (engine/run-scopes.ts).
// `undefined` as a value: nothing has been said yet. Empty text: it is known to be unknown.

import type { Variable, VariableName, Variables } from './playbook.ts'
import { whyNoValueOf } from './variable-types.ts'

/** The values of one playbook's variables. */
export interface Scope {
  readonly variables: Variables
}

/** Wrong use of a variable; `reason` is a sentence that names it. */
export interface VariableProblem {
  readonly code: 'variable.unknown' | 'variable.unset' | 'variable.constant' | 'variable.type'
  readonly variable: VariableName
  readonly reason: string
}

/** `__name__`, 1–200 characters between the underscores. */
export const VARIABLE_NAME = /^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$/

/**
 * The scope with which a playbook starts: its declarations, with values given from outside (the platform, the
 * command line, in_args of a playbook-action). A name that it does not declare, or declares constant, is refused.
 */
export function startScope(
  declared: Variables,
  given: Readonly<Record<VariableName, string>>,
): { readonly scope: Scope; readonly problems: readonly VariableProblem[] } {
  const variables = new Map(Object.entries(declared))
  const own = [...variables].flatMap(([name, { type, value }]) =>
    typeof value === 'string' ? wrongValue(name, type, value) : [],
  )
  const taken = Object.entries(given).flatMap(([name, value]) => {
    const variable = variables.get(name)
    if (variable === undefined) return [unknownVariable(name)]
    if (variable.constant === true) return [constantVariable(name)]
    const wrong = wrongValue(name, variable.type, value)
    if (wrong.length === 0) variables.set(name, { ...variable, value })
    return wrong
  })
  return { scope: { variables: Object.fromEntries(variables) }, problems: [...own, ...taken] }
}

export function unknownVariable(name: VariableName): VariableProblem {
  return { code: 'variable.unknown', variable: name, reason: `there is no variable ${name} here` }
}

function constantVariable(name: VariableName): VariableProblem {
  return { code: 'variable.constant', variable: name, reason: `${name} is constant and takes no new value` }
}

function wrongValue(name: VariableName, type: Variable['type'], value: string): readonly VariableProblem[] {
  const why = whyNoValueOf(type, value)
  return why === undefined ? [] : [{ code: 'variable.type', variable: name, reason: `${name}: ${why}` }]
}
