// How the platform says that it does: rates, lag, listeners, problems, disk.

import { Type, type Static } from 'typebox'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })

export const ListenerHealth = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  address: Type.String(),
  state: Type.Enum(['listening', 'failed', 'paused', 'stopped']),
  detail: Type.String(),
  received: Type.Integer(),
})
export const ProblemCount = Type.Object({
  code: Type.String(),
  where: Type.String(),
  count: Type.Integer(),
  lastDetail: Type.String(),
  lastAt: Ms,
})
export const Health = Type.Object({
  startedAt: Ms,
  now: Ms,
  demo: Type.Boolean(),
  receivedPerSecond: Type.Number(),
  storedPerSecond: Type.Number(),
  received: Type.Integer(),
  stored: Type.Integer(),
  alerts: Type.Integer(),
  /** Records in the raw log that are not yet stored. */
  lagEvents: Type.Integer(),
  /** Age of the oldest of them. */
  lagMs: Type.Number(),
  dropped: Type.Integer({ description: 'lines known to be lost (kernel drops, resets); each has a problem' }),
  problems: Type.Integer(),
  problemsByCode: Type.Record(Type.String(), Type.Integer(), {
    description: 'all of them since the start, code by code',
  }),
  problemKinds: Type.Array(ProblemCount, { description: 'latest first, at most 50' }),
  silentSources: Type.Array(
    Type.Object({ listener: Type.String(), peer: Type.String(), lastSeenAt: Ms, silentMs: Type.Number() }),
  ),
  listeners: Type.Array(ListenerHealth),
  rules: Type.Object({ loaded: Type.Integer(), failed: Type.Integer() }),
  exceptions: Type.Optional(
    Type.Object({
      inForce: Type.Integer({ description: 'approved exceptions that have not expired' }),
      hidden: Type.Integer({ description: 'alerts that exceptions hid so far' }),
    }),
  ),
  disk: Type.Object({
    freeBytes: Type.Number(),
    dataBytes: Type.Number(),
    full: Type.Boolean(),
    low: Type.Optional(Type.Boolean({ description: 'under 7 days left, or under 5 % free' })),
    daysLeft: Type.Optional(
      nullable(
        Type.Integer({ description: 'at the pace of the last days; null: over a year, or not known yet' }),
      ),
    ),
  }),
  nodes: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        roles: Type.Array(Type.String()),
        startedAt: Ms,
        silentMs: Type.Number({ description: 'since it last said that it lives' }),
        figures: Type.Record(Type.String(), Type.Number(), { description: 'what it tells of itself' }),
      }),
      { description: 'the processes of a cluster; absent where one runs alone' },
    ),
  ),
  storeError: nullable(Type.String({ description: 'why storing is stuck, null when it is not' })),
  clockOffMs: Type.Optional(
    Type.Integer({ description: 'the clock is so far ahead, or behind, that it is doubted' }),
  ),
})

export type Health = Static<typeof Health>
export type ListenerHealth = Static<typeof ListenerHealth>
