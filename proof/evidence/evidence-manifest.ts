// The manifest of an evidence package: what is in it, who exported it when and why, and the SHA-256 of every part. Its
// own SHA-256 is what the audit entry of the export names. docs/proof.md describes the package.

export interface EvidenceManifest {
  readonly what: 'thapcanh evidence package'
  readonly format: 1
  readonly id: string
  /** Version of the platform that made it. */
  readonly version: string
  /** ms UTC. */
  readonly madeAt: number
  /** Who exported it, a user name. */
  readonly by: string
  readonly reason: string
  readonly asked: EvidenceAsked
  /** False: not all that was asked for is in it, and `incomplete` says why. */
  readonly complete: boolean
  readonly incomplete: string | null
  readonly events: number
  /** Of them: proven one by one, of days that an earlier version sealed, of days not sealed yet. */
  readonly sealed: number
  readonly sealedWhole: number
  readonly notSealed: number
  /** Ids of events that the incident names and that are not stored any more; the first LIMITS.maxAbsentIds. */
  readonly absent: readonly string[]
  /** Days of which it holds manifest and trail. */
  readonly days: readonly string[]
  /** In the order of the archive. */
  readonly parts: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
}

export interface EvidenceAsked {
  /** Code of the incident whose events it holds. */
  readonly incident: string | null
  /** The search whose events it holds, and its times in ms UTC. */
  readonly q: string | null
  readonly from: number | null
  readonly to: number | null
  /** It was searched without Vietnamese marks. */
  readonly unmarked: boolean
}

/** One line of `proofs.ndjson`: what proves the event on the same line of `events.ndjson`. */
export type ProofLine =
  | {
      readonly kind: 'sealed'
      readonly _id: string
      readonly leaf: string
      readonly day: string
      readonly file: string
      readonly index: number
      readonly path: readonly string[]
    }
  | {
      readonly kind: 'sealed-whole'
      readonly _id: string
      readonly leaf: string
      readonly day: string
      readonly file: string
    }
  | { readonly kind: 'not-sealed'; readonly _id: string; readonly leaf: string }
