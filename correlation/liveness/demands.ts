// What an event must hold for a rule to be true of it: of the rule's tree the ways in which it can be true, each a
// list of demands on fields and keywords. Ways come one by one, the plainest first, as many as are asked for.

import type { Expression, ValueTest } from '../expression.ts'

export interface Demand {
  /** Undefined: a keyword. */
  readonly field: string | undefined
  readonly test: ValueTest
  /** False: the test must not pass. */
  readonly wanted: boolean
}

/** The ways in which the expression is `wanted`. */
export function* waysOf(expression: Expression, wanted: boolean): Generator<readonly Demand[]> {
  switch (expression.kind) {
    case 'selection':
      yield* waysOf(expression.of, wanted)
      return
    case 'not':
      yield* waysOf(expression.of, !wanted)
      return
    case 'field':
      yield [{ field: expression.field, test: expression.test, wanted }]
      return
    case 'keyword':
      yield [{ field: undefined, test: expression.test, wanted }]
      return
    case 'never':
      if (!wanted) yield []
      return
    case 'and':
    case 'or':
      if ((expression.kind === 'and') === wanted) yield* together(expression.of, wanted)
      else for (const part of expression.of) yield* waysOf(part, wanted)
  }
}

/** Every part at once. Leaves have one way each, however many there are. */
function* together(parts: readonly Expression[], wanted: boolean): Generator<readonly Demand[]> {
  const leaves: Demand[] = []
  const others: Expression[] = []
  for (const part of parts) {
    if (part.kind === 'field') leaves.push({ field: part.field, test: part.test, wanted })
    else if (part.kind === 'keyword') leaves.push({ field: undefined, test: part.test, wanted })
    else others.push(part)
  }
  for (const more of combined(others, 0, wanted)) yield [...leaves, ...more]
}

function* combined(
  parts: readonly Expression[],
  from: number,
  wanted: boolean,
): Generator<readonly Demand[]> {
  const part = parts[from]
  if (part === undefined) {
    yield []
    return
  }
  for (const way of waysOf(part, wanted))
    for (const rest of combined(parts, from + 1, wanted)) yield [...way, ...rest]
}
