// A head: where the audit trail ended at a time, signed. Whoever keeps one outside of the platform can tell later
// whether any entry up to it was changed or is missing.

import { canonicalText } from '#/kernel/hash-link.ts'
import type { AuditTip } from '#/store/audit.ts'
import { isSignature, type PublicKeys, type SigningKey } from './signing-key.ts'

export interface SignedHead extends AuditTip {
  /** ms UTC, by the platform's clock. */
  readonly at: number
  /** Id of the key. */
  readonly key: string
  /** Ed25519 over `headText`, base64. */
  readonly signature: string
}

/** What is signed, and what a time stamp is asked for. */
export function headText({ number, hash, at }: AuditTip & { readonly at: number }): string {
  return canonicalText({ what: 'thapcanh audit head', number, hash, at })
}

export function signHead({ number, hash }: AuditTip, at: number, key: SigningKey): SignedHead {
  return { number, hash, at, key: key.id, signature: key.sign(headText({ number, hash, at })) }
}

/** Why the head cannot be believed; undefined when it can. */
export function doubtOf(head: SignedHead, keys: PublicKeys): string | undefined {
  const key = keys.get(head.key)
  if (key === undefined) return `is signed with the key ${head.key}, which is not among the public keys`
  return isSignature(headText(head), head.signature, key) ? undefined : 'does not bear its signature'
}

/** Reads what `canonicalText` wrote of a head; undefined when it is none. */
export function readHead(text: string): SignedHead | undefined {
  try {
    const { number, hash, at, key, signature } = JSON.parse(text) as Record<string, unknown>
    const isHead =
      Number.isSafeInteger(number) &&
      Number.isSafeInteger(at) &&
      typeof hash === 'string' &&
      typeof key === 'string' &&
      typeof signature === 'string'
    return isHead ? ({ number, hash, at, key, signature } as SignedHead) : undefined
  } catch {
    return undefined
  }
}
