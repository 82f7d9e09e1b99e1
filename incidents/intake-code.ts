// The secrets of the public intake. The code by which a reporter follows a notice: a hundred random bits, shown
// once, kept as a hash. The token of a form: made by us, usable for one notice, not too soon (a program fills a
// form in no time) and not too late.

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'

/** Without letters that are taken for others: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 20

/** `7K3QF-…`: 100 bits in groups of five. */
export function makeFollowCode(): string {
  const signs = [...randomBytes(CODE_LENGTH)].map(byte => ALPHABET[byte & 31]!)
  return [0, 5, 10, 15].map(at => signs.slice(at, at + 5).join('')).join('-')
}

/** What is kept of a code; letters, blanks and hyphens as a person may type them. Undefined: not a code. */
export function hashFollowCode(typed: string): string | undefined {
  const plain = typed
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  const isCode = /^[0-9A-HJKMNP-TV-Z]{20}$/.test(plain)
  return isCode ? createHash('sha256').update(`thapcanh intake ${plain}`).digest('hex') : undefined
}

export const TOKEN_MIN_AGE_MS = 3_000
export const TOKEN_MAX_AGE_MS = 4 * 60 * 60_000

export type TokenVerdict = 'good' | 'too-soon' | 'too-old' | 'used' | 'forged'

export interface FormTokens {
  make(): { readonly token: string; readonly usableAt: number; readonly expiresAt: number }
  /** Looks without using it up. */
  check(token: string): TokenVerdict
  /** The form has been taken: its token is good no more. */
  use(token: string): void
}

/** `secret` is the same in all processes of a platform, so that each knows the forms of the others. */
export function createFormTokens(secret: Buffer, clock: Clock): FormTokens {
  const used = new Set<string>()
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(`form ${text}`).digest()

  return {
    make() {
      const madeAt = clock.now()
      const text = `${madeAt.toString(36)}.${randomBytes(12).toString('base64url')}`
      const token = `${text}.${sign(text).toString('base64url')}`
      return { token, usableAt: madeAt + TOKEN_MIN_AGE_MS, expiresAt: madeAt + TOKEN_MAX_AGE_MS }
    },
    check(token) {
      const [, text, time, signature] = /^(([0-9a-z]{1,11})\.[\w-]{16})\.([\w-]{43})$/.exec(token) ?? []
      if (text === undefined) return 'forged'
      if (!timingSafeEqual(sign(text), Buffer.from(signature!, 'base64url'))) return 'forged'
      const age = clock.now() - Number.parseInt(time!, 36)
      if (age > TOKEN_MAX_AGE_MS) return 'too-old'
      if (age < TOKEN_MIN_AGE_MS) return 'too-soon'
      return used.has(token) ? 'used' : 'good'
    },
    use(token) {
      used.add(token)
      if (used.size > LIMITS.maxIntakeKeys) used.delete(used.values().next().value!)
    },
  }
}
