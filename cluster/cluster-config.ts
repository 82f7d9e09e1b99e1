// The `cluster` section of the configuration: where several processes find each other, and what they share. Absent, the
// platform runs alone on DuckDB and SQLite. Every process of a cluster reads the same section; only `node` may differ.

import { Type, type Static } from 'typebox'

/** Names of processes: they stand in keys and indices. */
export const NODE_NAME = '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'

const PasswordFile = Type.Optional(
  Type.String({ minLength: 1, description: 'a file that holds the password alone; mode 0600' }),
)

export const ClusterConfigSchema = Type.Object(
  {
    node: Type.Optional(
      Type.String({
        pattern: NODE_NAME,
        description: "this process' name, unlike that of any other; absent: role and host name",
      }),
    ),
    redis: Type.Object(
      {
        url: Type.String({ minLength: 1, description: 'redis://host:6379, rediss://… or unix:///path' }),
        passwordFile: PasswordFile,
      },
      { additionalProperties: false },
    ),
    elasticsearch: Type.Object(
      {
        nodes: Type.Array(Type.String({ pattern: '^https?://[^\\s/@]+$' }), { minItems: 1, maxItems: 100 }),
        prefix: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', default: 'thapcanh' }),
        username: Type.Optional(Type.String({ minLength: 1 })),
        passwordFile: PasswordFile,
        caFile: Type.Optional(
          Type.String({ minLength: 1, description: 'certificate that signed those of the nodes, PEM' }),
        ),
        shards: Type.Integer({ minimum: 1, maximum: 64, default: 1 }),
      },
      { additionalProperties: false },
    ),
    partitions: Type.Integer({
      minimum: 1,
      maximum: 256,
      default: 16,
      description: 'parts into which correlations are divided; cannot change once the cluster has run',
    }),
    collectorWaitSeconds: Type.Integer({
      minimum: 1,
      maximum: 3600,
      default: 120,
      description: 'correlations wait so long for a collector that fell silent, then go on without it',
    }),
    leaseSeconds: Type.Integer({
      minimum: 2,
      maximum: 120,
      default: 10,
      description: 'what a process that died led, another leads after so long',
    }),
    calls: Type.Object(
      {
        host: Type.String({ default: '127.0.0.1', description: 'where the leader answers workers' }),
        port: Type.Integer({ minimum: 0, maximum: 65535, default: 8481 }),
        secretFile: Type.Optional(
          Type.String({ minLength: 1, description: 'a file with the secret that all processes share' }),
        ),
      },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false },
)

export type ClusterConfig = Static<typeof ClusterConfigSchema>
