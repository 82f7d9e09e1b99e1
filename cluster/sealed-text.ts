// Short secrets of one process (private keys) that the others must have, as text that may lie where anybody can read
// it: encrypted with a key that is made of the cluster's secret. Who does not have that secret, or changed the text,
// cannot open it.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const [KEY_BYTES, SALT_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 16, 12, 16]

/** `name` says what it is; a text is opened only under the name that it was sealed with. Base64. */
export function sealText(text: string, name: string, secret: string): string {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)]
  const cipher = createCipheriv(CIPHER, keyOf(secret, salt), nonce).setAAD(Buffer.from(name))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), data]).toString('base64')
}

/** Undefined: it was sealed with another secret or name, or is not what was sealed. */
export function openSealed(sealed: string, name: string, secret: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  const [nonceAt, tagAt] = [SALT_BYTES, SALT_BYTES + NONCE_BYTES]
  const dataAt = tagAt + TAG_BYTES
  try {
    const key = keyOf(secret, bytes.subarray(0, nonceAt))
    const cipher = createDecipheriv(CIPHER, key, bytes.subarray(nonceAt, tagAt), { authTagLength: TAG_BYTES })
    cipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(tagAt, dataAt))
    return cipher.update(bytes.subarray(dataAt)).toString('utf8') + cipher.final('utf8')
  } catch {
    return undefined
  }
}

/** The secret is long and random (cluster-secret.ts), so nothing has to make guessing slow. */
function keyOf(secret: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, 'thapcanh sealed text', KEY_BYTES))
}
