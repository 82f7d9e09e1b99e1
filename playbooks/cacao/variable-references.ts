// References to variables inside texts: `__name__:value` as CACAO writes them, and bare `__name__`. They are
// replaced in one pass: a value that looks like a reference stays as it is. Which of two names is meant when one
// begins with the other (`__a__` and `__a__b__`) is decided by what is declared: the longest.

import type { Variable, VariableName } from './playbook.ts'
import type { VariableProblem } from './variables.ts'
import { unknownVariable } from './variables.ts'

export type FindVariable = (name: VariableName) => Variable | undefined

/** One reference: the name, where it begins and ends in the text, and whether `:value` was written. */
export interface Reference {
  readonly name: VariableName
  readonly from: number
  readonly to: number
  readonly explicit: boolean
}

export interface SubstituteOptions {
  /** Makes a value safe for where it goes (quoted for a shell, escaped for JSON); absent: as it is. */
  readonly each?: (value: string, name: VariableName) => string
  /** What stands for a variable that has no value yet, in a dry run; absent: that is a problem. */
  readonly unset?: (name: VariableName) => string
}

export type Substituted =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly VariableProblem[] }

/** The text with every reference replaced by its value, or all that stands in the way. */
export function substitute(text: string, find: FindVariable, options: SubstituteOptions = {}): Substituted {
  const problems: VariableProblem[] = []
  let result = ''
  let done = 0
  for (const { name, from, to } of referencesIn(text, find)) {
    const variable = find(name)
    const value = variable?.value
    result += text.slice(done, from)
    done = to
    if (variable === undefined) problems.push(unknownVariable(name))
    else if (typeof value === 'string')
      result += options.each === undefined ? value : options.each(value, name)
    else if (options.unset !== undefined) result += options.unset(name)
    else problems.push({ code: 'variable.unset', variable: name, reason: `${name} has no value yet` })
  }
  if (problems.length > 0) return { kind: 'problems', problems }
  return { kind: 'text', text: result + text.slice(done) }
}

/** Every reference of a text in order, declared or not. */
export function referencesIn(text: string, find: FindVariable): readonly Reference[] {
  const found: Reference[] = []
  for (let at = text.indexOf('__'); at !== -1;) {
    const name = nameAt(text, at, find)
    if (name === undefined) {
      at = text.indexOf('__', at + 1)
      continue
    }
    const after = at + name.length
    const explicit = text.startsWith(':value', after)
    const to = explicit ? after + ':value'.length : after
    found.push({ name, from: at, to, explicit })
    at = text.indexOf('__', to)
  }
  return found
}

/**
 * The longest declared name that begins here, else the shortest that could be one. What is not declared must begin
 * with a letter: a row of underscores is a line to write on.
 */
function nameAt(text: string, from: number, find: FindVariable): VariableName | undefined {
  NAME_CHARACTERS.lastIndex = from + 2
  const end = from + 2 + NAME_CHARACTERS.exec(text)![0].length
  if (!/[a-zA-Z_]/.test(text.charAt(from + 2))) return undefined
  let longest: VariableName | undefined
  let shortest: VariableName | undefined
  for (let close = text.indexOf('__', from + 3); close !== -1 && close + 2 <= end;) {
    const name = text.slice(from, close + 2)
    if (find(name) !== undefined) longest = name
    if (text.charAt(from + 2) !== '_') shortest ??= name
    close = text.indexOf('__', close + 1)
  }
  return longest ?? shortest
}

/** A name without its first two underscores; the bound keeps the search linear in the text. */
const NAME_CHARACTERS = /[a-zA-Z0-9_-]{0,202}/y
