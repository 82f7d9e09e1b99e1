// The configuration of listeners, as schema fragments for the one YAML file. Defaults stand in the schema;
// `Value.Default` fills them in before the file is checked.

import { Type, type Static } from 'typebox'

const Port = (port: number) => Type.Integer({ minimum: 0, maximum: 65_535, default: port })
const Host = Type.String({
  minLength: 1,
  default: '0.0.0.0',
  description: 'address to listen on; `::` for IPv6 and IPv4',
})

/** What every listener may say. */
const shared = {
  id: Type.String({
    pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
    description: 'appears in every event of this listener',
  }),
  format: Type.Optional(
    Type.String({ minLength: 1, description: 'format of the lines; `auto` recognises it' }),
  ),
  zone: Type.Optional(
    Type.String({
      pattern: '^[+-](0\\d|1[0-4]):[0-5]\\d$',
      description: 'zone of senders that do not say theirs; +07:00 when absent',
    }),
  ),
  silentAfter: Type.Optional(
    Type.String({
      pattern: '^[1-9]\\d{0,5}(s|m|h|d)$',
      description: 'a source silent for longer is shown: 90s, 10m, 24h, 7d',
    }),
  ),
}

const closed = { additionalProperties: false } as const
const certificate = {
  cert: Type.String({ minLength: 1, description: 'PEM file of the certificate, with its chain' }),
  key: Type.String({ minLength: 1, description: 'PEM file of the private key' }),
}

export const SyslogUdpConfigSchema = Type.Object(
  {
    kind: Type.Literal('syslog-udp'),
    ...shared,
    host: Host,
    port: Port(5514),
    receiveBufferBytes: Type.Integer({
      minimum: 4096,
      maximum: 256 * 1024 * 1024,
      default: 4 * 1024 * 1024,
      description: 'asked of the kernel, which grants at most net.core.rmem_max',
    }),
  },
  closed,
)

export const SyslogTcpConfigSchema = Type.Object(
  { kind: Type.Literal('syslog-tcp'), ...shared, host: Host, port: Port(5514) },
  closed,
)

export const SyslogTlsConfigSchema = Type.Object(
  {
    kind: Type.Literal('syslog-tls'),
    ...shared,
    host: Host,
    port: Port(6514),
    ...certificate,
    clientCa: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'PEM file; with it only senders whose certificate it signed are heard',
      }),
    ),
  },
  closed,
)

export const RelpConfigSchema = Type.Object(
  { kind: Type.Literal('relp'), ...shared, host: Host, port: Port(2514) },
  closed,
)

export const HttpConfigSchema = Type.Object(
  {
    kind: Type.Literal('http'),
    ...shared,
    host: Host,
    port: Port(8514),
    tokens: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 64 }),
          token: Type.String({ minLength: 12, maxLength: 256 }),
          inlets: Type.Optional(
            Type.Array(Type.Union([Type.Literal('ingest'), Type.Literal('bulk'), Type.Literal('hec')]), {
              minItems: 1,
              description: 'what it opens; everything when absent',
            }),
          ),
        },
        closed,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
    cert: Type.Optional(certificate.cert),
    key: Type.Optional(certificate.key),
  },
  closed,
)

export const FilesConfigSchema = Type.Object(
  {
    kind: Type.Literal('files'),
    ...shared,
    paths: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'files, or patterns with * and **',
    }),
    startAt: Type.Optional(
      Type.Union([Type.Literal('beginning'), Type.Literal('end')], {
        description:
          'where to begin in files that are there at the very first start; `beginning` when absent',
      }),
    ),
  },
  closed,
)

export const ListenerConfigSchema = Type.Union([
  SyslogUdpConfigSchema,
  SyslogTcpConfigSchema,
  SyslogTlsConfigSchema,
  RelpConfigSchema,
  HttpConfigSchema,
  FilesConfigSchema,
])

export type SyslogUdpConfig = Static<typeof SyslogUdpConfigSchema>
export type SyslogTcpConfig = Static<typeof SyslogTcpConfigSchema>
export type SyslogTlsConfig = Static<typeof SyslogTlsConfigSchema>
export type RelpConfig = Static<typeof RelpConfigSchema>
export type HttpConfig = Static<typeof HttpConfigSchema>
export type FilesConfig = Static<typeof FilesConfigSchema>
export type ListenerConfig = Static<typeof ListenerConfigSchema>
export type ListenerKind = ListenerConfig['kind']

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `10m` → 600000. The schema has checked the shape. */
export function spanMs(span: string): number {
  return Number(span.slice(0, -1)) * UNIT_MS[span.at(-1) as keyof typeof UNIT_MS]
}
