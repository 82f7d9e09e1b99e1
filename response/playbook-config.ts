// The `playbooks` section of the configuration: what actions may reach (playbooks/actions/action-config.ts), and
// which playbooks there are, who may have signed them, and when they start by themselves.

import { Type, type Static } from 'typebox'
import { SEVERITIES } from '#/kernel/severity.ts'
import { ActionConfigSchema } from '#/playbooks/actions/action-config.ts'

const closed = { additionalProperties: false } as const

export const SyslogDestinationSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 514 }),
    transport: Type.Enum(['udp', 'tcp', 'tls'], { default: 'tcp' }),
  },
  closed,
)

export const PlaybookConfigSchema = Type.Object(
  {
    ...ActionConfigSchema.properties,
    builtin: Type.Boolean({ default: true, description: 'the playbooks that come with Thápcanh' }),
    autoStart: Type.Object(
      {
        enabled: Type.Boolean({ default: true }),
        severity: Type.Enum([...SEVERITIES], {
          default: 'medium',
          description: 'incidents from this severity on start the playbook of their kind by themselves',
        }),
      },
      { ...closed, default: {} },
    ),
    signatures: Type.Object(
      {
        imported: Type.Enum(['required', 'warn'], {
          default: 'required',
          description: 'required: an imported playbook runs only with a good signature by a key below',
        }),
        trustedKeys: Type.Array(
          Type.Object(
            {
              name: Type.String({ minLength: 1 }),
              file: Type.String({ minLength: 1, description: 'PEM of a public key or certificate' }),
            },
            closed,
          ),
          { default: [] },
        ),
      },
      { ...closed, default: {} },
    ),
    syslog: Type.Array(SyslogDestinationSchema, { default: [] }),
  },
  { ...closed, default: {} },
)

export type PlaybookConfig = Static<typeof PlaybookConfigSchema>
export type SyslogDestination = Static<typeof SyslogDestinationSchema>
