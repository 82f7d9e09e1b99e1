// The platform's key for what it vouches for: Ed25519, made at the first start. The public half lies beside it under
// its own name, so that proofs made with an earlier key can still be read after the key was changed (delete
// `proof.key` and start again).

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fatal } from '#/kernel/errors.ts'

export interface SigningKey {
  /** First 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
  readonly id: string
  readonly publicPem: string
  /** Base64. */
  sign(text: string): string
}

/** Id → public key. */
export type PublicKeys = ReadonlyMap<string, KeyObject>

/** Name of the private half in the folder of keys, and shape of the names of public ones. */
export const PRIVATE_KEY_FILE = 'proof.key'
export const PUBLIC_KEY_FILE = /^proof-[0-9a-f]{16}\.pub$/

/** Opens the key of that folder, or makes one; throws Fatal (`data.unusable`) when it is no Ed25519 key. */
export function openSigningKey(directory: string): SigningKey {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, PRIVATE_KEY_FILE)
  if (!existsSync(path)) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(path, pem, { mode: 0o600, flag: 'wx' })
  }
  const key = readPrivate(path)
  const publicKey = createPublicKey(key)
  const id = keyId(publicKey)
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const publicPath = join(directory, `proof-${id}.pub`)
  if (!existsSync(publicPath)) writeFileSync(publicPath, publicPem, { mode: 0o644 })
  return { id, publicPem, sign: text => sign(null, Buffer.from(text), key).toString('base64') }
}

function readPrivate(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path))
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch (error) {
    throw new Fatal('data.unusable', `${path} is no private key: ${(error as Error).message}`, {
      cause: error,
    })
  }
  throw new Fatal('data.unusable', `${path} is no Ed25519 key`)
}

/** The public keys of a folder; empty when it is not there. Files that are no key are passed over. */
export function readPublicKeys(directory: string): PublicKeys {
  if (!existsSync(directory)) return new Map()
  return publicKeysOf(
    readdirSync(directory)
      .filter(name => PUBLIC_KEY_FILE.test(name))
      .map(name => readFileSync(join(directory, name), 'utf8')),
  )
}

/** Keys of PEM texts. */
export function publicKeysOf(pems: readonly string[]): PublicKeys {
  const keys = pems.flatMap(pem => {
    try {
      return [createPublicKey(pem)]
    } catch {
      return []
    }
  })
  return new Map(keys.map(key => [keyId(key), key]))
}

export function isSignature(text: string, signature: string, key: KeyObject): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
}

function keyId(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
}
