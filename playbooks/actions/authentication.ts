// Authentication information of a playbook (CACAO 2.0, section 6) as a plan that names secrets and holds none.
// The secrets are read when the command is sent, and only then.

import type { AuthenticationInfo } from '../cacao/playbook.ts'
import { THAPCANH_EXTENSION } from '../extension.ts'
import { CannotRender, fill, fillLine } from './template.ts'

/** Every secret stands as `{secret:NAME}`. `user: null`: the secret is `user:password`. */
export type AuthenticationPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string | null; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | {
      readonly kind: 'client-credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly scope: string
      readonly clientSecret: string
    }

const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/** Throws CannotRender for a secret in clear, a kind that is not known, or a missing part. */
export function planAuthentication(
  info: AuthenticationInfo | undefined,
  substitute: (text: string) => string,
): AuthenticationPlan {
  if (info === undefined) return { kind: 'none' }
  const secret = `{secret:${secretName(info, substitute)}}`
  const text = (member: string): string | undefined =>
    typeof info[member] === 'string' && info[member] !== ''
      ? fillLine(info[member], substitute, member)
      : undefined
  switch (info.type) {
    case 'http-basic':
      return { kind: 'password', user: text('user_id') ?? null, password: secret }
    case 'user-auth':
      return { kind: 'password', user: text('username') ?? null, password: secret }
    case 'oauth2':
      return planOauth(info, secret, substitute)
    default:
      throw new CannotRender(`authentication of type ${info.type} is not known`, 'command.unsupported')
  }
}

function planOauth(
  info: AuthenticationInfo,
  secret: string,
  substitute: (text: string) => string,
): AuthenticationPlan {
  const extensions = info['authentication_info_extensions'] as Readonly<Record<string, unknown>> | undefined
  const extension = extensions?.[THAPCANH_EXTENSION] as Readonly<Record<string, unknown>> | undefined
  if (extension === undefined) return { kind: 'bearer', token: secret }
  const member = (name: string): string => {
    const value = extension[name]
    return typeof value === 'string' ? fill(value, substitute) : ''
  }
  const tokenUrl = member('token_url')
  if (!URL.canParse(tokenUrl) || !/^https?:$/.test(new URL(tokenUrl).protocol))
    throw new CannotRender('authentication: token_url is not an address')
  if (member('client_id') === '') throw new CannotRender('authentication: client_id is missing')
  return {
    kind: 'client-credentials',
    tokenUrl,
    clientId: member('client_id'),
    scope: member('scope'),
    clientSecret: secret,
  }
}

function secretName(info: AuthenticationInfo, substitute: (text: string) => string): string {
  const named = info.kms === true ? info.kms_key_identifier : undefined
  if (named === undefined || named === '') {
    const what = info.name ?? info.type
    throw new CannotRender(
      `authentication “${what}” names no secret: set kms to true and kms_key_identifier to a name of the secrets file`,
    )
  }
  const name = fill(named, substitute)
  if (!SECRET_NAME.test(name)) throw new CannotRender(`“${name.slice(0, 60)}” is not the name of a secret`)
  return name
}

/** The name inside `{secret:NAME}`. */
export function secretOf(placeholder: string, secret: (name: string) => string): string {
  return secret(placeholder.slice('{secret:'.length, -1))
}

/** User and password with the secret read; throws nothing of its own. */
export function readPassword(
  plan: Extract<AuthenticationPlan, { kind: 'password' }>,
  secret: (name: string) => string,
): { readonly user: string; readonly password: string } {
  const value = secretOf(plan.password, secret)
  if (plan.user !== null) return { user: plan.user, password: value }
  const colon = value.indexOf(':')
  return colon === -1
    ? { user: '', password: value }
    : { user: value.slice(0, colon), password: value.slice(colon + 1) }
}
