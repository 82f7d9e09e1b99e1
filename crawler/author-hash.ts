// The name of who wrote something, as a keyed hash: it serves to count voices and never leads back to the name. The
// key stands in a file of its own, outside the database and its copies; without it names cannot be tried out either.
//
// The same name in two sources is two voices: whether they are one person is not ours to know.

import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Fatal } from '#/kernel/errors.ts'

const KEY_BYTES = 32

/** 32 hex digits for a name in a source; null for none. */
export type HashAuthor = (name: string | null, sourceId: string) => string | null

/**
 * Hashes with the key in this file, which is made at the first start, readable by the owner only. Throws Fatal
 * (`data.unusable`) when it cannot be made or holds something else: another key would make old voices new.
 */
export function openAuthorHash(keyFile: string): HashAuthor {
  return createAuthorHash(readKey(keyFile))
}

/** HMAC-SHA-256 of source and normalised name, its first 128 bits. */
export function createAuthorHash(key: Uint8Array): HashAuthor {
  return (name, sourceId) => {
    const normal = normaliseName(name ?? '')
    if (normal === '') return null
    return createHmac('sha256', key).update(`${sourceId}\n${normal}`).digest('hex').slice(0, 32)
  }
}

/** Case, spaces and the way in which marks are encoded make no other person. */
function normaliseName(name: string): string {
  return name.normalize('NFC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
}

function readKey(file: string): Uint8Array {
  try {
    if (!existsSync(file)) makeKey(file)
    const text = readFileSync(file, 'utf8').trim()
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`it does not hold ${KEY_BYTES} bytes in hex`)
    return Buffer.from(text, 'hex')
  } catch (error) {
    throw new Fatal('data.unusable', `The authors' key ${file} cannot be used: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** Whole or not at all: half a key after a crash would stop every start. */
function makeKey(file: string): void {
  const half = `${file}.new`
  rmSync(half, { force: true })
  writeFileSync(half, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  linkSync(half, file)
  rmSync(half)
}
