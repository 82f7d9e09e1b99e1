// The configuration of notices, as a schema fragment for the one YAML file: channels by kind, the recipients
// with their addresses, and the routes that say who hears of what. Secrets stand here by name only.

import { Type, type Static } from 'typebox'
import { SEVERITIES } from '#/kernel/severity.ts'
import { MAIL_SECURITY, readAddress } from '#/outbound/mail.ts'
import { NOTICE_KINDS } from './notice.ts'

const closed = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' })
const SecretName = Type.String({ minLength: 1, maxLength: 128, description: 'name in the file of secrets' })
const Span = (most: number, description: string) => Type.Integer({ minimum: 0, maximum: most, description })
const SeveritySchema = Type.Enum([...SEVERITIES])
const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: '22:00, in Việt Nam' })
const Url = Type.String({ pattern: '^https?://[^\\s@]+$' })
const CaFile = Type.Optional(
  Type.String({
    minLength: 1,
    description: 'PEM file of the authorities to trust instead of the public ones',
  }),
)

/** What every channel may say. */
const shared = {
  id: Id,
  quiet: Type.Optional(
    Type.Object(
      {
        from: Time,
        to: Time,
        except: Type.Optional(SeveritySchema),
      },
      {
        ...closed,
        description: 'held until the end, but for severities from `except` on (critical when absent)',
      },
    ),
  ),
}

export const EmailChannelSchema = Type.Object(
  {
    ...shared,
    host: Type.String({ minLength: 1 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587 }),
    security: Type.Enum([...MAIL_SECURITY], { default: 'starttls' }),
    user: Type.Optional(Type.String({ minLength: 1 })),
    passwordSecret: Type.Optional(SecretName),
    from: Type.String({
      minLength: 3,
      description: 'thapcanh@example.com, or `Tháp canh <thapcanh@example.com>`',
    }),
    ca: CaFile,
  },
  closed,
)

export const WebhookChannelSchema = Type.Object(
  {
    ...shared,
    url: Url,
    signingSecret: SecretName,
    idempotencyKey: Type.Boolean({
      default: true,
      description:
        'false: the receiver does not know Idempotency-Key; what may have arrived is not sent again',
    }),
    ca: CaFile,
  },
  closed,
)

export const TelegramChannelSchema = Type.Object(
  {
    ...shared,
    tokenSecret: SecretName,
    baseUrl: Type.Optional(Url),
  },
  closed,
)

export const ZaloChannelSchema = Type.Object(
  {
    ...shared,
    appId: Type.String({ minLength: 1 }),
    appSecret: SecretName,
    refreshTokenSecret: SecretName,
    baseUrl: Type.Optional(Url),
    oauthUrl: Type.Optional(Url),
  },
  closed,
)

export const RecipientSchema = Type.Object(
  {
    id: Id,
    language: Type.Enum(['vi', 'en'], { default: 'vi' }),
    user: Type.Optional(
      Type.String({ minLength: 1, description: 'account: notices that concern it come here' }),
    ),
    roles: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
    units: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'only notices of these; absent: of all' }),
    ),
    reach: Type.Array(
      Type.Object(
        {
          channel: Type.String({ description: 'id of a channel' }),
          address: Type.String({
            maxLength: 320,
            default: '',
            description: 'mail address, Telegram chat id or Zalo user id; nothing for a webhook',
          }),
          severity: Type.Enum([...SEVERITIES], { default: 'informational', description: 'at least' }),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)

const To = Type.Array(
  Type.String({
    pattern: '^(audience|role:[a-z]+|user:.+|[a-z0-9][a-z0-9._-]{0,63})$',
    description: 'recipient id, `role:lead`, `user:an`, or `audience` for those whom the notice concerns',
  }),
  { minItems: 1 },
)

export const RouteSchema = Type.Object(
  {
    name: Id,
    kinds: Type.Array(Type.String({ pattern: '^[a-z]+(\\.[a-z]+|\\.\\*)?$|^\\*$' }), { default: ['*'] }),
    severity: Type.Enum([...SEVERITIES], { default: 'informational', description: 'at least' }),
    units: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    to: To,
    groupMinutes: Type.Integer({
      minimum: 0,
      maximum: 24 * 60,
      default: 10,
      description:
        'after a message, further notices of the kind for the same address are gathered so long into one',
    }),
    escalate: Type.Array(
      Type.Object({ afterMinutes: Span(7 * 24 * 60, 'without acknowledgement'), to: To }, closed),
      { default: [], maxItems: 10 },
    ),
  },
  closed,
)

export const NoticeConfigSchema = Type.Object(
  {
    email: Type.Array(EmailChannelSchema, { default: [] }),
    webhook: Type.Array(WebhookChannelSchema, { default: [] }),
    telegram: Type.Array(TelegramChannelSchema, { default: [] }),
    zalo: Type.Array(ZaloChannelSchema, { default: [] }),
    recipients: Type.Array(RecipientSchema, { default: [] }),
    routes: Type.Array(RouteSchema, { default: [] }),
    keepDays: Type.Integer({ minimum: 1, maximum: 3650, default: 180 }),
  },
  { ...closed, default: {} },
)

export type EmailChannelConfig = Static<typeof EmailChannelSchema>
export type WebhookChannelConfig = Static<typeof WebhookChannelSchema>
export type TelegramChannelConfig = Static<typeof TelegramChannelSchema>
export type ZaloChannelConfig = Static<typeof ZaloChannelSchema>
export type Recipient = Static<typeof RecipientSchema>
export type Route = Static<typeof RouteSchema>
export type QuietHours = NonNullable<EmailChannelConfig['quiet']>
export type NoticeConfig = Static<typeof NoticeConfigSchema>

export const CHANNEL_KINDS = ['email', 'webhook', 'telegram', 'zalo'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** What the schema cannot say: names that nothing has, or two things have. `pointer` is below `/notices`. */
export function noticeConfigMistakes(
  config: NoticeConfig,
): readonly { readonly pointer: string; readonly detail: string }[] {
  const mistakes: { pointer: string; detail: string }[] = []
  const wrong = (pointer: string, detail: string): void => void mistakes.push({ pointer, detail })
  const channels = new Map<string, ChannelKind>()
  for (const kind of CHANNEL_KINDS)
    for (const [at, { id }] of config[kind].entries()) {
      if (channels.has(id)) wrong(`/${kind}/${at}/id`, `there are two channels called ${id}`)
      channels.set(id, kind)
    }
  for (const [at, { from, user, passwordSecret }] of config.email.entries()) {
    if (readAddress(from) === undefined) wrong(`/email/${at}/from`, 'is no mail address')
    if ((user === undefined) !== (passwordSecret === undefined))
      wrong(`/email/${at}`, 'user and passwordSecret belong together')
  }
  const recipients = new Set<string>()
  for (const [at, { id, reach }] of config.recipients.entries()) {
    if (recipients.has(id)) wrong(`/recipients/${at}/id`, `there are two recipients called ${id}`)
    recipients.add(id)
    for (const [number, { channel, address }] of reach.entries()) {
      const kind = channels.get(channel)
      const place = `/recipients/${at}/reach/${number}`
      if (kind === undefined) wrong(`${place}/channel`, `there is no channel called ${channel}`)
      else if (kind === 'email' && readAddress(address) === undefined)
        wrong(`${place}/address`, 'is no mail address')
      else if (kind !== 'webhook' && address === '') wrong(`${place}/address`, 'must be given')
    }
  }
  const names = new Set<string>()
  for (const [at, { name, kinds, to, escalate }] of config.routes.entries()) {
    if (names.has(name)) wrong(`/routes/${at}/name`, `there are two routes called ${name}`)
    names.add(name)
    for (const [number, kind] of kinds.entries())
      if (!NOTICE_KINDS.some(known => matchesKind(kind, known)))
        wrong(`/routes/${at}/kinds/${number}`, `no notice is of the kind ${kind}`)
    for (const [list, place] of [
      [to, 'to'],
      ...escalate.map((step, number) => [step.to, `escalate/${number}/to`] as const),
    ] as const)
      for (const [number, who] of list.entries())
        if (who !== 'audience' && !who.includes(':') && !recipients.has(who))
          wrong(`/routes/${at}/${place}/${number}`, `there is no recipient called ${who}`)
  }
  return mistakes
}

/** `incident.*` and `*` stand for many. */
export function matchesKind(pattern: string, kind: string): boolean {
  return (
    pattern === '*' || pattern === kind || (pattern.endsWith('.*') && kind.startsWith(pattern.slice(0, -1)))
  )
}
