// Writes our expression trees in the notation of the reference vectors (pySigma's trees), and compares the two.
// Neutral differences are levelled out: nested AND in AND, an OR of one. `windash` is five alternatives there and
// one pattern here, so each alternative must fit the pattern.

import { isDeepStrictEqual } from 'node:util'
import type { Expression, ValueTest } from '#/correlation/expression.ts'
import type { SigmaString } from '#/correlation/sigma-string.ts'

export type Tree = null | { readonly [key: string]: unknown }
type Part = string | { w?: string; ph?: string; dash?: string }

const SIGNS = '-/–—―'

/** Our expression in the vectors' notation; option signs of windash are `{dash}` parts. */
export function referenceTree(expression: Expression): Tree {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { [expression.kind]: expression.of.map(referenceTree) }
    case 'not':
      return { not: referenceTree(expression.of) }
    case 'selection':
      return referenceTree(expression.of)
    case 'field':
      return { f: expression.field, ...leaf(expression.test) }
    case 'keyword':
      return { kw: 1, ...leaf(expression.test) }
    default:
      return null
  }
}

function leaf(test: ValueTest): Record<string, unknown> {
  switch (test.kind) {
    case 'text':
      return { t: 'str', v: parts(test.string), ...(test.cased ? { cased: true } : {}) }
    case 'placeholder':
      return { t: 'str', v: parts(test.string) }
    case 'number':
      return { t: 'num', v: typeof test.number === 'bigint' ? String(test.number) : test.number }
    case 'boolean':
      return { t: 'bool', v: test.boolean }
    case 'exists':
      return { t: 'exists', v: test.present }
    case 'regex':
      return { t: 're', v: test.source, flags: test.flags }
    case 'cidr':
      return { t: 'cidr', v: test.source }
    case 'compare':
      return { t: test.operator, v: test.number }
    case 'field-reference':
      return { t: 'fieldref', v: test.field, sw: test.startsWith, ew: test.endsWith }
    case 'time':
      return { t: test.operator === 'eq' ? 'time' : test.operator, part: test.part, v: test.number }
    default:
      return { t: 'null' }
  }
}

function parts(string: SigmaString): Part[] {
  const all: Part[] = []
  for (const part of string) {
    const last = all.at(-1)
    if (part.kind === 'text' && typeof last === 'string') all[all.length - 1] = last + part.text
    else if (part.kind === 'text') all.push(part.text)
    else if (part.kind === 'dash') all.push({ dash: part.written })
    else if (part.kind === 'placeholder') all.push({ ph: part.name })
    else all.push({ w: part.kind === 'any' ? '*' : '?' })
  }
  return all
}

/** True when both say the same. */
export function sameTree(ours: Tree, theirs: Tree): boolean {
  return same(level(ours), level(theirs))
}

/** Flattens AND in AND and OR in OR, and drops an AND or OR of one. */
function level(tree: Tree): Tree {
  if (tree === null) return null
  for (const kind of ['and', 'or'] as const) {
    if (!Array.isArray(tree[kind])) continue
    const flat = (tree[kind] as Tree[]).map(level).flatMap(part => {
      const inner = part?.[kind]
      return Array.isArray(inner) ? (inner as Tree[]) : [part]
    })
    return flat.length === 1 ? flat[0]! : { [kind]: flat }
  }
  return tree['not'] === undefined ? tree : { not: level(tree['not'] as Tree) }
}

function same(ours: Tree, theirs: Tree): boolean {
  if (ours === null || theirs === null) return ours === theirs
  for (const kind of ['and', 'or'] as const) {
    const [mine, other] = [ours[kind], theirs[kind]]
    if (!Array.isArray(mine)) continue
    const wanted = Array.isArray(other) ? (other as Tree[]) : [theirs]
    const spread =
      kind === 'or'
        ? wanted.flatMap(part => (spreads(mine as Tree[], part) ? alternatives(part!) : [part]))
        : wanted
    return mine.length === spread.length && mine.every((part: Tree, index) => same(part, spread[index]!))
  }
  if (ours['not'] !== undefined)
    return theirs['not'] !== undefined && same(ours['not'] as Tree, theirs['not'] as Tree)
  if (theirs['t'] === 'or') return alternatives(theirs).every(alternative => same(ours, alternative))
  if (ours['t'] !== 'str' || theirs['t'] !== 'str') return isDeepStrictEqual(ours, theirs)
  const { v: mine, ...ourRest } = ours
  const { v: other, ...theirRest } = theirs
  return isDeepStrictEqual(ourRest, theirRest) && fits(mine as Part[], other as Part[])
}

/** base64offset is an OR of three on both sides, windash only on theirs. */
function spreads(mine: readonly Tree[], part: Tree): boolean {
  return part?.['t'] === 'or' && mine.every(leaf => !JSON.stringify(leaf).includes('"dash"'))
}

function alternatives(tree: NonNullable<Tree>): Tree[] {
  const place = tree['f'] === undefined ? { kw: tree['kw'] } : { f: tree['f'] }
  return (tree['v'] as Record<string, unknown>[]).map(alternative => ({ ...place, ...alternative }))
}

/** Their parts against ours, sign by sign: our `{dash}` stands for any of five. */
function fits(ours: readonly Part[], theirs: readonly Part[]): boolean {
  const mine = units(ours)
  const other = units(theirs)
  return (
    mine.length === other.length &&
    mine.every((unit, index) => {
      const against = other[index]!
      if (typeof unit !== 'string' && unit.dash !== undefined) return SIGNS.includes(against as string)
      return isDeepStrictEqual(unit, against)
    })
  )
}

function units(all: readonly Part[]): Part[] {
  return all.flatMap((part): Part[] =>
    typeof part === 'string' ? Array.from(part.normalize('NFC')) : [part],
  )
}
