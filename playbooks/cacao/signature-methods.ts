// The algorithms of JSS that are understood here (vocabulary signature-algorithm-type-ov), as Node's crypto wants them.

import { constants, type KeyObject, type SigningOptions } from 'node:crypto'

/** One algorithm. */
export interface SignatureMethod {
  /** Null: the algorithm hashes by itself. */
  readonly hash: string | null
  readonly options: SigningOptions
  /** Why a key does not fit the algorithm. */
  readonly unfit: (key: KeyObject) => string | undefined
}

function rsa(hash: string): SignatureMethod {
  return { hash, options: { padding: constants.RSA_PKCS1_PADDING }, unfit: wantsRsa }
}

function rsaPss(hash: string): SignatureMethod {
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return { hash, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, unfit: wantsRsa }
}

function ecdsa(hash: string, curve: string): SignatureMethod {
  return {
    hash,
    options: { dsaEncoding: 'ieee-p1363' },
    unfit: key =>
      key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve
        ? undefined
        : `the key is not one on the curve ${curve}`,
  }
}

function wantsRsa(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType !== 'rsa') return 'the key is not an RSA key'
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return bits >= MIN_RSA_BITS ? undefined : `an RSA key of ${bits} bits is too short`
}

const MIN_RSA_BITS = 2048

const ED25519: SignatureMethod = {
  hash: null,
  options: {},
  unfit: key => (key.asymmetricKeyType === 'ed25519' ? undefined : 'the key is not an Ed25519 key'),
}

const METHODS: Readonly<Record<string, SignatureMethod>> = {
  RS256: rsa('sha256'),
  RS384: rsa('sha384'),
  RS512: rsa('sha512'),
  PS256: rsaPss('sha256'),
  PS384: rsaPss('sha384'),
  PS512: rsaPss('sha512'),
  ES256: ecdsa('sha256', 'prime256v1'),
  ES384: ecdsa('sha384', 'secp384r1'),
  ES512: ecdsa('sha512', 'secp521r1'),
  Ed25519: ED25519,
  EdDSA: ED25519,
}

const HASHES: Readonly<Record<string, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
}

/** A name out of a document, `constructor` perhaps, looked up in a table. */
function ownEntry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Undefined for an algorithm that is not understood here. */
export function methodNamed(name: string): SignatureMethod | undefined {
  return ownEntry(METHODS, name)
}

/** The hash as Node names it; undefined for one that is not understood or no longer safe. */
export function hashNamed(name: string): string | undefined {
  return ownEntry(HASHES, name.toLowerCase())
}
