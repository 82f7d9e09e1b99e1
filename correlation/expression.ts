// The expression tree of a rule: what its detection and condition say, ready to be asked of an event.
// Plain data, made once when a rule is loaded; `evaluate.ts` asks it, `explanation.ts` says why.

import type { CidrRange } from './cidr.ts'
import type { SigmaRegex } from './regex.ts'
import type { SigmaString } from './sigma-string.ts'
import type { TextPattern } from './text-pattern.ts'
import type { TimePart } from './time-part.ts'
import type { SigmaNumber } from './yaml-scalar.ts'

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  /** A named selection of the rule. */
  | { readonly kind: 'selection'; readonly name: string; readonly of: Expression }
  | { readonly kind: 'field'; readonly field: string; readonly test: ValueTest }
  /** A value looked for in all of the event. */
  | { readonly kind: 'keyword'; readonly test: ValueTest }
  /** `1 of` over no selection at all. */
  | { readonly kind: 'never' }

/** What is asked of one value of a field. Arrays match when any member does. */
export type ValueTest =
  | {
      readonly kind: 'text'
      readonly string: SigmaString
      readonly cased: boolean
      readonly pattern: TextPattern
      /** Of a keyword: nothing was said of its ends, so it is looked for inside values. */
      readonly inside?: TextPattern
    }
  | { readonly kind: 'number'; readonly source: string; readonly number: SigmaNumber }
  | { readonly kind: 'boolean'; readonly source: string; readonly boolean: boolean }
  /** The field is absent or null. */
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string; readonly regex: SigmaRegex }
  | { readonly kind: 'cidr'; readonly source: string; readonly range: CidrRange }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly number: SigmaNumber }
  | {
      readonly kind: 'field-reference'
      readonly field: string
      readonly startsWith: boolean
      readonly endsWith: boolean
      readonly cased: boolean
    }
  | {
      readonly kind: 'time'
      readonly part: TimePart
      readonly operator: Comparison | 'eq'
      readonly number: number
    }
  /** `expand` of a name that nobody gave values for. */
  | { readonly kind: 'placeholder'; readonly string: SigmaString }

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte'

/** The and/or of several, without a node around a single one; `empty` is what none at all means. */
export function joined(kind: 'and' | 'or', of: readonly Expression[]): Expression {
  return of.length === 1 ? of[0]! : { kind, of }
}
