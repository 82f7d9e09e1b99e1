// The part of the configuration that says what playbooks may reach and how. Names of secrets stand here, never
// secrets.

import { Type, type Static } from 'typebox'
import { BLOCK_KINDS } from './block-value.ts'

const Name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' })
const ListId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })

export const ProtectedAssetSchema = Type.Object(
  {
    value: Type.String({ minLength: 1, description: 'address, CIDR range, name, or *.name' }),
    reason: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
)

export const BlockListSchema = Type.Object(
  {
    id: ListId,
    name: Type.String({ minLength: 1 }),
    holds: Type.Array(Type.Enum(BLOCK_KINDS), { minItems: 1 }),
  },
  { additionalProperties: false },
)

export const BlockConsumerSchema = Type.Object(
  {
    name: Name,
    tokenSecret: Name,
    lists: Type.Array(ListId, { minItems: 1 }),
    expectEveryMinutes: Type.Integer({ minimum: 1, maximum: 10_080, default: 30 }),
  },
  { additionalProperties: false },
)

/** For those who configure none: one list for each kind of device. */
export const DEFAULT_BLOCK_LISTS: Static<typeof BlockListSchema>[] = [
  { id: 'firewall', name: 'Tường lửa', holds: ['address'] },
  { id: 'dns', name: 'Máy chủ phân giải tên miền', holds: ['domain'] },
  { id: 'web', name: 'Cổng lọc web', holds: ['url', 'domain'] },
]

export const ActionConfigSchema = Type.Object(
  {
    secretsFile: Type.Optional(Type.String({ description: 'YAML `name: "value"`, mode 600' })),
    protected: Type.Array(ProtectedAssetSchema, { default: [] }),
    knownHosts: Type.Array(Type.String(), { default: [], description: 'lines as ssh-keyscan prints them' }),
    caFile: Type.Optional(Type.String({ description: 'PEM; trusted besides the public authorities' })),
    allowedAddresses: Type.Array(Type.String(), {
      default: [],
      description: 'link-local and other refused addresses that may be connected to after all',
    }),
    httpTimeoutSeconds: Type.Integer({ minimum: 1, maximum: 600, default: 30 }),
    sshConnectSeconds: Type.Integer({ minimum: 1, maximum: 120, default: 15 }),
    blockLists: Type.Object(
      {
        lists: Type.Array(BlockListSchema, { default: DEFAULT_BLOCK_LISTS }),
        consumers: Type.Array(BlockConsumerSchema, { default: [] }),
      },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false, default: {} },
)
export type ActionConfig = Static<typeof ActionConfigSchema>
