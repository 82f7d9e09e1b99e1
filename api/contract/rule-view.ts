// A rule as the list and its page show it.

import { Type, type Static } from 'typebox'
import { SEVERITIES } from '#/kernel/severity.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Strings = Type.Array(Type.String())

/** Why a rule is not asked: somebody switched it off, or a rule that it builds on. */
export const RuleOff = Type.Object({
  by: Type.String(),
  at: Type.Integer({ description: 'ms since 1970, UTC' }),
  reason: Type.String(),
  because: nullable(
    Type.Object(
      { id: Type.String(), title: Type.String(), titleEnglish: Type.Optional(Type.String()) },
      { description: 'the rule that was switched off and that this one builds on; null: it is this one' },
    ),
  ),
})

export const RuleView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  titleEnglish: Type.Optional(Type.String()),
  level: Type.Enum([...SEVERITIES]),
  status: Type.String(),
  family: Type.String(),
  author: Type.String(),
  tags: Strings,
  cites: Strings,
  logsource: Type.String({ description: 'category/product/service, `*` where absent' }),
  buildingBlock: Type.Boolean({
    description: 'it raises no alert by itself: it is marked so, or only feeds correlations',
  }),
  alerts: Type.Integer({ description: 'raised since the start' }),
  lastAlertAt: nullable(
    Type.Integer({ description: 'time of the newest alert that is kept, ms since 1970, UTC; null: none' }),
  ),
  exceptions: Type.Integer({ minimum: 0, description: 'in force for it' }),
  off: nullable(RuleOff),
})

export type RuleView = Static<typeof RuleView>
