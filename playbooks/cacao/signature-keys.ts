// The keys whose signatures the platform believes. A key comes from the platform's own list only: what a signature
// says of its key serves to find it there, never to trust it.

import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import type { Signature } from './playbook.ts'

/** One entry of the list; times in ms. */
export interface TrustedKey {
  /** Shown to people: whose key it is. */
  readonly name: string
  /** PEM of a public key or certificate. */
  readonly publicKey: string
  readonly validFrom?: number
  readonly validUntil?: number
  /** From this moment nothing it signed counts any more, whenever that was. */
  readonly revokedAt?: number
}

export interface OpenedKey extends TrustedKey {
  readonly key: KeyObject
  /** SHA-256 of the public key (SPKI, DER), lower-case hexadecimal. */
  readonly thumbprint: string
}

/** Throws Error when the PEM holds no public key: the list is the platform's own. */
export function openKey(trusted: TrustedKey): OpenedKey {
  const key = readKey(trusted.publicKey)
  if (key === undefined) throw new Error(`the key "${trusted.name}" is no public key`)
  return { ...trusted, key, thumbprint: thumbprintOf(key) }
}

export function thumbprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** The entry that a signature means; undefined when it is none of ours. A cert_url is never fetched. */
export function findKey(signature: Signature, keys: readonly OpenedKey[]): OpenedKey | undefined {
  const wanted = wantedThumbprint(signature)
  return wanted === undefined ? undefined : keys.find(({ thumbprint }) => thumbprint === wanted)
}

function wantedThumbprint(signature: Signature): string | undefined {
  const { thumbprint, public_key: own, public_cert_chain: chain } = signature
  if (typeof thumbprint === 'string') return plainThumbprint(thumbprint)
  const text = typeof own === 'string' ? own : Array.isArray(chain) ? (chain[0] as unknown) : undefined
  const key = typeof text === 'string' ? readKey(text) : undefined
  return key === undefined ? undefined : thumbprintOf(key)
}

/** Hexadecimal with or without colons, or base64url as RFC 7638 writes thumbprints. */
function plainThumbprint(text: string): string {
  const hex = text.replace(/[:\s]/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hex)) return hex
  return Buffer.from(text, 'base64url').toString('hex')
}

/** PEM, or the DER of a key or certificate in base64. */
function readKey(text: string): KeyObject | undefined {
  const der = Buffer.from(text, 'base64')
  const pem = text.includes('-----BEGIN')
  const certificate = pem ? text.includes('-----BEGIN CERTIFICATE') : undefined
  for (const read of [
    () =>
      certificate === true
        ? undefined
        : createPublicKey(pem ? text : { key: der, format: 'der', type: 'spki' }),
    () => (certificate === false ? undefined : new X509Certificate(pem ? text : der).publicKey),
  ]) {
    try {
      const key = read()
      if (key !== undefined) return key
    } catch {
      // Neither reading has another way of saying that the text is something else.
    }
  }
  return undefined
}
