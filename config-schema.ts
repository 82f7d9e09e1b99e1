// The shape of the configuration file, with its defaults. Every key that is not here is a mistake.

import { Type, type Static } from 'typebox'
import { ClusterConfigSchema } from '#/cluster/cluster-config.ts'
import { LOG_LEVELS } from '#/kernel/log.ts'
import { MediaConfigSchema } from '#/crawler/media-config.ts'
import { NoticeConfigSchema } from '#/notices/notice-config.ts'
import { PlaybookConfigSchema } from '#/response/playbook-config.ts'
import { ProofConfigSchema } from '#/proof/proof-config.ts'
import { DEFAULT_PROFILE } from '#/regulation/load-profile.ts'
import { OrganisationSchema } from '#/reports/organisation.ts'
import { ListenerConfigSchema } from '#/collectors/listeners/listener-config.ts'

const Address = Type.String({ description: 'an address or CIDR range' })
const SystemSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    name: Type.String({ minLength: 1 }),
    level: Type.Unsafe<1 | 2 | 3 | 4 | 5>(Type.Integer({ minimum: 1, maximum: 5 })),
    owner: Type.String({ default: '' }),
    hosts: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
    addresses: Type.Array(Address, { default: [] }),
    listeners: Type.Array(Type.String(), { default: [] }),
  },
  { additionalProperties: false },
)

export const ConfigSchema = Type.Object(
  {
    console: Type.Object(
      {
        host: Type.String({ default: '127.0.0.1' }),
        port: Type.Integer({ minimum: 0, maximum: 65535, default: 8480 }),
        publicUrl: Type.Optional(
          Type.String({
            pattern: '^https?://[^\\s/@]+$',
            description: 'how people reach the console, for links in notices: https://thapcanh.example.com',
          }),
        ),
        metricsToken: Type.Optional(
          Type.String({
            minLength: 20,
            maxLength: 200,
            pattern: '^[\\x21-\\x7e]+$',
            description: 'bearer token with which Prometheus reads /metrics',
          }),
        ),
      },
      { additionalProperties: false, default: {} },
    ),
    listeners: Type.Array(ListenerConfigSchema, { default: [] }),
    systems: Type.Array(SystemSchema, { default: [] }),
    rules: Type.Object(
      {
        folders: Type.Array(Type.String(), { default: [] }),
        builtin: Type.Boolean({ default: true }),
      },
      { additionalProperties: false, default: {} },
    ),
    correlation: Type.Object(
      {
        latenessSeconds: Type.Integer({
          minimum: 1,
          maximum: 600,
          default: 10,
          description:
            'correlations wait so long for events of other sources; a source that is later is correlated by itself',
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    incidents: Type.Object(
      { windowMinutes: Type.Integer({ minimum: 1, maximum: 10080, default: 60 }) },
      { additionalProperties: false, default: {} },
    ),
    organisation: OrganisationSchema,
    law: Type.Object(
      {
        profile: Type.String({
          default: DEFAULT_PROFILE,
          description: 'vn-2026, vn-2017, or a file of the city that extends one of them',
        }),
        alsoReports: Type.Array(Type.String(), {
          default: [],
          description: 'ids of reports that the profile keeps for reference and this city wants all the same',
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    playbooks: PlaybookConfigSchema,
    notices: NoticeConfigSchema,
    media: MediaConfigSchema,
    proof: ProofConfigSchema,
    log: Type.Object(
      {
        level: Type.Enum([...LOG_LEVELS], {
          default: 'info',
          description: 'the least that the process says of itself on standard output',
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    intake: Type.Object(
      { enabled: Type.Boolean({ default: true, description: 'the public page /bao-su-co' }) },
      { additionalProperties: false, default: {} },
    ),
    store: Type.Object(
      {
        memoryMb: Type.Integer({ minimum: 256, maximum: 65536, default: 704 }),
        sealAfterHours: Type.Integer({
          minimum: 1,
          maximum: 24 * 90,
          default: 48,
          description: 'a day of events is sealed so many hours after it ended (UTC)',
        }),
        unassignedMonths: Type.Integer({
          minimum: 1,
          maximum: 120,
          default: 3,
          description:
            'events of no monitored system are kept so many months; of others, as long as the law asks',
        }),
        extraDays: Type.Integer({
          minimum: 0,
          maximum: 3660,
          default: 0,
          description: 'events are kept so many days longer than that',
        }),
      },
      { additionalProperties: false, default: {} },
    ),
    cluster: Type.Optional(ClusterConfigSchema),
  },
  { additionalProperties: false },
)

export type Config = Static<typeof ConfigSchema>
export type ListenerConfig = Config['listeners'][number]
