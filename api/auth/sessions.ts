// Sessions: a random 256-bit token in the browser's cookie, its SHA-256 in the store. A session ends after
// eight hours without a request, after a day in any case, when its user is disabled, and on sign-out.

import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import type { Session, StateStore, User } from '#/store/state-store.ts'

export const SESSION_COOKIE = 'thapcanh_session'
export const SESSION_IDLE_MS = 8 * 60 * 60 * 1000
export const SESSION_LIFETIME_MS = 24 * 60 * 60 * 1000

/** A used session is written again at most this often: each write waits for the disk. */
const TOUCH_EVERY_MS = 60_000

export interface SignedIn {
  readonly session: Session
  readonly user: User
}

export interface Sessions {
  /** Opens a session and returns the token for the cookie; it is kept nowhere else. */
  open(user: User): string
  /** The live session of a token, counted as used now; undefined when there is none any more. */
  use(token: string): SignedIn | undefined
  /** The same by hash, without counting as use: for streams that stay open. */
  peek(tokenHash: string): SignedIn | undefined
  end(tokenHash: string): void
}

export function createSessions(state: StateStore, clock: Clock): Sessions {
  function peek(tokenHash: string): SignedIn | undefined {
    const session = state.session(tokenHash)
    if (session === undefined) return undefined
    const user = state.user(session.userName)
    if (clock.now() < endOf(session) && user !== undefined && !user.disabled) return { session, user }
    state.deleteSession(tokenHash)
    return undefined
  }

  return {
    open(user) {
      const token = randomBytes(32).toString('base64url')
      const now = clock.now()
      const session = { tokenHash: hashToken(token), userName: user.name, createdAt: now, lastSeenAt: now }
      state.putSession({ ...session, expiresAt: expiryOf(now, now) })
      return token
    },
    use(token) {
      const found = peek(hashToken(token))
      if (found === undefined) return undefined
      const now = clock.now()
      if (now - found.session.lastSeenAt < TOUCH_EVERY_MS) return found
      const session = { ...found.session, lastSeenAt: now, expiresAt: expiryOf(found.session.createdAt, now) }
      state.putSession(session)
      return { ...found, session }
    },
    peek,
    end: tokenHash => state.deleteSession(tokenHash),
  }
}

/** SHA-256 in hex: a token has 256 random bits, so nothing slower is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function expiryOf(createdAt: number, lastSeenAt: number): number {
  return Math.min(createdAt + SESSION_LIFETIME_MS, lastSeenAt + SESSION_IDLE_MS)
}

/** The row's own expiry, or an earlier one should the rules have become stricter since it was written. */
function endOf(session: Session): number {
  return Math.min(session.expiresAt, expiryOf(session.createdAt, session.lastSeenAt))
}
