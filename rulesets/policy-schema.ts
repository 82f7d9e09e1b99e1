// A policy as people write it, in a file or over the API: its shape, and the reader of files.

import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { Permanent } from '#/kernel/errors.ts'
import { SEVERITIES } from '#/kernel/severity.ts'
import { DEFAULT_POLICY, RULE_STATUSES, type RuleSetPolicy } from './policy.ts'

const closed = { additionalProperties: false } as const
const Allowed = Type.Union([
  Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 200, uniqueItems: true }),
  Type.Null(),
])

/** All keys are needed over the API; a file may leave out what it takes from the default. */
export const PolicySchema = Type.Object(
  {
    minimumLevel: Type.Enum([...SEVERITIES]),
    statuses: Type.Array(Type.Enum([...RULE_STATUSES]), { maxItems: 10, uniqueItems: true }),
    products: Allowed,
    categories: Allowed,
    services: Allowed,
    seenWithinDays: Type.Union([Type.Integer({ minimum: 1, maximum: 366 }), Type.Null()], {
      description: 'only rules whose log source was seen in so many days; null: also those never seen',
    }),
  },
  closed,
)

/** The policy in a YAML text; throws Permanent with every mistake and its key. */
export function parsePolicy(text: string, path: string): RuleSetPolicy {
  let written: unknown
  try {
    written = parse(text) ?? {}
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message.split('\n')[0]! : String(error))
  }
  if (typeof written !== 'object' || Array.isArray(written)) throw invalid(path, 'must be a map')
  const policy: unknown = { ...DEFAULT_POLICY, ...written }
  const mistakes = Value.Errors(PolicySchema, policy).map(
    ({ instancePath, message }) => `${instancePath.slice(1) || 'policy'}: ${message}`,
  )
  if (mistakes.length > 0) throw invalid(path, [...new Set(mistakes)].join('; '))
  return tidyPolicy(policy as RuleSetPolicy)
}

/** Names in lower case, as log sources are compared. */
export function tidyPolicy(policy: RuleSetPolicy): RuleSetPolicy {
  const lower = (names: readonly string[] | null): readonly string[] | null =>
    names === null ? null : [...new Set(names.map(name => name.trim().toLowerCase()))]
  return {
    ...policy,
    products: lower(policy.products),
    categories: lower(policy.categories),
    services: lower(policy.services),
  }
}

function invalid(path: string, reason: string): Permanent {
  return new Permanent('rule-set.policy', `${path}: ${reason}`)
}
