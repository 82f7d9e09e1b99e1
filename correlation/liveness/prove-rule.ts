// Whether a rule can fire: a synthetic event of it, or else one of its own hit cases, is sent through whatever the
// caller sends events through, and its alert is looked for.

import type { Event } from '#/kernel/event.ts'
import type { Expression } from '../expression.ts'
import type { LoadedRule } from '../loaded-rule.ts'
import { synthesizeEvent } from './synthetic-event.ts'

/** What came of an event for the rule; `hidden` by which exception. */
export type Outcome =
  | { readonly kind: 'fired' }
  | { readonly kind: 'hidden'; readonly by: string }
  | { readonly kind: 'silent' }

export interface Proof {
  readonly fired: boolean
  readonly by: 'synthetic' | 'case' | null
  /** The event that was sent, when there was one. */
  readonly event: Event | undefined
  readonly fault:
    | {
        readonly reason: 'no-synthetic-event' | 'did-not-fire' | 'exception-hides-all' | 'unsupported'
        readonly detail: string
      }
    | undefined
}

/** `at`: the time of the synthetic event, ISO 8601; `parseLine` reads a raw line of a case. */
export function proveRule(
  rule: LoadedRule,
  at: string,
  send: (event: Event) => Outcome,
  parseLine: (line: string) => Event,
): Proof {
  const made = synthesizeEvent(rule, at)
  const detail = typeof made === 'string' ? made : 'a synthetic event that meets its condition raised nothing'
  const outcome = typeof made === 'string' ? undefined : send(made)
  const event = typeof made === 'string' ? undefined : made
  if (outcome?.kind === 'fired') return { fired: true, by: 'synthetic', event, fault: undefined }
  for (const one of rule.cases) {
    if (one.kind !== 'hit') continue
    const own = one.event ?? parseLine(one.line ?? '')
    if (send(own).kind === 'fired') return { fired: true, by: 'case', event: own, fault: undefined }
  }
  if (outcome?.kind === 'hidden')
    return { fired: false, by: null, event, fault: { reason: 'exception-hides-all', detail: outcome.by } }
  const unnamed = outcome === undefined ? namesWithoutValues(rule.expression) : []
  if (unnamed.length > 0) {
    const names = [...new Set(unnamed)].map(name => `%${name}%`).join(', ')
    const fault = { reason: 'unsupported', detail: `nobody gave values for ${names}` } as const
    return { fired: false, by: null, event, fault }
  }
  const reason = outcome === undefined ? 'no-synthetic-event' : 'did-not-fire'
  return { fired: false, by: null, event, fault: { reason, detail } }
}

/** Names under `expand` that stand for nothing here. */
function namesWithoutValues(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.flatMap(namesWithoutValues)
    case 'not':
    case 'selection':
      return namesWithoutValues(expression.of)
    case 'field':
    case 'keyword':
      return expression.test.kind === 'placeholder'
        ? expression.test.string.flatMap(part => (part.kind === 'placeholder' ? [part.name] : []))
        : []
    case 'never':
      return []
  }
}
