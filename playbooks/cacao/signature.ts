// Digital signatures of playbooks: JSS (ITU-T X.590, Security Playbooks 2.0 section 9). Signed is the whole playbook
// with this one signature in it, its `value` left out: canonical JSON (RFC 8785), of that the hash in hexadecimal
// digits, of these digits the signature, in base64url. A countersignature stands inside the signature it confirms
// and covers it. ECDSA values are r‖s as in JWA (RFC 7518).

import canonicalize from 'canonicalize'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { Playbook, Signature } from './playbook.ts'
import type { OpenedKey } from './signature-keys.ts'
import { findKey, thumbprintOf } from './signature-keys.ts'
import { hashNamed, methodNamed } from './signature-methods.ts'

export const SIGNATURE_STATES = ['unsigned', 'valid', 'invalid', 'unknown-key', 'expired', 'revoked'] as const
export type SignatureState = (typeof SIGNATURE_STATES)[number]

export interface SignatureFinding {
  readonly id: string
  readonly signee: string
  readonly state: Exclude<SignatureState, 'unsigned'>
  /** A sentence for a person. */
  readonly reason: string
  /** Name of the key in the platform's list. */
  readonly key?: string
  readonly countersignature?: SignatureFinding
}

export interface SignatureVerdict {
  /** Valid when one signature is: it vouches for the whole. Otherwise what weighs most among them. */
  readonly state: SignatureState
  readonly signatures: readonly SignatureFinding[]
}

export interface SignOptions {
  /** `jss--uuid` */
  readonly id: string
  readonly signee: string
  readonly algorithm: string
  readonly hashAlgorithm: string
  /** PEM. */
  readonly privateKey: string
  /** ms; becomes `created` and `modified`. */
  readonly at: number
  readonly createdBy?: string
  readonly validUntil?: number
}

type Json = Readonly<Record<string, unknown>>

/** What the playbook's signatures are worth at a moment (ms), by the platform's list of keys. */
export function verifySignatures(
  playbook: Playbook,
  keys: readonly OpenedKey[],
  now: number,
): SignatureVerdict {
  const signatures = (playbook.signatures ?? []).map(signature => judge(playbook, [signature], keys, now))
  const state = WEIGHT.find(state => signatures.some(signature => signature.state === state))
  return { state: state ?? 'unsigned', signatures }
}

const WEIGHT = ['valid', 'invalid', 'revoked', 'expired', 'unknown-key'] as const

/** The playbook with one more signature. Throws Error for an algorithm or key that does not fit. */
export function signPlaybook(playbook: Playbook, options: SignOptions): Playbook {
  const signature = makeSignature(playbook, [], options)
  return { ...playbook, signatures: [...(playbook.signatures ?? []), signature] }
}

/** The playbook with a countersignature inside the signature of this id, under those already there. */
export function countersignPlaybook(playbook: Playbook, signatureId: string, options: SignOptions): Playbook {
  const signatures = (playbook.signatures ?? []).map(signature => {
    if (signature.id !== signatureId) return signature
    const chain = chainOf(signature)
    return nest([...chain, makeSignature(playbook, chain, options)])
  })
  return { ...playbook, signatures }
}

/** Looks at the last of a chain of signatures, each inside the one before. */
function judge(
  playbook: Playbook,
  chain: readonly Signature[],
  keys: readonly OpenedKey[],
  now: number,
): SignatureFinding {
  const signature = chain.at(-1)!
  const key = findKey(signature, keys)
  const verdict = judgeAlone(playbook, chain, key, now)
  const inner = innerOf(signature)
  return {
    id: signature.id,
    signee: signature.signee,
    ...verdict,
    ...(key === undefined ? {} : { key: key.name }),
    ...(inner === undefined || chain.length >= MAX_CHAIN
      ? {}
      : { countersignature: judge(playbook, [...chain, inner], keys, now) }),
  }
}

function judgeAlone(
  playbook: Playbook,
  chain: readonly Signature[],
  key: OpenedKey | undefined,
  now: number,
): Pick<SignatureFinding, 'state' | 'reason'> {
  const signature = chain.at(-1)!
  if (!isComplete(signature)) return { state: 'invalid', reason: 'it is incomplete' }
  if (signature.related_to !== playbook.id || signature.related_version !== playbook.modified) {
    return { state: 'invalid', reason: 'it was made for another playbook or another version' }
  }
  if (key === undefined) return { state: 'unknown-key', reason: 'its key is not in the list of trusted keys' }
  const method = methodNamed(signature.algorithm)
  const hash = hashNamed(signature.hash_algorithm)
  if (method === undefined || hash === undefined) {
    const reason = `${signature.algorithm} over ${signature.hash_algorithm} is not understood here`
    return { state: 'invalid', reason }
  }
  const unfit = method.unfit(key.key)
  if (unfit !== undefined) return { state: 'invalid', reason: unfit }
  const digits = hashOf(playbook, chain, hash)
  const value = Buffer.from(signature.value, 'base64url')
  if (digits === undefined || !verify(method.hash, digits, { key: key.key, ...method.options }, value)) {
    return { state: 'invalid', reason: 'the playbook or the signature was altered' }
  }
  if (signature.revoked === true || (key.revokedAt !== undefined && key.revokedAt <= now)) {
    return { state: 'revoked', reason: signature.revoked === true ? 'it was revoked' : 'its key was revoked' }
  }
  const from = Math.max(timeOf(signature.valid_from, 0), key.validFrom ?? 0)
  const until = Math.min(timeOf(signature.valid_until, Infinity), key.validUntil ?? Infinity)
  if (now < from) return { state: 'expired', reason: `it is valid only from ${new Date(from).toISOString()}` }
  if (now >= until) return { state: 'expired', reason: `it was valid until ${new Date(until).toISOString()}` }
  return { state: 'valid', reason: 'the playbook is as it was signed' }
}

function makeSignature(playbook: Playbook, outer: readonly Signature[], options: SignOptions): Signature {
  const { algorithm, hashAlgorithm } = options
  const method = methodNamed(algorithm)
  const hash = hashNamed(hashAlgorithm)
  if (method === undefined || hash === undefined) {
    throw new Error(`cannot sign with ${algorithm} over ${hashAlgorithm}`)
  }
  const key = createPrivateKey(options.privateKey)
  const unfit = method.unfit(key)
  if (unfit !== undefined) throw new Error(unfit)
  const at = new Date(options.at).toISOString()
  const signature: Signature = {
    type: 'jss',
    id: options.id,
    ...(options.createdBy === undefined ? {} : { created_by: options.createdBy }),
    created: at,
    modified: at,
    signee: options.signee,
    ...(options.validUntil === undefined ? {} : { valid_until: new Date(options.validUntil).toISOString() }),
    related_to: playbook.id,
    related_version: playbook.modified,
    hash_algorithm: hashAlgorithm,
    algorithm,
    thumbprint: thumbprintOf(createPublicKey(key)),
    value: '',
  }
  const digits = hashOf(playbook, [...outer, signature], hash)
  if (digits === undefined) throw new Error('the playbook has no canonical form')
  const value = sign(method.hash, digits, { key, ...method.options }).toString('base64url')
  return { ...signature, value }
}

/** The digits that are signed: of the playbook with this chain alone, the last one without its value. */
function hashOf(playbook: Playbook, chain: readonly Signature[], hash: string): Buffer | undefined {
  const last: Json = chain.at(-1)!
  const { value: _value, signature: _inner, ...bare } = last
  const signatures = [nest([...chain.slice(0, -1), bare as Signature])]
  try {
    const canonical = canonicalize({ ...playbook, signatures })
    if (canonical === undefined) return undefined
    return Buffer.from(createHash(hash).update(canonical, 'utf8').digest('hex'), 'utf8')
  } catch {
    // RFC 8785 has no form for lone surrogates and the like; such a playbook cannot have been signed.
    return undefined
  }
}

function chainOf(signature: Signature): readonly Signature[] {
  const chain: Signature[] = []
  for (let at: Signature | undefined = signature; at !== undefined && chain.length < MAX_CHAIN;) {
    chain.push(at)
    at = innerOf(at)
  }
  return chain
}

/** The countersignature inside a signature. */
function innerOf(signature: Signature): Signature | undefined {
  const inner = signature['signature']
  return typeof inner === 'object' && inner !== null ? (inner as Signature) : undefined
}

function nest([first, ...rest]: readonly Signature[]): Signature {
  return rest.length === 0 ? first! : { ...first!, signature: nest(rest) }
}

/** Countersignatures of countersignatures that are looked at. */
const MAX_CHAIN = 8

/** What comes from outside may be verified before it is validated. */
function isComplete({ hash_algorithm, algorithm, value }: Json): boolean {
  const named = typeof hash_algorithm === 'string' && typeof algorithm === 'string'
  return named && typeof value === 'string' && /^[A-Za-z0-9_-]+$/.test(value)
}

function timeOf(text: string | undefined, otherwise: number): number {
  const time = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) ? otherwise : time
}
