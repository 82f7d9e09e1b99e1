// Block lists over the API: people see, add and take out entries; firewalls fetch the plain text with a token.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const ListId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })
const KindSchema = Type.Enum(['address', 'domain', 'url'])

export const BlockFetchView = Type.Object({
  consumer: Type.String({ description: 'a firewall, resolver or proxy, as the configuration names it' }),
  at: nullable(Ms),
  address: Type.String({ description: 'from where; empty: it never came' }),
  agent: Type.String(),
  entries: Type.Integer({ description: 'values it was given' }),
  silent: Type.Boolean({ description: 'it has not asked for longer than it should' }),
})
export type BlockFetchView = Static<typeof BlockFetchView>

export const BlockListView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  holds: Type.Array(KindSchema),
  entries: Type.Integer(),
  changedAt: nullable(Ms),
  address: Type.String({ description: 'path from which firewalls fetch it' }),
  fetches: Type.Array(BlockFetchView),
})
export type BlockListView = Static<typeof BlockListView>

export const BlockEntryView = Type.Object({
  list: Type.String(),
  kind: KindSchema,
  value: Type.String(),
  reason: Type.String(),
  incidentId: nullable(Type.String({ description: 'null also for an incident that the reader may not see' })),
  runId: nullable(Type.String()),
  addedBy: Type.String(),
  addedAt: Ms,
  expiresAt: nullable(Ms),
})
export type BlockEntryView = Static<typeof BlockEntryView>

export const BlockEntryPageView = Type.Object({
  entries: Type.Array(BlockEntryView),
  next: nullable(Type.String()),
  total: Type.Integer(),
})

export const BlockEntryBody = Type.Object(
  {
    value: Type.String({ minLength: 1, maxLength: 2048, description: 'address, CIDR range, domain or URL' }),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
    expiresAt: nullable(Ms),
    incidentId: nullable(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)
export const BlockRemoveBody = Type.Object(
  {
    value: Type.String({ minLength: 1, maxLength: 2048 }),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
)

export const BlockFeedQuery = Type.Object({
  token: Type.Optional(Type.String({ maxLength: 512 })),
  kind: Type.Optional(KindSchema),
  comments: Type.Optional(Type.Enum(['0', '1'])),
})

const ByList = Type.Object({ list: ListId })

export const blockListOperations = {
  listBlockLists: {
    method: 'GET',
    path: '/api/block-lists',
    access: 'playbooks.read',
    summary: 'Block lists, and when each firewall last fetched them',
    answer: Type.Array(BlockListView),
  },
  listBlockEntries: {
    method: 'GET',
    path: '/api/block-lists/:list/entries',
    access: 'playbooks.read',
    summary: 'Entries of a block list, newest first',
    params: ByList,
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
      after: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    answer: BlockEntryPageView,
  },
  addBlockEntry: {
    method: 'POST',
    path: '/api/block-lists/:list/entries',
    access: 'incidents.work',
    summary: 'Block an address, domain or URL; what stands there already keeps the later end',
    params: ByList,
    body: BlockEntryBody,
    answer: BlockEntryView,
  },
  removeBlockEntry: {
    method: 'POST',
    path: '/api/block-lists/:list/remove',
    access: 'incidents.work',
    summary: 'Take an entry out',
    params: ByList,
    body: BlockRemoveBody,
  },
  /** For firewalls: token as `?token=`, as Bearer, or as the password of Basic. 304 when `If-None-Match` fits. */
  fetchBlockList: {
    method: 'GET',
    path: '/blocklists/:file',
    access: 'public',
    summary: 'A block list as plain text, one value a line, for a firewall with its token',
    params: Type.Object({ file: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}\\.txt$' }) }),
    query: BlockFeedQuery,
    produces: 'text/plain; charset=utf-8',
  },
} as const satisfies Record<string, Operation>
