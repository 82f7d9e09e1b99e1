// The configuration of proofs, as a schema fragment for the one YAML file: where heads of the audit trail are laid
// down outside of the platform, so that not even its administrator can rewrite what was.

import { Type, type Static } from 'typebox'
import { readAddress } from '#/outbound/mail.ts'

const closed = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' })

export const ProofConfigSchema = Type.Object(
  {
    file: Type.Array(
      Type.Object(
        {
          id: Id,
          path: Type.String({
            minLength: 1,
            description: 'a file on another host (NFS, SMB) or on a medium that is written once',
          }),
        },
        closed,
      ),
      { default: [] },
    ),
    email: Type.Array(
      Type.Object(
        {
          id: Id,
          channel: Type.String({ description: 'id of a channel under notices.email' }),
          to: Type.Array(Type.String({ maxLength: 320 }), { minItems: 1 }),
        },
        closed,
      ),
      { default: [] },
    ),
    timeStamp: Type.Array(
      Type.Object(
        {
          id: Id,
          url: Type.String({
            pattern: '^https?://[^\\s@]+$',
            description: 'a time-stamping authority (RFC 3161)',
          }),
          ca: Type.Optional(
            Type.String({
              minLength: 1,
              description: 'PEM file of the authorities to trust instead of the public ones',
            }),
          ),
        },
        closed,
      ),
      { default: [] },
    ),
    everyHours: Type.Integer({ minimum: 1, maximum: 24 * 31, default: 24 }),
  },
  { ...closed, default: {} },
)
export type ProofConfig = Static<typeof ProofConfigSchema>

/** What a schema cannot say. `wrong` is told the JSON pointer within the section, and what is wrong there. */
export function proofConfigMistakes(
  config: ProofConfig,
  mailChannels: readonly string[],
  wrong: (pointer: string, detail: string) => void,
): void {
  const ids = new Set<string>()
  for (const kind of ['file', 'email', 'timeStamp'] as const)
    for (const [at, { id }] of config[kind].entries()) {
      if (ids.has(id)) wrong(`/${kind}/${at}/id`, `there are two anchors called ${id}`)
      ids.add(id)
    }
  for (const [at, { channel, to }] of config.email.entries()) {
    if (!mailChannels.includes(channel))
      wrong(`/email/${at}/channel`, `there is no mail channel called ${channel}`)
    for (const [number, address] of to.entries())
      if (readAddress(address) === undefined) wrong(`/email/${at}/to/${number}`, 'is no mail address')
  }
}
