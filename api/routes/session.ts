// Signing in and out, and changing the own password. Sign-in answers the same, after the same work, for a
// wrong password, an unknown name and a disabled account.

import type { FastifyReply } from 'fastify'
import type { StateStore, User } from '#/store/state-store.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { decoyHash, type PasswordWork } from '../auth/password-hash.ts'
import { weaknessOf } from '../auth/password-rules.ts'
import { SESSION_COOKIE, SESSION_LIFETIME_MS, hashToken, type Sessions } from '../auth/sessions.ts'
import type { SignInThrottle } from '../auth/sign-in-throttle.ts'
import { permissionsOf } from '../contract/permissions.ts'
import type { Me } from '../contract/schemas.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'

export interface SessionRoutesOptions {
  readonly state: StateStore
  readonly sessions: Sessions
  readonly passwords: PasswordWork
  readonly throttle: SignInThrottle
  readonly report: ReportProblem
}

type SessionHandlers = Handlers<'signIn' | 'whoAmI' | 'signOut' | 'changePassword'>

export function sessionRoutes(options: SessionRoutesOptions): SessionHandlers {
  const { state, sessions, passwords, throttle, report } = options
  const decoy = decoyHash()

  return {
    async signIn({ body, request, reply }) {
      const name = body.name.trim().toLowerCase()
      throwIfThrottled(throttle.attempt(name, request.ip))
      const known = state.user(name)
      const isRight = await passwords.verify(body.password, known?.passwordHash ?? decoy)
      // Read again: the account may have been disabled or its password changed while we computed.
      const user = state.user(name)
      const isSame = user !== undefined && user.passwordHash === known?.passwordHash
      if (!isRight || !isSame || user.disabled) {
        // A password typed into the name field must not end up in a list of problems.
        const who = known === undefined ? 'an unknown name' : name
        report({
          code: 'request.unauthorized',
          where: `api ${request.ip}`,
          detail: `failed sign-in as ${who}`,
        })
        throw new ApiError('sign-in.refused', 'Name or password is wrong.')
      }
      throttle.succeeded(name, request.ip)
      const previous = request.cookies[SESSION_COOKIE]
      if (previous !== undefined) sessions.end(hashToken(previous))
      setSessionCookie(reply, sessions.open(user))
      return showMe(user)
    },

    whoAmI: ({ principal }) => showMe(principal.user),

    signOut({ principal, reply }) {
      sessions.end(principal.session.tokenHash)
      void reply.clearCookie(SESSION_COOKIE, { path: '/' })
    },

    async changePassword({ body, principal, request, reply }) {
      const { name, passwordHash } = principal.user
      throwIfThrottled(throttle.attempt(name, request.ip))
      if (!(await passwords.verify(body.current, passwordHash)))
        throw new ApiError('password.wrong', 'The current password is wrong.')
      throttle.succeeded(name, request.ip)
      const weakness = weaknessOf(body.next, name)
      if (weakness !== undefined) throw new ApiError('password.weak', weakness)
      if (body.next.normalize('NFC') === body.current.normalize('NFC'))
        throw new ApiError('password.weak', 'The new password is the current one.')
      const nextHash = await passwords.hash(body.next)

      // Read again: an administrator may have reset or disabled the account meanwhile, and that stands.
      const user = state.user(name)
      if (user === undefined || user.disabled || user.passwordHash !== passwordHash)
        throw new ApiError('session.required', 'The account has changed; sign in again.')
      const changed = { ...user, passwordHash: nextHash, mustChangePassword: false }
      state.putUser(changed)
      state.deleteSessionsOf(name)
      setSessionCookie(reply, sessions.open(changed))
    },
  }
}

function throwIfThrottled(waitMs: number): void {
  if (waitMs === 0) return
  throw new ApiError('sign-in.throttled', 'Too many attempts; wait before the next.', {
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}

function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: reply.request.protocol === 'https',
    maxAge: SESSION_LIFETIME_MS / 1000,
  })
}

function showMe(user: User): Me {
  const { name, displayName, role, mustChangePassword, units } = user
  return {
    name,
    displayName,
    role,
    mustChangePassword,
    permissions: [...permissionsOf(role, units)],
    units: units === null ? null : [...units],
  }
}
