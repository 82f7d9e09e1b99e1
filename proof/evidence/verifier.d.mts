// What TypeScript must know of verifier.mjs, which is plain JavaScript so that it runs without the platform.

import type { Damage } from '../damage.ts'
import type { SignedHead } from '../signed-head.ts'
import type { EvidenceManifest } from './evidence-manifest.ts'

export interface Verified {
  /** In the order of the package; the first is the first bad record. */
  readonly damage: readonly Damage[]
  /** Undefined when it cannot be read. */
  readonly manifest: EvidenceManifest | undefined
  /** Of the public keys in the package: SHA-256 of the SPKI in DER, hexadecimal. */
  readonly fingerprints: readonly string[]
  /** The audit entry of the export; undefined when it cannot be read. */
  readonly exported: { readonly number: number; readonly by: string; readonly at: number } | undefined
  /** Stretches of the trail that fit a head kept outside. */
  readonly confirmed: number
}

export interface VerifyOptions {
  /** PEM; they alone are believed. */
  readonly keys?: readonly string[]
  /** Keys in the package with one of these fingerprints alone are believed. */
  readonly fingerprints?: readonly string[]
  readonly heads?: readonly SignedHead[]
}

export function verifyEvidence(path: string, options?: VerifyOptions): Promise<Verified>
export function headsOf(text: string): readonly SignedHead[]
export function runVerifier(
  argv: readonly string[],
  io: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): Promise<number>
