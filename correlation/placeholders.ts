// The last step of a string test: names under `expand` get their values, and the pattern is compiled.
// A name without values stays in the tree as a test that never matches, and the rule's lint says so.

import type { ValueTest } from './expression.ts'
import { openEnds } from './sigma-string.ts'
import type { SigmaString } from './sigma-string.ts'
import { compilePattern } from './text-pattern.ts'

/** Values for `%name%` under the modifier expand: lists such as administrators' accounts. */
export type PlaceholderValues = Readonly<Record<string, readonly string[]>>

const MAX_EXPANSIONS = 10_000

/** The string once for every combination of its names' values; itself when a name has none. */
export function withPlaceholderValues(
  string: SigmaString,
  values: PlaceholderValues,
  lint: (text: string) => void,
): readonly SigmaString[] {
  const at = string.findIndex(part => part.kind === 'placeholder')
  const part = string[at]
  if (part?.kind !== 'placeholder') return [string]
  const known = Object.hasOwn(values, part.name) ? values[part.name]! : []
  if (known.length === 0) {
    lint(`%${part.name}% has no values; it never matches`)
    return [string]
  }
  const expanded = known.flatMap(value =>
    withPlaceholderValues(
      [...string.slice(0, at), { kind: 'text', text: value.normalize('NFC') }, ...string.slice(at + 1)],
      values,
      lint,
    ),
  )
  if (expanded.length <= MAX_EXPANSIONS) return expanded
  lint(`the names expand to more than ${MAX_EXPANSIONS} values; the rest is left out`)
  return expanded.slice(0, MAX_EXPANSIONS)
}

/** The regular expression with each `%name%` that has values replaced by their alternatives. */
export function withNamesInRegex(
  source: string,
  values: PlaceholderValues,
  lint: (text: string) => void,
): string {
  return source.replace(/(?<!\\)%(\w+)%/g, (written, name: string) => {
    const known = Object.hasOwn(values, name) ? values[name]! : []
    if (known.length > 0) return `(?:${known.map(value => RegExp.escape(value)).join('|')})`
    lint(`%${name}% has no values; it is looked for as it stands`)
    return written
  })
}

/** The test of a finished string; `affixed` when a modifier said where in the value it must stand. */
export function finishText(string: SigmaString, cased: boolean, affixed: boolean): ValueTest {
  if (string.some(part => part.kind === 'placeholder')) return { kind: 'placeholder', string }
  const pattern = compilePattern(string, cased)
  if (affixed) return { kind: 'text', string, cased, pattern }
  const inside = compilePattern(openEnds(string, { start: true, end: true }), cased)
  return { kind: 'text', string, cased, pattern, inside }
}
