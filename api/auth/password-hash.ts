// Passwords are kept as argon2id hashes in PHC strings, computed by Node's own crypto with the parameters
// OWASP recommends. Text is normalised to NFC first, so that a Vietnamese password typed on another
// keyboard is still the same. A check costs the same time whether or not the user exists.

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { LIMITS } from '#/kernel/limits.ts'
import { ApiError } from '../errors.ts'

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const SALT_BYTES = 16
const TAG_BYTES = 32
/** Node's thread pool has four threads; the others must stay free for files. */
const CHECKS_AT_ONCE = 2

interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** Hashes a password into `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return encode(salt, await derive(password, salt, COST, TAG_BYTES))
}

/** True when the password is the one that was hashed; throws Error for text that is not such a hash. */
export async function verifyPassword(password: string, encoded: string): Promise<boolean> {
  const { cost, salt, tag } = decode(encoded)
  return timingSafeEqual(tag, await derive(password, salt, cost, tag.length))
}

/** A hash that no password has, to spend the same work on a user that does not exist. */
export function decoyHash(): string {
  return encode(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES))
}

/** Checks and hashes passwords a few at a time, so that a flood of sign-ins cannot take all threads. */
export interface PasswordWork {
  verify(password: string, encoded: string): Promise<boolean>
  hash(password: string): Promise<string>
}

/** Throws ApiError `sign-in.busy` when too many are waiting already. */
export function createPasswordWork(): PasswordWork {
  let running = 0
  const waiting: (() => void)[] = []

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= CHECKS_AT_ONCE) {
      if (waiting.length >= LIMITS.maxWaitingPasswordChecks)
        throw new ApiError('sign-in.busy', 'Too many sign-ins at once; try again shortly.', {
          retryAfterSeconds: 5,
        })
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // The place is handed on without being given back, so nobody can slip in between.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return {
    verify: (password, encoded) => inTurn(() => verifyPassword(password, encoded)),
    hash: password => inTurn(() => hashPassword(password)),
  }
}

function derive(password: string, salt: Uint8Array, cost: Cost, tagLength: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFC'), 'utf8')
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  argon2('argon2id', { message, nonce: salt, tagLength, ...cost }, (error, key) =>
    error === null ? resolve(key) : reject(error),
  )
  return promise
}

function encode(salt: Uint8Array, tag: Uint8Array): string {
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

function decode(encoded: string): { readonly cost: Cost; readonly salt: Buffer; readonly tag: Buffer } {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    encoded,
  )
  if (parts === null) throw new Error('not an argon2id hash')
  const [, memory, passes, parallelism, salt, tag] = parts
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt!, 'base64'),
    tag: Buffer.from(tag!, 'base64'),
  }
}

/** Base64 without padding, as PHC strings have it. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
